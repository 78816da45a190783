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
  /** Wakes listeners of this and other processes after the commit (LISTEN/NOTIFY). */
  notify(tx: Transaction, channel: string, payload: string): Promise<void>;
  listen(channel: string, listener: (payload: string) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** Encryption at rest: AES-256-GCM under a key of the configuration; the sealed form names its key, so keys can rotate. */
export interface Vault {
  /** `place` binds the ciphertext to its row (table and primary key), so that rows can't be swapped. */
  seal(plaintext: Uint8Array, place: string): Uint8Array;
  /** @throws when the key is unknown or the bytes were changed or moved; the message says which key id is missing. */
  open(sealed: Uint8Array, place: string): Uint8Array;
}

/** Milliseconds since 1970. */
export type Clock = () => number;
