import type { Result, SqlValue } from './contract.ts';

/** One session of a database engine; statements of one session run in the order in which they were asked for. */
export interface Session {
  query<Row>(sql: string, values?: readonly SqlValue[]): Promise<Result<Row>>;
  /** Several statements in one text, without values, that may take long: migrations. */
  execute(sql: string): Promise<void>;
}

/** What PostgreSQL and PGlite differ in. Everything else is in `database.ts`, once. */
export interface Engine {
  readonly kind: 'postgres' | 'pglite';
  /** Where the database is, for messages: host and port or a directory; never a password. */
  readonly address: string;
  /** Lends a session to `work` alone. */
  withSession<T>(work: (session: Session) => Promise<T>): Promise<T>;
  listen(channel: string, listener: (payload: string) => void): Promise<() => Promise<void>>;
  /** See Database.showPresence. */
  showPresence(key: bigint): Promise<void>;
  close(): Promise<void>;
}
