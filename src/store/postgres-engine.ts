import pg from 'pg';
import { RetryLater } from '../rooms/index.ts';
import type { Result, SqlValue } from './contract.ts';
import { isConnectionLoss } from './database-errors.ts';
import type { Engine, Session } from './engine.ts';
import { PostgresListener } from './postgres-listener.ts';

const { INT8: int8, BYTEA: bytea } = pg.types.builtins;
/** Array types have no names in pg; their numbers are PostgreSQL's own (pg_type.dat). */
const int8Array = 1016;
const byteaArray = 1001;

type TextParser = (text: string) => unknown;

/** Text of an array of numbers, `{1,NULL,3}`; numbers are never quoted in it. */
function parseInt8Array(text: string): (bigint | null)[] {
  const inner = text.slice(1, -1);
  return inner === '' ? [] : inner.split(',').map((item) => (item === 'NULL' ? null : BigInt(item)));
}

const defaultParser = pg.types.getTypeParser as (oid: number, format?: 'text' | 'binary') => TextParser;
const parseBytea = defaultParser(bytea) as (text: string) => Buffer;
const parseByteaArray = defaultParser(byteaArray) as (text: string) => Buffer[];

/** Types as the contract promises them; all others as pg parses them by default. */
const types: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary'): TextParser {
    if (oid === (int8 as number)) return BigInt;
    if (oid === int8Array) return parseInt8Array;
    // Copies: a Buffer is a view into a slab that it would keep alive.
    if (oid === (bytea as number)) return (text) => new Uint8Array(parseBytea(text));
    if (oid === byteaArray) return (text) => parseByteaArray(text).map((item) => new Uint8Array(item));
    return defaultParser(oid, format);
  },
};

/** Statements get a name, so that the server parses and plans each once per connection; bounded, should somebody build SQL. */
const maxNamedStatements = 500;
const statementNames = new Map<string, string>();

function statementName(sql: string): string | undefined {
  const known = statementNames.get(sql);
  if (known !== undefined) return known;
  if (statementNames.size >= maxNamedStatements) return undefined;
  const name = `s${statementNames.size}`;
  statementNames.set(sql, name);
  return name;
}

/** A statement that takes longer has lost its server; a host that vanished says nothing for many minutes. */
const statementTimeoutMs = 60_000;

/** pg reads the timeout of a single statement too, which its types don't say. */
function timed(query: pg.QueryConfig): pg.QueryConfig {
  return Object.assign(query, { query_timeout: statementTimeoutMs });
}

class PostgresSession implements Session {
  readonly #client: pg.PoolClient;
  constructor(client: pg.PoolClient) {
    this.#client = client;
  }

  async query<Row>(sql: string, values?: readonly SqlValue[]): Promise<Result<Row>> {
    if (values === undefined || values.length === 0) {
      const result = await this.#client.query(timed({ text: sql }));
      return { rows: result.rows as Row[], affected: result.rowCount ?? 0 };
    }
    const name = statementName(sql);
    const result = await this.#client.query({
      ...(name === undefined ? {} : { name }),
      text: sql,
      values: [...values],
    });
    return { rows: result.rows as Row[], affected: result.rowCount ?? 0 };
  }

  async execute(sql: string): Promise<void> {
    await this.#client.query(sql);
  }
}

function addressOf(url: string): string {
  try {
    const parsed = new URL(url);
    const socket = parsed.searchParams.get('host');
    return socket ?? `${parsed.hostname || 'localhost'}:${parsed.port || '5432'}`;
  } catch {
    // Not of URL form, which pg accepts too (a socket path); it may hold a password, so it isn't repeated.
    return 'the address of database.url';
  }
}

/** A pool of connections to a PostgreSQL server, and one more for LISTEN. Connects when first used. */
export function openPostgresEngine(options: { readonly url: string; readonly poolSize: number }): Engine {
  const address = addressOf(options.url);
  const connection = {
    connectionString: options.url,
    types,
    application_name: 'mimi-gateway',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  };
  const pool = new pg.Pool({ ...connection, max: options.poolSize, idleTimeoutMillis: 60_000 });
  // An idle connection that breaks has nobody waiting on it; the pool drops it, and the next borrower gets the error.
  pool.on('error', () => undefined);
  const listener = new PostgresListener(() => new pg.Client(connection));

  return {
    kind: 'postgres',
    address,
    async withSession(work) {
      const client = await pool.connect();
      let broken = false;
      // A connection that breaks while lent also fails the statement in flight, which reports it.
      const onError = (): void => {
        broken = true;
      };
      client.on('error', onError);
      try {
        return await work(new PostgresSession(client));
      } catch (error) {
        broken ||= isConnectionLoss(error) || error instanceof RetryLater;
        throw error;
      } finally {
        client.off('error', onError);
        client.release(broken);
      }
    },
    listen: (channel, callback) => listener.listen(channel, callback),
    showPresence: (key) => listener.holdLock(key),
    async close() {
      await listener.close();
      await pool.end();
    },
  };
}
