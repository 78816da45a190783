import type { MimiContent } from '../contract.ts';
import type { Reading } from './contract.ts';

/**
 * When a message is to be removed (draft-ietf-mimi-content §4.1, §5.8), in milliseconds since 1970. A relative expiry
 * begins with the first report that the message was read or, lacking one, with its delivery. Null for never, or not yet.
 */
export function dueAt(expires: MimiContent['expires'], { readAt, deliveredAt }: Reading): number | null {
  if (expires === null) return null;
  if (!expires.relative) return expires.seconds * 1000;
  const begins = readAt ?? deliveredAt;
  return begins === null ? null : begins + expires.seconds * 1000;
}
