import { beforeEach, expect, it } from 'vitest';
import { Addresses } from '../../../bridges/matrix/addresses.ts';
import type { EventContent } from '../../../bridges/matrix/contract.ts';
import type { HomeserverRequest } from '../../../bridges/matrix/homeserver.ts';
import type { Leg } from '../../../bridges/matrix/leg.ts';
import { showPowerLevels, showRoomState } from '../../../bridges/matrix/outbound/room-state.ts';
import { showEvent } from '../../../bridges/matrix/outbound/show-event.ts';
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

let rooms: InMemoryRooms;
let homeserver: StateKeeper;
let leg: Leg;

beforeEach(() => {
  rooms = new InMemoryRooms(() => 'matrix');
  homeserver = new StateKeeper();
  leg = {
    addresses: new Addresses(configuration, parseDomain('hub.test')),
    gateway: { rooms: rooms satisfies Rooms },
    homeserver,
    portals: { find: () => Promise.resolve({ roomVersion: '11' }) },
    turns: new Turns(),
  } as unknown as Leg;
});

it('GW-08: a repair that looked before a change of role does not take the change back', async () => {
  const withRole = (role: number): void => rooms.create(room.room, { people: [[juliet, { role }]] });
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

it('a name that was given in Matrix stays when an older one from elsewhere is shown late', async () => {
  const named = (name: string) => ({ name, description: '', subject: '', avatar: '' });
  const common = { type: 'details-changed', room: room.room, acceptedAt: 1, by: juliet } as const;
  rooms.create(room.room, { people: [[juliet, { role: presetRoles.owner }]], name: 'newest' });
  homeserver.state.set('m.room.name', { name: 'newest' });
  const [older, newest] = [
    { ...common, seq: 1, before: named(''), after: named('older'), origin: { network: 'xmpp', nativeId: 'x' } },
    {
      ...common,
      seq: 2,
      before: named('older'),
      after: named('newest'),
      origin: { network: 'matrix', nativeId: '$1' },
    },
  ] as const;
  for (const event of [older, newest]) await showEvent(leg, room, event, new Map());
  expect(homeserver.state.get('m.room.name')).toEqual({ name: 'newest' });
});
