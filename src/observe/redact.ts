/**
 * What must not reach a log: values under names that sound secret, passwords in URLs, tokens in texts.
 * @module
 */

const secretName =
  /(^|_|-)(password|passphrase|secret|authorization|cookie|plaintext|body|stanza)$|token$|secret$|password$|(private|signing|encryption)[_-]?key$/i;

const replacement = '[hidden]';

/** Deeper than any field that we log; what lies deeper is cut, so that a huge object can't flood the log. */
const maxDepth = 6;

function redactText(text: string): string {
  return text
    .replace(/([a-z][a-z0-9+.-]*:\/\/[^\s/:@]*):[^\s/@]+@/gi, `$1:${replacement}@`)
    .replace(/\b(access_token|token|secret|password)=[^\s&"']+/gi, `$1=${replacement}`)
    .replace(/\b(Bearer|Basic) [A-Za-z0-9._~+/=-]+/g, `$1 ${replacement}`);
}

function describeError(error: Error, depth: number): object {
  const known = error as Error & { readonly kind?: unknown; readonly rule?: unknown; readonly code?: unknown };
  return {
    name: error.name,
    message: redactText(error.message),
    ...(known.kind === undefined ? {} : { kind: known.kind }),
    ...(known.rule === undefined ? {} : { rule: known.rule }),
    ...(known.code === undefined ? {} : { code: known.code }),
    // Errors of a known kind explain themselves; of a bug one wants the place.
    ...(known.kind === undefined && error.stack !== undefined ? { stack: redactText(error.stack) } : {}),
    ...(error.cause === undefined ? {} : { cause: redact(error.cause, depth + 1) }),
  };
}

/** A copy that is fit for a log line: secrets hidden, errors described, binary values as their length. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error) return describeError(value, depth);
  if (value instanceof Uint8Array) return `[${value.length} octets]`;
  if (value instanceof Date) return value.toISOString();
  if (depth >= maxDepth) return '[…]';
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      secretName.test(name) && item !== undefined && item !== null ? replacement : redact(item, depth + 1),
    ]),
  );
}
