/**
 * What the errors of both engines mean. Both carry SQLSTATE in `code` (PostgreSQL's documentation, appendix A).
 * @module
 */
import { RetryLater } from '../rooms/index.ts';
import { InvalidDatabase } from './invalid-database.ts';

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

/** The transaction lost against another one and may be run again: serialization failure, deadlock. */
export function isContention(error: unknown): boolean {
  const code = codeOf(error);
  return code === '40001' || code === '40P01';
}

const connectionCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT', // unix socket of a server that is not running
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now: starting up or shutting down
  '53300', // too_many_connections
  '25006', // read_only_sql_transaction: connected to a standby during a failover
]);

/** The connection is gone or can't be made. */
export function isConnectionLoss(error: unknown): boolean {
  const code = codeOf(error);
  if (code.startsWith('08') || connectionCodes.has(code)) return true;
  // pg reports these without a code.
  return (
    error instanceof Error &&
    /connection terminated|client has encountered a connection error|timeout exceeded when trying to connect|not queryable|query read timeout/i.test(
      error.message,
    )
  );
}

/**
 * The error that callers get: connection loss as `RetryLater`, a database that can't be used as `InvalidDatabase`, all
 * others unchanged.
 */
export function translated(error: unknown, address: string): unknown {
  if (isConnectionLoss(error)) {
    const reason = codeOf(error) || (error instanceof Error ? error.message : 'connection lost');
    return new RetryLater(
      `The database at ${address} can't be reached (${reason}). Check that it runs and that database.url is right.`,
      { cause: error },
    );
  }
  const code = codeOf(error);
  if (code === '28P01' || code === '28000')
    return new InvalidDatabase(
      'wrong-credentials',
      `The database at ${address} refuses the user or password of database.url.`,
      error,
    );
  if (code === '3D000')
    return new InvalidDatabase(
      'no-such-database',
      `The database that database.url names does not exist at ${address}. Create it with createdb, owned by the user of database.url.`,
      error,
    );
  return error;
}
