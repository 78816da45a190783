/**
 * One small interface over PostgreSQL and the embedded PGlite: the same SQL, the same migrations.
 * @module
 */

/** Values that can be bound to $1, $2 …; `Uint8Array` for bytea (arrays of bytea as `Uint8Array[]`). */
export type SqlValue = string | number | bigint | boolean | null | Uint8Array | Date | readonly SqlValue[] | object;

export interface Result<Row> {
  readonly rows: readonly Row[];
  /** Rows that were inserted, updated or deleted. Writers check it. */
  readonly affected: number;
}

/** Only inside a transaction can anything be written. bytea comes back as `Uint8Array`, bigint columns as `bigint`… */
export interface Transaction {
  query<Row>(sql: string, values?: readonly SqlValue[]): Promise<Result<Row>>;
  /** Runs `work` so that its failure undoes only itself. */
  savepoint<T>(work: () => Promise<T>): Promise<T>;
  /** Runs after the commit, never after a rollback: waking workers, resolving waiters. */
  afterCommit(action: () => void): void;
}

export interface Database {
  readonly kind: 'postgres' | 'pglite';
  /** Reads outside a transaction. */
  read<Row>(sql: string, values?: readonly SqlValue[]): Promise<readonly Row[]>;
  /** @throws RetryLater when the database is away; serialization failures are repeated inside. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /**
   * Group commit: under load several callers' work shares one transaction, each in its own savepoint; resolves when
   * that transaction is durable. For short writes only (appends, inbox rows).
   */
  grouped<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /**
   * Group commit of one statement that needs nothing beside it: while nobody else writes it stands alone, which saves
   * the exchanges that begin and end a transaction. `committed` runs when it is durable, before any later write.
   */
  write<Row>(sql: string, values: readonly SqlValue[], committed?: (result: Result<Row>) => void): Promise<Result<Row>>;
  /** Wakes listeners of this and other processes after the commit (LISTEN/NOTIFY). */
  notify(tx: Transaction, channel: string, payload: string): Promise<void>;
  /** An empty payload means that notifications may have been missed. */
  listen(channel: string, listener: (payload: string) => void): Promise<() => Promise<void>>;
  /**
   * Keeps the advisory lock `key` for as long as this process lives and is connected, so that others can tell that it
   * does (see leases.ts). Without meaning on PGlite, which one process has for itself.
   */
  showPresence(key: bigint): Promise<void>;
  /** Makes the room of what was deleted free for use again. PostgreSQL does it by itself, PGlite never does. */
  sweep(): Promise<void>;
  close(): Promise<void>;
}

/** Encryption at rest: AES-256-GCM under a key of the configuration; the sealed form names its key, so keys can rotate. */
export interface Vault {
  /** `place` binds the ciphertext to its row (table and primary key), so that rows can't be swapped. */
  seal(plaintext: Uint8Array, place: string): Uint8Array;
  /** @throws when the key is unknown or the bytes were changed or moved; the message says which key id is missing. */
  open(sealed: Uint8Array, place: string): Uint8Array;
}

/** Something that one process at a time does, or one writer at a time writes. */
export interface Lease {
  readonly name: string;
  /** Grows with every holder. Writers compare it inside their transaction: `assertFence`. */
  readonly fence: bigint;
  /** Aborted when another process has taken it over. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/** The leases of this process; one timer renews them all. */
export interface Leases {
  /** null: another process that lives holds it. @throws RetryLater when the database is away. */
  acquire(name: string): Promise<Lease | null>;
  /** Releases all, so that another process need not wait to see that this one is gone. */
  close(): Promise<void>;
}

/** A column that holds values of the vault, for `rotateSealed`. Each folder that owns such a table exports its own. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** Columns of the primary key (or another key that `place` is made from). */
  readonly key: readonly string[];
  /** The place that the value was sealed for, from the key's values as the database gives them. */
  readonly place: (key: readonly unknown[]) => string;
}

/** Milliseconds since 1970. */
export type Clock = () => number;
