import type { Database, SqlValue, Transaction, Vault } from '../store/index.ts';
import type { Outgoing } from './hosted-room.ts';

/** A message that was encrypted and not yet seen in the log. */
export interface OutgoingRow {
  readonly outgoing: Outgoing;
  /** `application/mimi-content`, to be encrypted again should its epoch pass. */
  readonly content: Uint8Array;
  readonly hash: Uint8Array;
  readonly ciphertext: Uint8Array;
}

interface Plain {
  readonly event: Outgoing['event'];
  readonly content: string;
}

interface Raw {
  cause: string;
  hash: Uint8Array;
  ciphertext: Uint8Array;
  sealed: Uint8Array;
}

type Reading = { readonly database: Database; readonly vault: Vault };

const placeOf = (cause: string): string => `outgoing_message:${cause}`;

/** Inserts nothing when the cause is known already: as a message under way, archived, or decided otherwise. */
export function outgoingInsertion(
  vault: Vault,
  roomId: bigint,
  row: OutgoingRow,
): { readonly sql: string; readonly values: readonly SqlValue[] } {
  const plain: Plain = { event: row.outgoing.event, content: Buffer.from(row.content).toString('base64') };
  const { cause } = row.outgoing;
  const sealed = vault.seal(new TextEncoder().encode(JSON.stringify(plain)), placeOf(cause));
  return {
    sql: `INSERT INTO outgoing_message (cause, room_id, hash, ciphertext, sealed) SELECT $1, $2, $3, $4, $5
      WHERE NOT EXISTS (SELECT 1 FROM attempt_outcome WHERE cause = $1)
        AND NOT EXISTS (SELECT 1 FROM archive_event WHERE cause = $1)
      ON CONFLICT (cause) DO NOTHING`,
    values: [cause, roomId, row.hash, row.ciphertext, sealed],
  };
}

/** The same message under the keys of another epoch. */
export async function replaceCiphertext(
  tx: Transaction,
  cause: string,
  hash: Uint8Array,
  ciphertext: Uint8Array,
): Promise<void> {
  const { affected } = await tx.query('UPDATE outgoing_message SET hash = $2, ciphertext = $3 WHERE cause = $1', [
    cause,
    hash,
    ciphertext,
  ]);
  if (affected !== 1) throw new Error('A message under way has no row');
}

export async function outgoingByCause({ database, vault }: Reading, cause: string): Promise<OutgoingRow | null> {
  const [row] = await database.read<Raw>(
    'SELECT cause, hash, ciphertext, sealed FROM outgoing_message WHERE cause = $1',
    [cause],
  );
  return row ? opened(vault, row) : null;
}

export async function findOutgoing(
  { database, vault }: Reading,
  roomId: bigint,
  hash: Uint8Array,
): Promise<Outgoing | null> {
  const [row] = await database.read<Raw>(
    'SELECT cause, hash, ciphertext, sealed FROM outgoing_message WHERE room_id = $1 AND hash = $2',
    [roomId, hash],
  );
  return row ? opened(vault, row).outgoing : null;
}

function opened(vault: Vault, row: Raw): OutgoingRow {
  const plain = JSON.parse(new TextDecoder().decode(vault.open(row.sealed, placeOf(row.cause)))) as Plain;
  return {
    outgoing: { cause: row.cause, event: plain.event },
    content: new Uint8Array(Buffer.from(plain.content, 'base64')),
    hash: row.hash,
    ciphertext: row.ciphertext,
  };
}
