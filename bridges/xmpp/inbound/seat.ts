import type { BareJid, FullJid } from '../../../src/identifiers/index.ts';
import type { Session } from '../muc/contract.ts';
import { ownWords, writeOccupant } from '../muc/occupant-table.ts';
import type { Element } from '../xml/element.ts';
import { ns } from '../xml/namespaces.ts';
import type { Handling } from './contract.ts';

/** Somebody who enters under a nick. */
export interface Entering extends Handling {
  readonly nick: string;
  readonly from: FullJid;
}

/** Children of a presence that are for the service, or that only the service may say. */
const notForOthers: ReadonlySet<string> = new Set([ns.muc, ns.mucUser, ns.occupantId, ns.delay]);

export function sessionOf(h: { readonly stanza: Element; readonly from: FullJid }): Session {
  return { jid: h.from, presence: ownWords(h.stanza, notForOthers) };
}

/** Makes it last that a client is in the room. */
export async function storeSeat(h: Entering, room: BareJid): Promise<void> {
  const { database, clock } = h.service.gateway;
  await writeOccupant(database, { room, nick: h.nick, user: h.user, session: sessionOf(h) }, clock());
}
