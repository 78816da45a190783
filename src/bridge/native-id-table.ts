import type { MessageId, RoomUri } from '../identifiers/index.ts';
import type { NetworkName } from '../rooms/index.ts';
import type { Clock, Database } from '../store/index.ts';
import type { NativeIds } from './contract.ts';

type Entry = Parameters<NativeIds['record']>[1][number];

/** Later knowledge completes an entry and never changes it: which message an id shows is settled once. */
const insert = `
  INSERT INTO bridge_native_id AS known (network, room, native_id, message_id, seq, recorded_at)
  SELECT $1, $2, native_id, message_id, seq, $6
  FROM unnest($3::text[], $4::text[], $5::bigint[]) AS entry (native_id, message_id, seq)
  ON CONFLICT (network, room, native_id) DO UPDATE
  SET message_id = COALESCE(known.message_id, excluded.message_id), seq = COALESCE(known.seq, excluded.seq)
  WHERE known.message_id IS NULL OR known.seq IS NULL`;

/** Which native event shows which message, in one network. */
export class NativeIdTable implements NativeIds {
  readonly #database: Database;
  readonly #network: NetworkName;
  readonly #clock: Clock;

  constructor(database: Database, network: NetworkName, clock: Clock) {
    this.#database = database;
    this.#network = network;
    this.#clock = clock;
  }

  async record(room: RoomUri, entries: readonly Entry[]): Promise<void> {
    const byId = new Map<string, Entry>();
    for (const entry of entries) {
      const known = byId.get(entry.nativeId);
      byId.set(entry.nativeId, {
        nativeId: entry.nativeId,
        messageId: known?.messageId ?? entry.messageId,
        seq: known?.seq ?? entry.seq,
      });
    }
    if (byId.size === 0) return;
    const unique = [...byId.values()];
    await this.#database.write(insert, [
      this.#network,
      room,
      unique.map(({ nativeId }) => nativeId),
      unique.map(({ messageId }) => messageId),
      unique.map(({ seq }) => seq),
      this.#clock(),
    ]);
  }

  async ofMessage(room: RoomUri, messageId: MessageId): Promise<string | null> {
    const [row] = await this.#database.read<{ native_id: string }>(
      `SELECT native_id FROM bridge_native_id WHERE network = $1 AND room = $2 AND message_id = $3 ORDER BY id LIMIT 1`,
      [this.#network, room, messageId],
    );
    return row?.native_id ?? null;
  }

  async allOfMessage(room: RoomUri, messageId: MessageId): Promise<readonly string[]> {
    const rows = await this.#database.read<{ native_id: string }>(
      'SELECT native_id FROM bridge_native_id WHERE network = $1 AND room = $2 AND message_id = $3 ORDER BY id',
      [this.#network, room, messageId],
    );
    return rows.map((row) => row.native_id);
  }

  async messageOf(room: RoomUri, nativeId: string): Promise<MessageId | null> {
    const [row] = await this.#database.read<{ message_id: MessageId | null }>(
      'SELECT message_id FROM bridge_native_id WHERE network = $1 AND room = $2 AND native_id = $3',
      [this.#network, room, nativeId],
    );
    return row?.message_id ?? null;
  }
}
