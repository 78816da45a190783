import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { sealedHubColumns } from '../../../src/hub/index.ts';
import { parseDomain, roomUri, userUri } from '../../../src/identifiers/index.ts';
import { type HostedRooms, sealedMemberColumns } from '../../../src/members/index.ts';
import { createLog } from '../../../src/observe/index.ts';
import { openDatabase, openVault, rotateSealed, type Vault } from '../../../src/store/index.ts';
import { prepareDatabase } from './prepared-database.ts';
import { startHouse } from '../members/house-parts.ts';

const directory = await mkdtemp(join(tmpdir(), 'mimi-rotation-'));
await prepareDatabase(directory);
const database = await openDatabase({ kind: 'pglite', directory });
afterAll(async () => {
  await database.close();
  await rm(directory, { recursive: true });
});

const old = { id: '2026-01', key: new Uint8Array(32).fill(1) };
const fresh = { id: '2026-02', key: new Uint8Array(32).fill(2) };
const domain = parseDomain('mimi.example.org');
const romeo = userUri(parseDomain('xmpp.example.org'), 'romeo');
const room = roomUri(domain, 'balcony');
const log = createLog({ level: 'silent' });

async function withRooms<T>(vault: Vault, work: (rooms: HostedRooms) => Promise<T>): Promise<T> {
  const networks = [[parseDomain('xmpp.example.org'), 'xmpp']] as const;
  const house = await startHouse({ database, log, vault, hub: domain, networks });
  try {
    return await work(house.rooms);
  } finally {
    await house.end();
  }
}

const says = (rooms: HostedRooms, text: string) =>
  rooms.attempt({ type: 'send', by: romeo, room, cause: `xmpp:${text}:1`, body: { kind: 'text', text } });
const textsIn = async (rooms: HostedRooms) =>
  (await rooms.eventsAfter(room, 0, 100)).flatMap((event) => (event.type === 'message' ? [event.body.text] : []));

describe('rotation of keys', () => {
  it('leaves a room as it was when its old key is taken away: its past can be read and its members can speak', async () => {
    await withRooms(openVault([old]), async (rooms) => {
      await rooms.attempt({ type: 'create-room', by: romeo, room, cause: 'xmpp:1:1', preset: 'open' });
      await rooms.attempt({ type: 'join', by: romeo, room, cause: 'xmpp:2:1' });
      await says(rooms, 'before');
    });
    const counts = await rotateSealed(database, openVault([fresh, old]), [...sealedHubColumns, ...sealedMemberColumns]);
    for (const column of ['hub_key.sealed', 'hosted_state.sealed', 'archive_event.sealed'])
      expect(counts.get(column)).toBeGreaterThan(0);
    await withRooms(openVault([fresh]), async (rooms) => {
      await says(rooms, 'after');
      expect(await textsIn(rooms)).toEqual(['before', 'after']);
    });
  });
});
