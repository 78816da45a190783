/**
 * Remembers which leaf signatures were verified, by a hash of all that was verified. Opening a ratchet tree that was
 * seen before then costs hashes and no signatures. Bounded: two generations of entries, the older one is dropped when
 * the younger one is full.
 */
const generationSize = 16_384;
let young = new Set<string>();
let old = new Set<string>();

export function wasVerified(key: string): boolean {
  if (young.has(key)) return true;
  if (!old.has(key)) return false;
  rememberVerified(key);
  return true;
}

export function rememberVerified(key: string): void {
  if (young.size >= generationSize) {
    old = young;
    young = new Set();
  }
  young.add(key);
}

/** Empties the memory; for measuring what it saves. */
export function forgetVerifiedLeaves(): void {
  young = new Set();
  old = new Set();
}
