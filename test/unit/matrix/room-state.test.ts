import { expect, it } from 'vitest';
import { Addresses } from '../../../bridges/matrix/addresses.ts';
import type { EventContent } from '../../../bridges/matrix/contract.ts';
import type { HomeserverRequest } from '../../../bridges/matrix/homeserver.ts';
import type { Leg } from '../../../bridges/matrix/leg.ts';
import { showPowerLevels, showRoomState } from '../../../bridges/matrix/outbound/room-state.ts';
import { parseDomain, parseRoomUri, parseUserUri } from '../../../src/identifiers/index.ts';
import { presetRoles } from '../../../src/policy/index.ts';
import type { Rooms } from '../../../src/rooms/index.ts';
import { Turns } from '../../../src/store/index.ts';
import { configuration } from './support/configuration.ts';
import { InMemoryRooms } from './support/in-memory-rooms.ts';

const room = { room: parseRoomUri('mimi://hub.test/r/a'), nativeRoom: '!r' };
const juliet = parseUserUri('mimi://matrix.example.org/u/juliet');
const julietId = '@juliet:example.org';

/** A homeserver that keeps room-wide state and answers each request a moment later. */
class StateKeeper {
  readonly state = new Map<string, EventContent>();
  onRequest: () => void = () => undefined;

  async request({ method, path, body }: HomeserverRequest): Promise<EventContent> {
    this.onRequest();
    await new Promise((resolve) => setImmediate(resolve));
    const type = decodeURIComponent(path.split('/').at(-2) ?? '');
    if (method === 'GET') return this.state.get(type) ?? {};
    this.state.set(type, body as EventContent);
    return { event_id: '$1' };
  }
}

it('GW-08: a repair that looked before a change of role does not take the change back', async () => {
  const rooms = new InMemoryRooms(() => 'matrix');
  const withRole = (role: number): void => rooms.create(room.room, { people: [[juliet, { role }]] });
  const homeserver = new StateKeeper();
  const leg = {
    addresses: new Addresses(configuration, parseDomain('hub.test')),
    gateway: { rooms: rooms satisfies Rooms },
    homeserver,
    portals: { find: () => Promise.resolve({ roomVersion: '11' }) },
    turns: new Turns(),
  } as unknown as Leg;
  withRole(presetRoles.guest);
  const shown: Promise<void>[] = [];
  homeserver.onRequest = () => {
    if (shown.length > 0) return;
    withRole(presetRoles.visitor);
    shown.push(showPowerLevels(leg, room));
  };
  await showRoomState(leg, room);
  await Promise.all(shown);
  expect(homeserver.state.get('m.room.power_levels')).toMatchObject({ users: { [julietId]: -1 } });
});
