import { randomBytes } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { parseDomain, type UserUri, userUri } from '../../../src/identifiers/index.ts';
import { encrypt } from '../../../src/mls/index.ts';
import { alice, bob, openHouse, story } from '../members/house.ts';
import { NativeClient } from './native-client.ts';

const native = parseDomain('b.example');
const adam: UserUri = userUri(native, 'adam');

const house = await openHouse();
afterAll(() => house.close());

describe('messages of clients at other providers', () => {
  let client: NativeClient;
  beforeEach(async () => {
    await house.open(alice, [bob]);
    client = new NativeClient(house.hub, house.room, adam);
    expect(await client.join()).toMatchObject({ code: 'success' });
  }, 60_000);

  const nextEpoch = async (subject: string): Promise<void> => {
    await house.attempt('set-metadata', alice, { subject });
  };
  /** Waits until everything the log has is archived. */
  const settled = async (): Promise<string[]> => {
    await house.attempt('set-metadata', alice, { subject: `settled ${Math.random()}` });
    return story(await house.events());
  };

  it('MF-03 MF-16: acceptance gives a time in milliseconds, which the archive shows unchanged', async () => {
    const answer = await client.say('when?');
    expect(answer.code).toBe('accepted');
    await settled();
    const message = (await house.events()).find(({ type }) => type === 'message');
    expect(message?.acceptedAt).toBe(answer.code === 'accepted' && answer.acceptedTimestamp);
  });

  it('MF-03: the same ciphertext again gets the same answer and is one event', async () => {
    const { message } = client.encrypt('once');
    const first = await client.send(message);
    expect(await client.send(message)).toEqual(first);
    expect((await settled()).filter((line) => line === 'message adam: once')).toHaveLength(1);
  });

  it('MF-04: too old an epoch is told the current one; a future one is notAllowed', async () => {
    const { message } = client.encrypt('old');
    for (const subject of ['1', '2', '3', '4']) await nextEpoch(subject);
    const current = (await house.hub.inspect(house.room))!.publicGroup.context.epoch;
    expect(await client.send(message)).toEqual({ code: 'epochTooOld', currentEpoch: current });
    const ahead = new NativeClient(house.hub, house.room, userUri(native, 'eve'));
    await ahead.join();
    const future = await ahead.prepare({ forcePath: true });
    const content = encrypt(future.next, ahead.leaf, { generation: 0, plaintext: randomBytes(8) });
    expect(await ahead.send(content)).toMatchObject({ code: 'notAllowed' });
  });

  it('MF-05 OD-08: a message of three epochs ago is accepted and read by the hosted members', async () => {
    const { message } = client.encrypt('a little late');
    for (const subject of ['1', '2', '3']) await nextEpoch(subject);
    expect(await client.send(message)).toMatchObject({ code: 'accepted' });
    expect(await settled()).toContain('message adam: a little late');
  });

  it('MF-05: it is refused from somebody whom a commit in between removed', async () => {
    const { message } = client.encrypt('too late');
    await house.attempt('kick', alice, { user: adam });
    expect(await client.send(message)).toMatchObject({ code: 'notAllowed', rule: 'not-a-participant' });
  });

  it('ID-14: a sender that is not of the source provider, or has no client here, is refused', async () => {
    const { message } = client.encrypt('mine');
    const forged = await client.provider.submitMessage(house.room, { appMessage: message, sendingUri: bob });
    expect(forged).toMatchObject({ code: 'notAllowed' });
    const nobody = userUri(native, 'nobody');
    const absent = await client.provider.submitMessage(house.room, { appMessage: message, sendingUri: nobody });
    expect(absent).toMatchObject({ code: 'notAllowed', rule: 'not-a-participant' });
  });

  it('MF-18: what can’t be read is a placeholder and blocks nothing behind it', async () => {
    const garbage = encrypt(client.group, client.leaf, { generation: 40, plaintext: new Uint8Array([1, 2, 3]) });
    expect(await client.send(garbage)).toMatchObject({ code: 'accepted' });
    expect(await client.say('still here')).toMatchObject({ code: 'accepted' });
    const events = await settled();
    expect(events).toContain('unreadable');
    expect(events).toContain('message adam: still here');
    expect(house.lines.join('')).toContain('can’t be read');
  });

  it('OD-07: a message whose generation is far ahead is not read, and costs nothing', async () => {
    const far = encrypt(client.group, client.leaf, { generation: 5000, plaintext: randomBytes(8) });
    expect(await client.send(far)).toMatchObject({ code: 'accepted' });
    expect(await settled()).toContain('unreadable');
    expect(house.lines.join('')).toContain('generation-too-far');
  });

  it('OD-11: the same message id under a new ciphertext is dropped and logged', async () => {
    const salt = randomBytes(16);
    expect(await client.send(client.encrypt('twice', salt).message)).toMatchObject({ code: 'accepted' });
    expect(await client.send(client.encrypt('twice', salt).message)).toMatchObject({ code: 'accepted' });
    expect((await settled()).filter((line) => line === 'message adam: twice')).toHaveLength(1);
    expect(house.lines.join('')).toContain('came twice');
  });

  it('OD-01 OD-03: the log has no gaps and its times never go back', async () => {
    await Promise.all([
      client.say('a'),
      house.attempt('send', bob, { body: { kind: 'text', text: 'b' } }),
      nextEpoch('c'),
    ]);
    const log = await house.hub.log.after(house.room, 0, 1000);
    expect(log.map(({ position }) => position)).toEqual(log.map((_, index) => index + 1));
    const times = log.map(({ acceptedAt }) => acceptedAt);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    await client.follow();
    expect(client.group.public.context.epoch).toBe((await house.rooms.inspect(house.room))?.epoch);
  });

  it('OD-12: events of one millisecond keep the hub’s order in every page of the archive', async () => {
    await Promise.all(
      Array.from({ length: 12 }, (_, n) => house.attempt('send', bob, { body: { kind: 'text', text: String(n) } })),
    );
    const all = await house.rooms.archive(house.room, { types: ['message'], limit: 100 });
    const first = await house.rooms.archive(house.room, { types: ['message'], limit: 5 });
    const rest = await house.rooms.archive(house.room, {
      types: ['message'],
      limit: 100,
      after: first.events.at(-1)!.seq,
    });
    expect([...first.events, ...rest.events]).toEqual(all.events);
    expect(all).toMatchObject({ count: 12, complete: true });
  });
});
