import { beforeEach, describe, expect, it } from 'vitest';
import { Addresses } from '../../../bridges/matrix/addresses.ts';
import type { EventContent } from '../../../bridges/matrix/contract.ts';
import { parseEvent } from '../../../bridges/matrix/event.ts';
import type { HomeserverRequest } from '../../../bridges/matrix/homeserver.ts';
import type { Leg } from '../../../bridges/matrix/leg.ts';
import { undo } from '../../../bridges/matrix/refusal/undo.ts';
import { parseDomain, parseRoomUri, parseUserUri } from '../../../src/identifiers/index.ts';
import { createLog } from '../../../src/observe/index.ts';
import { configuration } from './support/configuration.ts';
import { InMemoryRooms } from './support/in-memory-rooms.ts';

const room = { room: parseRoomUri('mimi://hub.test/r/a'), nativeRoom: '!r' };
const owner = parseUserUri('mimi://matrix.example.org/u/a');

let rooms: InMemoryRooms;
let puts: HomeserverRequest[];
let leg: Leg;

beforeEach(() => {
  rooms = new InMemoryRooms(() => 'matrix');
  puts = [];
  leg = {
    addresses: new Addresses(configuration, parseDomain('hub.test')),
    gateway: { rooms, log: createLog({ level: 'silent' }) },
    homeserver: {
      request: (asked: HomeserverRequest) => {
        if (asked.method === 'PUT') puts.push(asked);
        return asked.method === 'GET' ? Promise.resolve({ membership: 'leave' }) : Promise.resolve({ event_id: '$2' });
      },
    },
  } as unknown as Leg;
});

/** The last owner left, which the hub refuses; @returns what Matrix is told. */
async function refusedLeave(previous: EventContent | undefined): Promise<readonly unknown[]> {
  const event = parseEvent({
    ...{ event_id: '$1', room_id: '!r', sender: '@a:example.org', state_key: '@a:example.org' },
    ...{ type: 'm.room.member', content: { membership: 'leave' } },
    ...(previous !== undefined && { unsigned: { prev_content: previous } }),
  });
  if (event === null) throw new Error('the test made a malformed event');
  const attempt = { type: 'leave', cause: 'matrix:1:0', room: room.room, by: owner } as const;
  const refusal = { type: 'refused', rule: 'role-minimum', section: 'room-policy', text: 'an owner stays' } as const;
  await undo(leg, room, event, attempt, refusal);
  return puts.map(({ body }) => body);
}

describe('a leaving that the hub refuses', () => {
  it('GW-09: whoever left is invited again and told why', async () => {
    rooms.create(room.room, { people: [[owner, { role: 7 }]] });
    expect(await refusedLeave({ membership: 'join' })).toEqual([
      expect.objectContaining({ membership: 'invite' }),
      expect.objectContaining({ msgtype: 'm.notice' }),
    ]);
  });

  it('whoever declined an invitation is not invited again, so that no client that declines by itself makes a loop', async () => {
    rooms.create(room.room, { people: [[owner, { role: 7 }]] });
    expect(await refusedLeave({ membership: 'invite' })).toEqual([]);
  });

  it("the hub's list tells who was invited only where the event does not", async () => {
    rooms.create(room.room, { people: [[owner, { role: 7, active: false }]] });
    expect(await refusedLeave(undefined)).toEqual([]);
    rooms.create(room.room, { people: [[owner, { role: 7, active: true }]] });
    expect(await refusedLeave(undefined)).toContainEqual(expect.objectContaining({ membership: 'invite' }));
  });
});
