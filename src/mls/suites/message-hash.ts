import { hash } from 'node:crypto';
import { plain } from './hkdf.ts';

/** SHA-256 of a whole message, whatever its suite: the name under which a prepared commit is kept. */
export function messageHash(message: Uint8Array): Uint8Array {
  return plain(hash('sha256', message, 'buffer')).slice();
}
