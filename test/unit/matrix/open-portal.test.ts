import { beforeEach, describe, expect, it } from 'vitest';
import { Addresses } from '../../../bridges/matrix/addresses.ts';
import type { HomeserverRequest } from '../../../bridges/matrix/homeserver.ts';
import type { Leg } from '../../../bridges/matrix/leg.ts';
import { PortalOpener } from '../../../bridges/matrix/portal/open-portal.ts';
import { parseDomain, parseRoomUri, parseUserUri } from '../../../src/identifiers/index.ts';
import { createLog } from '../../../src/observe/index.ts';
import { presetRoles } from '../../../src/policy/index.ts';
import { configuration } from './support/configuration.ts';
import { InMemoryRooms } from './support/in-memory-rooms.ts';

const room = parseRoomUri('mimi://hub.test/r/a');
const onMatrix = parseUserUri('mimi://matrix.example.org/u/juliet');
const onXmpp = parseUserUri('mimi://xmpp.test/u/romeo');
const opened = { room, nativeRoom: '!made' };

let rooms: InMemoryRooms;
let made: number;
let opener: PortalOpener;

beforeEach(() => {
  rooms = new InMemoryRooms((user) => (user === onMatrix ? 'matrix' : 'xmpp'));
  made = 0;
  const nothing = (): Promise<void> => Promise.resolve();
  const leg = {
    addresses: new Addresses(configuration, parseDomain('hub.test')),
    portals: { begin: nothing, finish: nothing },
    gateway: {
      rooms,
      log: createLog({ level: 'silent' }),
      links: { byRoom: () => Promise.resolve(null), link: nothing },
    },
    homeserver: {
      request: ({ path }: HomeserverRequest) => {
        if (path !== '/v3/createRoom') return Promise.resolve({ room_version: '12' });
        made += 1;
        return Promise.resolve({ room_id: '!made' });
      },
    },
  } as unknown as Leg;
  opener = new PortalOpener(leg, () => undefined);
});

describe('a portal that somebody on Matrix asks for by its alias', () => {
  it('opens for a room that can be found, whoever is in it', async () => {
    rooms.create(room, { people: [[onXmpp, { role: presetRoles.owner }]], flags: { discoverable: true } });
    expect(await opener.openByAlias(room)).toEqual(opened);
  });

  it('opens for a hidden room when a Matrix user is listed, present or not', async () => {
    rooms.create(room, {
      people: [
        [onXmpp, { role: presetRoles.owner }],
        [onMatrix, { role: presetRoles.member, active: false }],
      ],
      flags: { discoverable: false, membersOnly: true },
    });
    expect(await opener.openByAlias(room)).toEqual(opened);
  });

  it('a hidden room without Matrix users is as if it did not exist', async () => {
    rooms.create(room, { people: [[onXmpp, { role: presetRoles.owner }]], flags: { discoverable: false } });
    expect(await opener.openByAlias(room)).toBeNull();
    expect(await opener.openByAlias(parseRoomUri('mimi://hub.test/r/nowhere'))).toBeNull();
    expect(made).toBe(0);
  });

  it('a ban is no place in a hidden room', async () => {
    rooms.create(room, { people: [[onMatrix, { role: presetRoles.banned }]], flags: { discoverable: false } });
    expect(await opener.openByAlias(room)).toBeNull();
    expect(made).toBe(0);
  });
});
