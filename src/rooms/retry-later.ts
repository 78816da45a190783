/**
 * Something is away for now: a server, the database, a lease held by another process. The work stays queued and is
 * repeated; nobody is told unless it lasts.
 */
export class RetryLater extends Error {
  override readonly name = 'RetryLater';
  readonly kind = 'retry-later';
  /** Milliseconds that the other side asked for (Retry-After, M_LIMIT_EXCEEDED); null: use the usual backoff. */
  readonly after: number | null;

  constructor(message: string, options: { readonly after?: number; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.after = options.after ?? null;
  }
}
