import { describe, expect, it } from 'vitest';
import type { Service } from '../../../bridges/xmpp/muc/contract.ts';
import { RoomDirectory } from '../../../bridges/xmpp/muc/room-directory.ts';
import { parseBareJid, parseDomain, type RoomUri } from '../../../src/identifiers/index.ts';
import { RetryLater } from '../../../src/rooms/index.ts';

const jid = parseBareJid('garden@rooms.test');

/** A hub with one room at a time, and the links and statements that the directory asks for. */
function directoryOverOneRoom() {
  const made = { at: 1 };
  const links = new Set<RoomUri>();
  const statements: string[] = [];
  const store = { isAway: false };
  const query = (sql: string): Promise<void> => {
    statements.push(sql);
    return Promise.resolve();
  };
  const gateway = {
    rooms: { view: () => Promise.resolve({ createdAt: made.at, seq: 1, participants: new Map() }) },
    links: {
      byRoom: (uri: RoomUri) => Promise.resolve(links.has(uri) ? {} : null),
      link: (uri: RoomUri) => Promise.resolve(links.add(uri)),
      unlink: (uri: RoomUri) => Promise.resolve(links.delete(uri)),
    },
    database: {
      read: () => Promise.resolve([]),
      transaction: (work: (tx: object) => Promise<void>) =>
        store.isAway ? Promise.reject(new RetryLater('the database is away')) : work({ query }),
    },
    deliveredUpTo: () => Promise.resolve(0),
  };
  const service = { domain: 'rooms.test', hub: parseDomain('mimi.test'), gateway } as unknown as Service;
  const directory = new RoomDirectory(service, []);
  const finds = async () => {
    const found = await directory.find(jid);
    if (found === null) throw new Error('the room is not found');
    return found.room;
  };
  return { directory, finds, made, links, statements, store };
}

describe('rooms that were destroyed', () => {
  it('are forgotten once: a second time leaves the next room of the name alone', async () => {
    const { directory, finds, made, links, statements } = directoryOverOneRoom();
    const former = await finds();
    await directory.forget(former);
    expect(links.size).toBe(0);
    made.at = 2;
    const next = await finds();
    expect(next).not.toBe(former);
    statements.length = 0;
    await directory.forget(former);
    expect(await directory.known(jid)).toBe(next);
    expect([...links]).toEqual([next.uri]);
    expect(statements).toEqual([]);
  });

  it('are known until the store has forgotten them, so that whoever asks again succeeds', async () => {
    const { directory, finds, links, statements, store } = directoryOverOneRoom();
    const room = await finds();
    store.isAway = true;
    await expect(directory.forget(room)).rejects.toThrow(RetryLater);
    store.isAway = false;
    await directory.forget(room);
    expect(await directory.known(jid)).toBeNull();
    expect(links.size).toBe(0);
    expect(statements).toHaveLength(3);
  });
});
