import { afterAll, describe, expect, it } from 'vitest';
import { groupIdOf, groupUri, parseDomain, roomUri, type UserUri, userUri } from '../../../src/identifiers/index.ts';
import {
  component,
  createGroup,
  dictionaryExtension,
  type Extension,
  readFrame,
  receive,
} from '../../../src/mls/index.ts';
import { componentIds, presetOf } from '../../../src/policy/index.ts';
import { alice, bob, hubDomain, openHouse } from '../members/house.ts';
import { keyPackageOf, NativeClient, rules } from './native-client.ts';

const native = parseDomain('b.example');
const adam: UserUri = userUri(native, 'adam');
const zoe: UserUri = userUri(native, 'zoe');

const house = await openHouse();
afterAll(() => house.close());

describe('rooms', () => {
  let count = 0;
  interface Changes {
    readonly room?: ReturnType<typeof roomUri>;
    readonly group?: ReturnType<typeof groupUri>;
    readonly without?: number;
    readonly extensions?: readonly Extension[];
  }

  /** A room that a client of another provider makes: no leaf of it is hosted here. */
  async function makeNatively(creator: UserUri, changes: Changes = {}) {
    const room = changes.room ?? roomUri(hubDomain, `native-${++count}`);
    const group = changes.group ?? groupUri(hubDomain, `native-group-${++count}`);
    const components = new Map(presetOf('open', { room, creator, hub: hubDomain }));
    if (changes.without !== undefined) components.delete(changes.without);
    const created = createGroup({
      suite: 1,
      groupId: groupIdOf(group),
      leaf: keyPackageOf(creator),
      extensions: [dictionaryExtension(components), ...(changes.extensions ?? house.hub.groupExtensions())],
      rules,
    });
    const { groupInfo, ratchetTree } = created;
    const answer = await house.hub.createRoom(native, { room, groupInfo, ratchetTree });
    return { room, answer, created };
  }

  it('UP-01: a new room’s GroupContext has every component, sorted, the required capabilities and the hub', async () => {
    await house.open(alice, [bob]);
    const { context } = (await house.hub.inspect(house.room))!.publicGroup;
    const dictionary = context.extensions.find(({ type }) => type === 6)!.data;
    const ids = Object.values(componentIds).filter((id) => component(context, id));
    expect(ids).toEqual([0x22, 0x23, 0x25, 0x26, 0x27]);
    const places = ids.map((id) => Buffer.from(dictionary).indexOf(Buffer.from([id >> 8, id & 0xff])));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    for (const due of house.hub.groupExtensions()) expect(context.extensions).toContainEqual(due);
    expect(context.extensions.map(({ type }) => type)).toEqual(expect.arrayContaining([3, 5, 6]));
  });

  it('UP-01: a first epoch that lacks any of it makes no room', async () => {
    for (const without of [0x22, 0x23, 0x25, 0x27]) {
      expect((await makeNatively(adam, { without })).answer).toMatchObject({ code: 'notAllowed' });
    }
    for (const type of [3, 5]) {
      const extensions = house.hub.groupExtensions().filter((extension) => extension.type !== type);
      expect((await makeNatively(adam, { extensions })).answer).toMatchObject({ code: 'notAllowed' });
    }
    expect((await makeNatively(alice)).answer).toMatchObject({ code: 'notAllowed' });
    expect((await makeNatively(adam)).answer).toMatchObject({ code: 'created' });
  });

  it('UP-18: list and policy changes travel as AppDataUpdates of their components', async () => {
    await house.open(alice, [bob]);
    const client = new NativeClient(house.hub, house.room, adam);
    await client.join();
    await house.attempt('ban', alice, { user: bob });
    await house.attempt('set-metadata', alice, { subject: 'news' });
    const commits = (await house.hub.log.after(house.room, 0, 100, 'commit')).slice(-2);
    const changed: unknown[] = [];
    for (const { content } of commits) {
      const received = await receive(client.group, content, { rules });
      if (received.type !== 'commit') continue;
      for (const { proposal } of received.effects.proposals) {
        changed.push(proposal.type === 'app-data-update' ? proposal.componentId : proposal.type);
      }
      await client.follow(1);
    }
    expect(changed).toEqual(['remove', componentIds.participantList, componentIds.roomMetadata]);
  });

  it('OD-04 OD-05: in the log a proposal stands before its commit, and a commit before its epoch’s messages', async () => {
    await house.open(alice, [bob]);
    await Promise.all([
      house.attempt('join', alice, {}),
      house.attempt('send', bob, { body: { kind: 'text', text: 'one' } }),
      house.attempt('leave', bob, {}),
      house.attempt('send', alice, { body: { kind: 'text', text: 'two' } }),
    ]);
    let epoch = 0n;
    let proposals = 0;
    for (const { kind, content } of await house.hub.log.after(house.room, 0, 1000)) {
      const head = readFrame(content);
      expect(head.epoch).toBeLessThanOrEqual(epoch);
      if (kind === 'proposal') expect(head.epoch).toBe(epoch);
      if (kind === 'proposal') proposals++;
      if (kind === 'commit') epoch++;
    }
    expect(proposals).toBeGreaterThan(3);
  });

  it('ID-08: a room of another hub’s name is neither made nor found here', async () => {
    const elsewhere = roomUri(native, 'garden');
    expect((await makeNatively(adam, { room: elsewhere })).answer).toMatchObject({ code: 'notAllowed' });
    expect(await house.hub.providerFor(native).groupInfo(elsewhere, { user: adam })).toEqual({ code: 'noSuchRoom' });
    await expect(
      new NativeClient(house.hub, elsewhere, adam).provider.update(elsewhere, { type: 'proposals', proposals: [] }),
    ).rejects.toThrow('There is no room');
    expect(await house.attempt('join', alice, {})).toMatchObject({ type: 'accepted' });
  });

  it('ID-09: a room keeps its URI and a list of its groups, of which one at most is current', async () => {
    await house.open(alice);
    const first = (await house.hub.inspect(house.room))!.group;
    await house.attempt('destroy-room', alice, {});
    expect(await house.hub.inspect(house.room)).toBeNull();
    await house.attempt('create-room', bob, { preset: 'open', nickname: 'bob' });
    const again = (await house.hub.inspect(house.room))!;
    expect(again.groups).toEqual([first, again.group]);
    expect(again.group).not.toBe(first);
    expect(again.groups.every((group) => group.startsWith(`mimi://${hubDomain}/g/`))).toBe(true);
    expect(groupIdOf(again.group)).toEqual(again.publicGroup.context.groupId);
  });

  it('ID-09: a group is never used for two rooms', async () => {
    const group = groupUri(hubDomain, 'used-once');
    expect((await makeNatively(adam, { group })).answer).toMatchObject({ code: 'created' });
    expect((await makeNatively(adam, { group })).answer).toMatchObject({ code: 'notAllowed' });
  });

  it('GW-12: where no user of an attached network is, no plaintext is anywhere in the gateway', async () => {
    const { room, answer } = await makeNatively(adam);
    expect(answer).toMatchObject({ code: 'created' });
    const client = new NativeClient(house.hub, room, zoe);
    expect(await client.join()).toMatchObject({ code: 'success' });
    const secret = 'words-that-nobody-here-may-read';
    expect(await client.say(secret)).toMatchObject({ code: 'accepted' });
    expect(await house.rooms.view(room)).toBeNull();
    expect(await house.rooms.eventsAfter(room, 0, 100)).toEqual([]);
    expect(await stored(secret)).toEqual([]);
    const here = 'words-of-a-hosted-user';
    await house.open(alice);
    await house.attempt('send', alice, { body: { kind: 'text', text: here } });
    expect(await stored(here)).toEqual([]);
  });

  /** Tables in which a text stands readable. */
  async function stored(text: string): Promise<string[]> {
    const tables = await house.database.read<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`,
    );
    const hex = Buffer.from(text).toString('hex');
    const found: string[] = [];
    for (const { name } of tables) {
      const rows = await house.database.read(
        `SELECT 1 FROM ${name} AS row WHERE row::text LIKE $1 OR row::text LIKE $2 LIMIT 1`,
        [`%${text}%`, `%${hex}%`],
      );
      if (rows.length > 0) found.push(name);
    }
    return found;
  }
});
