import type { Database, Transaction } from '../store/index.ts';

/** Generations are reserved in blocks, so that a message need not write one (design: durable generations). */
const block = 32;

/** One message's generation. */
export interface Generation {
  readonly generation: number;
  /** To be stored with the message, before it is sent, and then confirmed; null when an earlier reservation holds. */
  readonly reserve: { readonly epoch: bigint; readonly leaf: number; readonly upTo: number } | null;
}

/**
 * Which generations of our leaves' application ratchets were used (RFC 9420 §9.1). None is used twice, not even after a
 * crash: a restart goes on behind the reserved block.
 */
export class Generations {
  #epoch: bigint;
  /** `reserved` is durable; `asked` is on its way, and may fail. */
  readonly #leaves = new Map<number, { next: number; reserved: number; asked: number }>();

  /** @param used per leaf of the epoch: what may have been used */
  constructor(epoch: bigint, used: ReadonlyMap<number, number>) {
    this.#epoch = epoch;
    for (const [leaf, reserved] of used) this.#leaves.set(leaf, { next: reserved, reserved, asked: reserved });
  }

  next(epoch: bigint, leaf: number): Generation {
    if (epoch !== this.#epoch) {
      // Each epoch has new ratchets, which begin at 0 (RFC 9420 §9).
      this.#epoch = epoch;
      this.#leaves.clear();
    }
    const state = this.#leaves.get(leaf) ?? { next: 0, reserved: 0, asked: 0 };
    this.#leaves.set(leaf, state);
    const generation = state.next++;
    if (generation < state.reserved) return { generation, reserve: null };
    if (generation >= state.asked) state.asked = generation + block;
    return { generation, reserve: { epoch, leaf, upTo: state.asked } };
  }

  /** Call when a reservation is durable: until then every message brings it along, because the first one may fail. */
  confirm({ epoch, leaf, upTo }: NonNullable<Generation['reserve']>): void {
    const state = this.#leaves.get(leaf);
    if (state && epoch === this.#epoch) state.reserved = Math.max(state.reserved, upTo);
  }
}

export async function reserveGenerations(
  tx: Transaction,
  roomId: bigint,
  group: string,
  { epoch, leaf, upTo }: NonNullable<Generation['reserve']>,
): Promise<void> {
  await tx.query(
    `INSERT INTO hosted_generation (room_id, group_uri, epoch, leaf, reserved) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (room_id, group_uri, epoch, leaf)
     DO UPDATE SET reserved = GREATEST(hosted_generation.reserved, EXCLUDED.reserved)`,
    [roomId, group, epoch, leaf, upTo],
  );
}

export async function readGenerations(
  database: Database,
  roomId: bigint,
  group: string,
  epoch: bigint,
): Promise<Generations> {
  const rows = await database.read<{ leaf: number; reserved: number }>(
    'SELECT leaf, reserved FROM hosted_generation WHERE room_id = $1 AND group_uri = $2 AND epoch = $3',
    [roomId, group, epoch],
  );
  return new Generations(epoch, new Map(rows.map(({ leaf, reserved }) => [leaf, reserved])));
}

/** Reservations of past epochs are of no use: nothing is encrypted in them any more. */
export async function forgetGenerations(tx: Transaction, roomId: bigint, group: string, epoch: bigint): Promise<void> {
  await tx.query('DELETE FROM hosted_generation WHERE room_id = $1 AND NOT (group_uri = $2 AND epoch >= $3)', [
    roomId,
    group,
    epoch,
  ]);
}
