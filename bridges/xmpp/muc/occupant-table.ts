import type { BareJid, FullJid, UserUri } from '../../../src/identifiers/index.ts';
import { parseUserUri } from '../../../src/identifiers/index.ts';
import type { Database } from '../../../src/store/index.ts';
import type { Element } from '../xml/element.ts';
import { stanza } from '../xml/element.ts';
import { serialise } from '../xml/serialise.ts';
import { parseStanza } from '../xml/stream-parser.ts';
import type { Session } from './contract.ts';

export interface StoredOccupant {
  readonly room: BareJid;
  readonly nick: string;
  readonly user: UserUri;
  readonly session: Session;
}

interface Row {
  readonly room_jid: string;
  readonly full_jid: string;
  readonly nick: string;
  readonly user_uri: string;
  readonly presence: string;
}

/** Everybody who was in a room when the gateway stopped, in the order in which they came. */
export async function readOccupants(database: Database): Promise<readonly StoredOccupant[]> {
  const rows = await database.read<Row>(
    'SELECT room_jid, full_jid, nick, user_uri, presence FROM xmpp_occupant ORDER BY joined_at, full_jid',
  );
  return rows.map((row) => ({
    room: row.room_jid as BareJid,
    nick: row.nick,
    user: parseUserUri(row.user_uri),
    session: { jid: row.full_jid as FullJid, presence: parseStanza(row.presence).elements },
  }));
}

export async function writeOccupant(database: Database, occupant: StoredOccupant, now: number): Promise<void> {
  const presence = serialise(stanza('presence', {}, ...occupant.session.presence));
  await database.grouped(async (tx) => {
    await tx.query(
      `INSERT INTO xmpp_occupant (room_jid, full_jid, nick, user_uri, presence, joined_at) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (room_jid, full_jid) DO UPDATE SET nick = $3, user_uri = $4, presence = $5`,
      [occupant.room, occupant.session.jid, occupant.nick, occupant.user, presence, now],
    );
  });
}

/** Clients that are no longer in a room. */
export async function deleteOccupants(database: Database, room: BareJid, jids: readonly string[]): Promise<void> {
  if (jids.length === 0) return;
  await database.grouped(async (tx) => {
    await tx.query('DELETE FROM xmpp_occupant WHERE room_jid = $1 AND full_jid = ANY($2::text[])', [room, [...jids]]);
  });
}

export async function renameOccupant(
  database: Database,
  room: BareJid,
  jids: readonly string[],
  nick: string,
): Promise<void> {
  await database.grouped(async (tx) => {
    await tx.query('UPDATE xmpp_occupant SET nick = $3 WHERE room_jid = $1 AND full_jid = ANY($2::text[])', [
      room,
      [...jids],
      nick,
    ]);
  });
}

/** What others may see of a client's presence: not what the service says itself. */
export function ownWords(presence: Element, hidden: ReadonlySet<string>): readonly Element[] {
  return presence.elements.filter((child) => !hidden.has(child.ns));
}
