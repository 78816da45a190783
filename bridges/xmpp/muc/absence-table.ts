import type { BareJid, UserUri } from '../../../src/identifiers/index.ts';
import { parseUserUri } from '../../../src/identifiers/index.ts';
import type { Database } from '../../../src/store/index.ts';

export interface Absence {
  readonly room: BareJid;
  readonly user: UserUri;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** The last client of a user went. */
export async function writeAbsence(database: Database, room: BareJid, user: UserUri, now: number): Promise<void> {
  await database.grouped(async (tx) => {
    await tx.query(
      `INSERT INTO xmpp_absence (room_jid, user_uri, since) VALUES ($1, $2, $3)
       ON CONFLICT (room_jid, user_uri) DO UPDATE SET since = $3`,
      [room, user, now],
    );
  });
}

/** The user is here again, or is no guest of the room any more. */
export async function deleteAbsence(database: Database, room: BareJid, user: UserUri): Promise<void> {
  await database.grouped(async (tx) => {
    await tx.query('DELETE FROM xmpp_absence WHERE room_jid = $1 AND user_uri = $2', [room, user]);
  });
}

/** Who has been away since before `before`. */
export async function readAbsences(database: Database, before: number): Promise<readonly Absence[]> {
  const rows = await database.read<{ room_jid: string; user_uri: string; since: bigint }>(
    'SELECT room_jid, user_uri, since FROM xmpp_absence WHERE since < $1 ORDER BY room_jid, user_uri',
    [before],
  );
  return rows.map((row) => ({
    room: row.room_jid as BareJid,
    user: parseUserUri(row.user_uri),
    since: Number(row.since),
  }));
}
