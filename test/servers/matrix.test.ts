import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { membership, message, powerLevel, redactionOf, state } from '../scenarios/actors/matrix-events.ts';
import {
  aliasNamed,
  ghostOf,
  type MatrixBed,
  matrixUser,
  roomNamed,
  startMatrixBed,
  until,
  xmppUser,
} from './support/matrix-bed.ts';

let bed: MatrixBed;
beforeAll(async () => {
  bed = await startMatrixBed();
});
afterAll(() => bed.stop());

describe('a portal', () => {
  it('is made when somebody asks for its alias, with bot, powers, name and ghosts in place', async () => {
    const room = roomNamed('lobby');
    bed.rooms.create(room, {
      name: 'The lobby',
      people: [
        [xmppUser('bob'), { role: 5, nickname: 'bobby' }],
        [xmppUser('mallory'), { role: 1, active: false }],
        [matrixUser('alice'), { role: 7, active: false }],
      ],
    });
    const alice = await bed.person('alice');
    await alice.joins(aliasNamed('lobby'));
    await alice.sees(membership({ user: 'bobby', is: 'join' }));
    await alice.sees(membership({ user: ghostOf('mallory'), is: 'ban' }));
    await alice.sees(state('m.room.name', { name: 'The lobby' }));
    expect(await alice.state('m.room.create')).toMatchObject({ room_version: '12' });
    expect((await alice.state('m.room.power_levels')).users).toEqual({
      [ghostOf('bob')]: 50,
      [alice.userId]: 100,
    });
    await until('the hub knows alice as active', async () => {
      return (await bed.rooms.view(room))?.participants.get(matrixUser('alice'))?.active === true;
    });
  });

  it('is not made for rooms that the hub does not have', async () => {
    const nobody = await bed.person('nobody');
    await expect(nobody.joins(aliasNamed('nowhere'))).rejects.toThrow('M_NOT_FOUND');
  });
});

describe('talking', () => {
  it('goes both ways, with emotes, notices and the accepted time', async () => {
    const room = roomNamed('talk');
    bed.rooms.create(room, { people: [[xmppUser('bob'), { role: 3, nickname: 'bob' }]] });
    const carol = await bed.person('carol');
    await carol.joins(aliasNamed('talk'));
    await carol.says('hello');
    await carol.emotes('waves');
    await until('both messages are in the hub', () => bed.rooms.texts(room).length === 2);
    expect(bed.rooms.texts(room)).toEqual(['hello', 'waves']);

    const seq = bed.rooms.says(room, xmppUser('bob'), 'hi carol');
    const seen = await carol.sees(message({ text: 'hi carol', from: ghostOf('bob') }));
    expect(seen.origin_server_ts).toBe(1_700_000_000_000 + seq);
    bed.rooms.says(room, xmppUser('bob'), 'nods', 'emote');
    await carol.sees(message({ text: 'nods', kind: 'emote' }));
    // Nothing came back as an echo.
    expect(bed.rooms.texts(room)).toEqual(['hello', 'waves', 'hi carol', 'nods']);
  });
});

describe('moderation', () => {
  it('undoes what the hub refuses and says why', async () => {
    const room = roomNamed('strict');
    bed.rooms.create(room, {
      flags: { moderated: true },
      people: [[xmppUser('bob'), { role: 7, nickname: 'bob' }]],
    });
    const dave = await bed.person('dave');
    await dave.joins(aliasNamed('strict'));
    await dave.sees(membership({ user: 'bob', is: 'join' }));
    // Matrix keeps a visitor silent by itself; let it be behind the hub.
    await until('dave is a visitor', async () => {
      return (await bed.rooms.view(room))?.participants.get(matrixUser('dave'))?.role === 2;
    });
    await expect(dave.says('no voice')).rejects.toThrow('M_FORBIDDEN');
    bed.rooms.append(room, { type: 'role-changed', user: matrixUser('dave'), from: 2, to: 3, by: null, origin: null });
    await dave.sees(powerLevel(dave.userId, 0));
    const said = await dave.says('voice');
    await until('it is heard', () => bed.rooms.texts(room).includes('voice'));
    bed.rooms.append(room, {
      type: 'retracted',
      id: bed.rooms.messageId('x'),
      target: messageOf(room),
      by: xmppUser('bob'),
      reason: 'spam',
      origin: null,
    });
    await dave.sees(redactionOf(said));
  });

  it('shows kick, ban and unban from elsewhere, and passes on those of Matrix moderators', async () => {
    const room = roomNamed('rough');
    bed.rooms.create(room, {
      people: [
        [xmppUser('bob'), { role: 3, nickname: 'bob' }],
        [matrixUser('erin'), { role: 6, active: false }],
      ],
    });
    const erin = await bed.person('erin');
    const frank = await bed.person('frank');
    await erin.joins(aliasNamed('rough'));
    await frank.joins(aliasNamed('rough'));
    await until(
      'frank is in',
      async () => (await bed.rooms.view(room))?.participants.has(matrixUser('frank')) ?? false,
    );
    bed.rooms.append(room, {
      type: 'kicked',
      user: matrixUser('frank'),
      by: xmppUser('bob'),
      reason: 'spam',
      origin: null,
    });
    await frank.sees(membership({ user: frank.userId, is: 'leave', reason: 'spam' }));
    await frank.joins(aliasNamed('rough'));
    // Whoever is banned before the hub heard of the coming is banned for another reason.
    await until(
      'frank is in again',
      async () => (await bed.rooms.view(room))?.participants.get(matrixUser('frank'))?.active === true,
    );
    bed.rooms.append(room, {
      type: 'banned',
      user: matrixUser('frank'),
      wasActive: true,
      by: xmppUser('bob'),
      reason: 'enough',
      origin: null,
    });
    await frank.sees(membership({ user: frank.userId, is: 'ban', reason: 'enough' }));
    await expect(frank.joins(aliasNamed('rough'))).rejects.toThrow('banned');
    bed.rooms.append(room, {
      type: 'unbanned',
      user: matrixUser('frank'),
      role: null,
      by: xmppUser('bob'),
      origin: null,
    });
    await until('frank may come back', async () => (await erin.membershipOf(frank.userId)) === 'leave');

    await erin.kicks('bob', 'rude');
    await until('the hub was asked to kick', () =>
      bed.rooms.attempts.some((tried) => tried.type === 'kick' && tried.reason === 'rude'),
    );
    bed.rooms.append(room, { type: 'joined', user: xmppUser('bob'), role: 3, first: false, origin: null });
    await until('bob is back', async () => (await erin.membershipOf(ghostOf('bob'))) === 'join');
    await erin.bans('bob', 'gone');
    await until(
      'the hub was asked to ban',
      async () => (await bed.rooms.view(room))?.participants.get(xmppUser('bob'))?.role === 1,
    );
    await erin.unbans('bob');
    await until(
      'the hub was asked to unban',
      async () => (await bed.rooms.view(room))?.participants.has(xmppUser('bob')) === false,
    );
  });
});

function messageOf(room: ReturnType<typeof roomNamed>) {
  const event = bed.rooms.events(room).find((found) => found.type === 'message');
  if (event?.type !== 'message') throw new Error('there is no message');
  return event.id;
}
