import { describe, expect, it } from 'vitest';
import type { Occupant, Service } from '../../../bridges/xmpp/muc/contract.ts';
import { MucRoom } from '../../../bridges/xmpp/muc/muc-room.ts';
import { Occupancy } from '../../../bridges/xmpp/muc/occupancy.ts';
import { defaultSettings } from '../../../bridges/xmpp/muc/settings-table.ts';
import {
  type FullJid,
  parseBareJid,
  parseFullJid,
  parseRoomUri,
  type UserUri,
} from '../../../src/identifiers/index.ts';
import { RetryLater, type RoomView } from '../../../src/rooms/index.ts';
import { xmppUser } from './support/muc-bed.ts';

const [bob, erin] = [xmppUser('bob'), xmppUser('erin')];
const jidOf = (name: string): FullJid => parseFullJid(`${name}@home.test/a`);
const gone = { standing: { affiliation: 'none', role: 'none' } } as const;

/** A room with these occupants, over a server that confirms when it is told to. */
function peopled(...names: readonly string[]) {
  const sent: string[] = [];
  const pings: PromiseWithResolvers<undefined>[] = [];
  const query = () => Promise.resolve([]);
  const service = {
    domain: 'rooms.test',
    occupantIdOf: () => 'id',
    stream: {
      sendText: (xml: string) => sent.push(xml),
      send: (stanza: { attrs: { to?: string } }) => sent.push(`to='${stanza.attrs.to ?? ''}'`),
      confirmed: () => {
        const ping = Promise.withResolvers<undefined>();
        pings.push(ping);
        return ping.promise;
      },
    },
    gateway: {
      clock: () => 0,
      log: { debug: () => undefined, error: () => undefined },
      database: { grouped: (work: (tx: object) => Promise<void>) => work({ query }) },
    },
  } as unknown as Service;
  const positions = { createdAt: 0, shownUpTo: 0, openedAt: 0 };
  const [jid, uri] = [parseBareJid('garden@rooms.test'), parseRoomUri('mimi://mimi.test/r/garden')];
  const room = new MucRoom({ jid, uri, settings: defaultSettings, ...positions });
  const enters = (name: string, nick = name): Occupant => {
    room.enteredAt.set(xmppUser(name), 1);
    return room.occupants.putSession(xmppUser(name), nick, { jid: jidOf(name), presence: [] });
  };
  for (const name of names) enters(name);
  return { room, occupancy: new Occupancy(service), enters, sent, pings };
}

/** The hub's view where these are active. */
function viewOf(...active: readonly UserUri[]): RoomView {
  const participants = active.map((user) => [user, { user, role: 3, active: true, nickname: null, network: 'xmpp' }]);
  return { participants: new Map(participants as never) } as unknown as RoomView;
}

describe('what is kept of those who went', () => {
  it('is nothing, once the server has taken it', async () => {
    const { room, occupancy, pings } = peopled('bob', 'erin');
    occupancy.end(room, viewOf(bob), room.occupants.byUser(erin)!, gone);
    expect([...room.going.keys()]).toEqual([erin]);
    pings[0]?.resolve(undefined);
    await expect.poll(() => room.going.size).toBe(0);
    expect([...room.enteredAt.keys()]).toEqual([bob]);
    await occupancy.endSession(room, viewOf(bob), jidOf('bob'));
    expect(room.enteredAt.size).toBe(0);
  });

  it('is since when it is here, where it has come back', async () => {
    const { room, occupancy, enters, pings } = peopled('bob', 'erin');
    occupancy.end(room, viewOf(bob), room.occupants.byUser(erin)!, gone);
    enters('erin');
    pings[0]?.resolve(undefined);
    await expect.poll(() => room.going.size).toBe(0);
    expect(room.enteredAt.has(erin)).toBe(true);
  });

  it('is told again after a lost connection, and not while it is being told', async () => {
    const { room, occupancy, sent, pings } = peopled('bob', 'erin');
    occupancy.endInactive(room, viewOf(bob));
    const once = sent.length;
    expect(once).toBe(2);
    occupancy.endInactive(room, viewOf(bob));
    expect(sent).toHaveLength(once);
    pings[0]?.reject(new RetryLater('the connection is lost'));
    await expect
      .poll(() => {
        occupancy.endInactive(room, viewOf(bob));
        return sent.length;
      })
      .toBe(2 * once);
    pings[1]?.resolve(undefined);
    await expect.poll(() => room.going.size).toBe(0);
  });

  it('is told to itself alone, where somebody else has its nick by now', () => {
    const { room, occupancy, enters, sent } = peopled('bob', 'erin');
    const leaver = room.occupants.byUser(erin)!;
    occupancy.end(room, viewOf(bob), leaver, gone);
    const newcomer = enters('frank', 'erin');
    sent.length = 0;
    occupancy.end(room, viewOf(bob, newcomer.user), leaver, gone);
    expect(sent).toEqual(["to='erin@home.test/a'"]);
    expect(room.occupants.byNick('erin')?.user).toBe(newcomer.user);
  });
});
