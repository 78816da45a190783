import { beforeEach, describe, expect, it } from 'vitest';
import { showEvent } from '../../../bridges/matrix/outbound/show-event.ts';
import { reconcile } from '../../../bridges/matrix/repair/reconcile.ts';
import type { Leg } from '../../../bridges/matrix/leg.ts';
import { parseRoomUri, parseUserUri } from '../../../src/identifiers/index.ts';
import { presetRoles } from '../../../src/policy/index.ts';
import { InMemoryRooms } from './support/in-memory-rooms.ts';
import { legOver, PlayedHomeserver } from './support/played-homeserver.ts';

const room = { room: parseRoomUri('mimi://hub.test/r/a'), nativeRoom: '!r' };
const romeo = parseUserUri('mimi://xmpp.test/u/romeo');
const olga = parseUserUri('mimi://matrix.example.org/u/olga');
const fromMatrix = { network: 'matrix', nativeId: '$1' } as const;
const { banned, guest, owner } = presetRoles;

let rooms: InMemoryRooms;
let homeserver: PlayedHomeserver;
let leg: Leg;
let ghost: string;

beforeEach(() => {
  rooms = new InMemoryRooms((user) => (user === olga ? 'matrix' : 'xmpp'));
  homeserver = new PlayedHomeserver();
  leg = legOver(rooms, homeserver);
  ghost = leg.addresses.ghostOf(romeo).id;
  rooms.create(room.room, { people: [[olga, { role: owner }]] });
  homeserver.members.set('@olga:example.org', { membership: 'join' });
});

/** Shows the event that was appended last. */
async function showLatest(): Promise<void> {
  const event = rooms.events(room.room).at(-1);
  if (event === undefined) throw new Error('nothing happened yet');
  await showEvent(leg, room, event, new Map());
}

describe('a user from elsewhere who was thrown out on Matrix before the hub heard of it', () => {
  it('stays banned when its coming is shown', async () => {
    rooms.append(room.room, { type: 'joined', user: romeo, role: guest, first: true, origin: null });
    homeserver.members.set(ghost, { membership: 'ban' });
    await showLatest();
    expect(homeserver.membership(ghost)).toBe('ban');
  });

  it('stays banned when it had said something, which the bot says for it', async () => {
    rooms.append(room.room, { type: 'joined', user: romeo, role: guest, first: true, origin: null });
    homeserver.members.set(ghost, { membership: 'ban' });
    rooms.says(room.room, romeo, 'hello');
    await showLatest();
    expect(homeserver.membership(ghost)).toBe('ban');
    expect(homeserver.said).toEqual([{ by: '@mimi:example.org', body: expect.stringContaining('hello') as string }]);
  });

  it('KB-01: is put out again by the kick from Matrix when it was shown as here once more', async () => {
    rooms.append(room.room, { type: 'joined', user: romeo, role: guest, first: true, origin: null });
    homeserver.members.set(ghost, { membership: 'leave' });
    rooms.says(room.room, romeo, 'hello');
    await showLatest();
    expect(homeserver.membership(ghost)).toBe('join');
    rooms.append(room.room, { type: 'kicked', user: romeo, by: olga, origin: fromMatrix });
    await showLatest();
    expect(homeserver.membership(ghost)).toBe('leave');
  });

  it('KB-03: is banned again by the ban from Matrix when it was shown as here once more', async () => {
    homeserver.members.set(ghost, { membership: 'join' });
    rooms.append(room.room, { type: 'banned', user: romeo, wasActive: true, by: olga, origin: fromMatrix });
    await showLatest();
    expect(homeserver.membership(ghost)).toBe('ban');
  });

  it('is let alone when it came back since, or the ban was lifted', async () => {
    homeserver.members.set(ghost, { membership: 'join' });
    rooms.append(room.room, { type: 'kicked', user: romeo, by: olga, origin: fromMatrix });
    rooms.drift(room.room, romeo, { role: guest, active: true });
    await showLatest();
    rooms.append(room.room, { type: 'banned', user: romeo, wasActive: true, by: olga, origin: fromMatrix });
    rooms.drift(room.room, romeo, { role: guest, active: true });
    await showLatest();
    expect(homeserver.membership(ghost)).toBe('join');
  });
});

describe('a repair while something done on Matrix is on its way', () => {
  it('GW-08: brings nobody back who was thrown out a moment ago', async () => {
    rooms.drift(room.room, romeo, { role: guest, active: true });
    homeserver.members.set(ghost, { membership: 'ban' });
    await reconcile(leg, room, () => {
      rooms.drift(room.room, romeo, { role: banned, active: false });
      return Promise.resolve();
    });
    expect(homeserver.membership(ghost)).toBe('ban');
  });

  it('GW-08: brings back whom the hub still has when all is decided, even from a ban', async () => {
    rooms.drift(room.room, romeo, { role: guest, active: true });
    homeserver.members.set(ghost, { membership: 'ban' });
    await reconcile(leg, room, () => Promise.resolve());
    expect(homeserver.membership(ghost)).toBe('join');
  });

  it('GW-08: lets in whom the hub still has of its own Matrix users, even from a ban', async () => {
    homeserver.members.set('@olga:example.org', { membership: 'ban' });
    await reconcile(leg, room, () => Promise.resolve());
    expect(homeserver.membership('@olga:example.org')).toBe('invite');
  });
});
