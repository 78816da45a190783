import { RetryLater } from '../../../src/rooms/index.ts';
import { el, stanza } from '../xml/element.ts';
import { ns } from '../xml/namespaces.ts';
import type { Service } from './contract.ts';
import type { MucRoom } from './muc-room.ts';
import type { Occupancy } from './occupancy.ts';

/** Errors with which a server or client says that nobody is there; any other answer comes from somebody. */
const gone = new Set([
  'gone',
  'item-not-found',
  'recipient-unavailable',
  'remote-server-not-found',
  'service-unavailable',
]);
const answerWithin = 60_000;
const atOnce = 50;

/**
 * Asks every client that is in the rooms whether it still is there (XEP-0199), and lets the gone ones leave: after a
 * restart of the gateway, or when the server was away, nobody told who went meanwhile.
 */
export async function checkOccupants(service: Service, occupancy: Occupancy, rooms: readonly MucRoom[]): Promise<void> {
  const clients = rooms.flatMap((room) =>
    [...room.occupants.all()].flatMap((occupant) =>
      occupant.sessions.map((session) => ({ room, nick: occupant.nick, jid: session.jid })),
    ),
  );
  const work = clients.values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const { room, nick, jid } of work) {
        if (await isThere(service, `${room.jid}/${nick}`, jid)) continue;
        const view = await service.gateway.rooms.view(room.uri);
        await room.exclusive(() => occupancy.endSession(room, view, jid));
      }
    }),
  );
}

async function isThere(service: Service, from: string, jid: string): Promise<boolean> {
  try {
    const ping = stanza('iq', { type: 'get', from, to: jid }, el('ping', ns.ping));
    const answer = await service.stream.request(ping, answerWithin);
    // Silence is no proof: a phone that sleeps is woken by the next message, and a dead address bounces it.
    if (answer === null || answer.attrs.type === 'result') return true;
    const condition = answer.child('error')?.elements.find((child) => child.ns === ns.stanzaErrors)?.name ?? '';
    return !gone.has(condition);
  } catch (error) {
    // The stream went down again: the next check comes with the next connection.
    if (error instanceof RetryLater) return true;
    throw error;
  }
}
