import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Attempt, RefusalRule } from '../../src/rooms/index.ts';
import { MatrixRefusal } from '../scenarios/actors/matrix-client-api.ts';
import { membership, message, powerLevel, redactionOf, state } from '../scenarios/actors/matrix-events.ts';
import type { MatrixPerson } from '../scenarios/actors/matrix-person.ts';
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

/** A room with bob (XMPP) and one new person of the homeserver in it, who has the given role. */
async function roomWith(name: string, role = 3): Promise<{ person: MatrixPerson; room: ReturnType<typeof roomNamed> }> {
  const room = roomNamed(name);
  bed.rooms.create(room, {
    people: [
      [xmppUser('bob'), { role: 3, nickname: 'bob' }],
      [matrixUser(name), { role, active: false }],
    ],
  });
  const person = await bed.person(name);
  await person.joins(aliasNamed(name));
  await person.sees(membership({ user: 'bob', is: 'join' }));
  await until('the hub has the person', async () => {
    return (await bed.rooms.view(room))?.participants.get(matrixUser(name))?.active === true;
  });
  return { person, room };
}

const texts = (room: ReturnType<typeof roomNamed>): readonly string[] => bed.rooms.texts(room);

/** A request of a homeserver. */
function asHomeserver(path: string, body: unknown, token = 'hs-token', method = 'PUT'): Promise<Response> {
  return fetch(`${bed.configuration.url}/_matrix/app/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

describe('the application service', () => {
  it('GW-01 OD-16: takes an event once, whatever transaction brings it', async () => {
    const { person, room } = await roomWith('replay');
    const event = (id: string, body: string): object => ({
      event_id: id,
      room_id: person.room,
      type: 'm.room.message',
      sender: person.userId,
      origin_server_ts: 1,
      content: { msgtype: 'm.text', body },
    });
    const transaction = `/transactions/${randomUUID()}`;
    const one = event('$one', 'one');
    await asHomeserver(transaction, { events: [one] });
    await asHomeserver(transaction, { events: [one, event('$two', 'two'), event('$three', 'three')] });
    await asHomeserver(`/transactions/${randomUUID()}`, { events: [one, event('$four', 'four')] });
    await until('all four are there', () => texts(room).length >= 4);
    await bed.restartGateway();
    const again = await asHomeserver(`/transactions/${randomUUID()}`, { events: [one, event('$five', 'five')] });
    expect(again.status).toBe(200);
    await until('the fifth is there', () => texts(room).includes('five'));
    expect(texts(room)).toEqual(['one', 'two', 'three', 'four', 'five']);
  });

  it('GW-01: answers pings, and refuses whoever has not its token', async () => {
    expect((await asHomeserver('/ping', {}, 'hs-token', 'POST')).status).toBe(200);
    for (const token of ['', 'hs-tokem', 'as-token', 'hs-token2']) {
      expect((await asHomeserver('/transactions/1', { events: [] }, token)).status).toBe(403);
      expect((await asHomeserver('/ping', {}, token, 'POST')).status).toBe(403);
    }
  });

  it('refuses a malformed transaction, and loses nothing beside a malformed event', async () => {
    const { person, room } = await roomWith('malformed');
    expect((await asHomeserver('/transactions/2', { events: 'none' })).status).toBe(400);
    expect((await asHomeserver('/transactions/3', [])).status).toBe(400);
    const good = {
      event_id: '$good',
      room_id: person.room,
      type: 'm.room.message',
      sender: person.userId,
      content: { msgtype: 'm.text', body: 'good' },
    };
    const bad = [null, 7, {}, { ...good, event_id: 7 }, { ...good, content: 'text' }];
    expect((await asHomeserver('/transactions/4', { events: [...bad, good] })).status).toBe(200);
    await until('the good one is there', () => texts(room).includes('good'));
    expect(texts(room)).toEqual(['good']);
  });
});

describe('when a server is gone', () => {
  it('OD-02 GW-01: finds what a killed homeserver never delivered, in order and once', async () => {
    const { person, room } = await roomWith('killed');
    await person.says('before');
    await until('the first is there', () => texts(room).length === 1);
    const sent = Array.from({ length: 12 }, (_, index) => `during ${index}`);
    await bed.restartGateway(async () => {
      for (const text of sent) await person.says(text);
      await bed.synapse.kill();
      await bed.synapse.restart();
    });
    // Delivered while what was lost is still being looked for.
    await person.says('after');
    await until('the last is there', () => texts(room).includes('after'));
    expect(texts(room)).toEqual(['before', ...sent, 'after']);
  });

  it('OD-02: notices by itself that the homeserver was killed, and shows what waited, in order and once', async () => {
    const { person, room } = await roomWith('outage');
    bed.rooms.says(room, xmppUser('bob'), 'one');
    await person.sees(message({ text: 'one' }));
    await bed.synapse.kill();
    for (const text of ['two', 'three', 'four']) bed.rooms.says(room, xmppUser('bob'), text);
    await until('the gateway says that the homeserver is away', () => bed.attached().health().length > 0);
    await bed.synapse.restart();
    await person.sees(message({ text: 'four' }));
    bed.rooms.says(room, xmppUser('bob'), 'five');
    await person.sees(message({ text: 'five' }));
    const seen = person.seen(message({ text: /./, from: ghostOf('bob') })).map((event) => event.content.body);
    expect(seen).toEqual(['one', 'two', 'three', 'four', 'five']);
    await until('all is well again', () => bed.attached().health().length === 0);
  });

  it('OD-02: shows nothing twice and leaves nothing out over restarts of the gateway', async () => {
    const { person, room } = await roomWith('restarts');
    const said: string[] = [];
    for (const round of [1, 2, 3]) {
      for (const part of ['a', 'b', 'c', 'd']) {
        said.push(`${round}${part}`);
        bed.rooms.says(room, xmppUser('bob'), `${round}${part}`);
      }
      await bed.restartGateway();
    }
    bed.rooms.says(room, xmppUser('bob'), 'end');
    await person.sees(message({ text: 'end' }));
    const seen = person.seen(message({ text: /./, from: ghostOf('bob') })).map((event) => event.content.body);
    expect(seen).toEqual([...said, 'end']);
  });
});

describe('what the hub refuses', () => {
  const refuse = (type: Attempt['type'], rule: RefusalRule): void => {
    bed.rooms.refuse = (attempt) => (attempt.type === type ? rule : null);
  };

  it('GW-09: a message is taken back and its author told why', async () => {
    const { person, room } = await roomWith('silenced');
    refuse('send', 'no-voice');
    const said = await person.says('no voice');
    await person.sees(redactionOf(said));
    await person.sees(message({ text: /Your message was not allowed.*no voice/, kind: 'notice' }));
    expect(texts(room)).toEqual([]);
    bed.rooms.refuse = () => null;
  });

  it('GW-09: a kick and a ban are taken back, and the ghost is in the room again', async () => {
    const { person } = await roomWith('judge', 6);
    refuse('kick', 'lacks-capability');
    await person.kicks('bob');
    await person.sees(message({ text: /The kick was not allowed/, kind: 'notice' }));
    expect(await person.membershipOf(ghostOf('bob'))).toBe('join');
    refuse('ban', 'role-change-not-authorized');
    await person.bans('bob');
    await person.sees(message({ text: /The ban was not allowed/, kind: 'notice' }));
    expect(await person.membershipOf(ghostOf('bob'))).toBe('join');
    bed.rooms.refuse = () => null;
  });

  it('GW-09 RC-30: levels, name and join rule are put back', async () => {
    const { person } = await roomWith('owner', 7);
    refuse('set-role', 'role-change-not-authorized');
    await person.setsPowerLevel('bob', 50);
    await person.sees(message({ text: /The change of role was not allowed/, kind: 'notice' }));
    expect((await person.state('m.room.power_levels')).users).toEqual({ [person.userId]: 100 });
    refuse('set-metadata', 'lacks-capability');
    await person.setsName('Mine');
    await person.sees(message({ text: /name or topic was not allowed/, kind: 'notice' }));
    expect((await person.state('m.room.name')).name).toBe('');
    refuse('set-policy', 'lacks-capability');
    await person.setsState('m.room.join_rules', { join_rule: 'invite' });
    await person.sees(message({ text: /rules was not allowed/, kind: 'notice' }));
    expect((await person.state('m.room.join_rules')).join_rule).toBe('public');
    bed.rooms.refuse = () => null;
  });

  it('GW-09: whoever may not join is put out with the reason', async () => {
    const { person, room } = await roomWith('doorkeeper');
    refuse('join', 'room-full');
    const late = await bed.person('late');
    await late.joins(aliasNamed('doorkeeper'));
    await late.sees(membership({ user: late.userId, is: 'leave', reason: 'the room is full' }));
    expect((await bed.rooms.view(room))?.participants.has(matrixUser('late'))).toBe(false);
    expect(await person.membershipOf(late.userId)).toBe('leave');
    bed.rooms.refuse = () => null;
  });
});

describe('roles and the rest of the room', () => {
  it('RC-30: a level set in Matrix becomes a role, and a role becomes a level', async () => {
    const { person, room } = await roomWith('levels', 7);
    await person.setsPowerLevel('bob', 50);
    await until('bob is a moderator', async () => {
      return (await bed.rooms.view(room))?.participants.get(xmppUser('bob'))?.role === 5;
    });
    bed.rooms.append(room, { type: 'role-changed', user: xmppUser('bob'), from: 5, to: 2, by: null, origin: null });
    await person.sees(powerLevel(ghostOf('bob'), -1));
    // A level between two rows and a threshold that is not ours: role and power levels end as the hub has them.
    await person.setsPowerLevel('bob', 90);
    await person.sees(powerLevel(ghostOf('bob'), 80));
    expect((await bed.rooms.view(room))?.participants.get(xmppUser('bob'))?.role).toBe(6);
  });

  it('name, topic and display names go both ways', async () => {
    const { person, room } = await roomWith('names', 6);
    await person.setsName('Tea');
    await person.setsTopic('milk first');
    await until('the hub has both', async () => (await bed.rooms.view(room))?.details.subject === 'milk first');
    expect((await bed.rooms.view(room))?.details.name).toBe('Tea');
    const before = (await bed.rooms.view(room))?.details;
    if (before === undefined) throw new Error('the room is gone');
    const after = { ...before, name: 'Coffee', subject: 'black' };
    bed.rooms.append(room, { type: 'details-changed', before, after, by: xmppUser('bob'), origin: null });
    await person.sees(state('m.room.name', { name: 'Coffee' }));
    await person.sees(state('m.room.topic', { topic: 'black' }));
    await person.renames('Nan');
    await until('the hub has the new name', async () => {
      return (await bed.rooms.view(room))?.participants.get(matrixUser('names'))?.nickname === 'Nan';
    });
    bed.rooms.append(room, { type: 'renamed', user: xmppUser('bob'), before: 'bob', nickname: 'robert', origin: null });
    await person.sees(membership({ user: 'robert', is: 'join' }));
  });

  it('FX-01: 64 KiB of text arrive whole both ways', async () => {
    const { person, room } = await roomWith('long');
    const line = 'שלום 🎉 line\n';
    const long = line.repeat(Math.floor(65_536 / Buffer.byteLength(line)));
    const half = long.slice(0, 25_000);
    await person.says(half);
    await until('it is there', () => texts(room).length === 1);
    expect(texts(room)).toEqual([half]);
    bed.rooms.says(room, xmppUser('bob'), long);
    await until(
      'both parts are there',
      () => person.seen(message({ text: /line/, from: ghostOf('bob') })).length === 2,
    );
    const parts = person.seen(message({ text: /line/, from: ghostOf('bob') }));
    expect(parts.map((event) => event.content.body).join('')).toBe(long);
    const sent = bed.rooms.events(room).at(-1);
    if (sent?.type !== 'message') throw new Error('the last thing that happened is the long message');
    const { id: target, sender: by } = sent;
    bed.rooms.append(room, { type: 'retracted', id: bed.rooms.messageId('r'), target, by, origin: null });
    for (const { event_id } of parts) await person.sees(redactionOf(event_id));
  });

  it('GW-05: an encrypted room is told once that nothing is passed on', async () => {
    const { person, room } = await roomWith('secret');
    for (const ciphertext of ['a', 'b', 'c']) {
      await person.sends('m.room.encrypted', { algorithm: 'm.megolm.v1.aes-sha2', ciphertext });
    }
    await person.sees(message({ text: /cannot be read by this gateway/, kind: 'notice' }));
    await person.says('plain');
    await until('what is plain goes on', () => texts(room).includes('plain'));
    expect(texts(room)).toEqual(['plain']);
    expect(person.seen(message({ text: /cannot be read by this gateway/ })).length).toBe(1);
  });

  it('ID-06: somebody whose name fits into no user id is shown and found again', async () => {
    const { person, room } = await roomWith('giant', 5);
    const giant = xmppUser('fee-fi-fo-fum-'.repeat(30));
    bed.rooms.append(room, { type: 'joined', user: giant, role: 3, first: true, origin: null });
    bed.rooms.append(room, { type: 'renamed', user: giant, before: null, nickname: 'giant', origin: null });
    bed.rooms.says(room, giant, 'fee');
    const { sender } = await person.sees(message({ text: 'fee' }));
    expect(sender.length).toBeLessThanOrEqual(255);
    await bed.restartGateway();
    await person.kicks(sender, 'hush');
    await until('the hub was asked to kick that very user', () =>
      bed.rooms.attempts.some((tried) => tried.type === 'kick' && tried.user === giant),
    );
  });

  it('an invitation elsewhere is declined with a sentence', async () => {
    const host = await bed.person('host');
    await host.creates({ preset: 'private_chat', is_direct: true, invite: [ghostOf('bob')] });
    await host.sees(membership({ user: ghostOf('bob'), is: 'leave', reason: /shared rooms only/ }));
    expect(await host.membershipOf(ghostOf('bob'))).toBe('leave');
  });

  it('a room that is destroyed is emptied, and its alias leads to its successor', async () => {
    const { person, room } = await roomWith('phoenix');
    const old = person.room;
    bed.rooms.append(room, { type: 'destroyed', by: xmppUser('bob'), reason: 'the end', origin: null });
    await person.sees(message({ text: /destroyed: the end/, kind: 'notice' }));
    await person.sees(membership({ user: person.userId, is: 'leave' }));
    await until('the alias leads elsewhere than to the old room', async () => {
      try {
        return (await person.joins(aliasNamed('phoenix'))) !== old;
      } catch (error) {
        // Until the portal is closed, the alias leads to the old room, which nobody may enter any more.
        if (error instanceof MatrixRefusal) return false;
        throw error;
      }
    });
    expect(person.room).not.toBe(old);
  });

  it('GW-08: repairs what differs from the hub', async () => {
    const { person, room } = await roomWith('drift', 5);
    const stray = await bed.person('stray');
    await stray.joins(aliasNamed('drift'));
    await until(
      'stray is in',
      async () => (await bed.rooms.view(room))?.participants.has(matrixUser('stray')) ?? false,
    );
    await bed.restartGateway(() => {
      bed.rooms.drift(room, xmppUser('bob'), { role: 1, active: false });
      bed.rooms.drift(room, xmppUser('new'), { role: 5, active: true });
      bed.rooms.drift(room, matrixUser('stray'), null);
      return Promise.resolve();
    });
    await person.sees(membership({ user: ghostOf('bob'), is: 'ban' }));
    await person.sees(membership({ user: ghostOf('new'), is: 'join' }));
    await stray.sees(membership({ user: stray.userId, is: 'leave' }));
    await person.sees(powerLevel(ghostOf('new'), 50));
    expect(await person.membershipOf(person.userId)).toBe('join');
  });
});
