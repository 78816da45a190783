import type { MessageId, RoomUri } from '../identifiers/index.ts';
import { parseRoomUri } from '../identifiers/index.ts';
import type { Outcome } from '../rooms/index.ts';
import type { Database, Vault } from '../store/index.ts';
import { openEvent } from './archive.ts';

interface Row {
  outcome: string | null;
  room_id: bigint | null;
  uri: string | null;
  seq: bigint | null;
  accepted_at: bigint | null;
  sealed: Uint8Array | null;
}

/** What came of a cause that was used before: recorded, or told by the first event that it led to. */
export async function knownOutcome(
  { database, vault }: { readonly database: Database; readonly vault: Vault },
  cause: string,
): Promise<Outcome | null> {
  const rows = await database.read<Row>(
    `SELECT outcome, NULL::bigint AS room_id, NULL::text AS uri, NULL::bigint AS seq, NULL::bigint AS accepted_at,
       NULL::bytea AS sealed FROM attempt_outcome WHERE cause = $1
     UNION ALL
     (SELECT NULL, room_id, hosted_room.uri, seq, accepted_at, sealed FROM archive_event
      JOIN hosted_room ON hosted_room.id = room_id WHERE cause = $1 ORDER BY seq LIMIT 1)`,
    [cause],
  );
  const [row] = rows;
  if (!row) return null;
  if (row.outcome !== null) return JSON.parse(row.outcome) as Outcome;
  if (row.room_id === null || row.uri === null || row.seq === null || row.accepted_at === null || !row.sealed)
    return null;
  const room: RoomUri = parseRoomUri(row.uri);
  const { seq, accepted_at, sealed } = row;
  const event = openEvent(vault, room, row.room_id, { seq, accepted_at, sealed });
  const messageId: { messageId?: MessageId } =
    event.type === 'message' || event.type === 'retracted' ? { messageId: event.id } : {};
  return { type: 'accepted', acceptedAt: event.acceptedAt, seq: event.seq, ...messageId };
}
