import { equalOctets } from '../codec/octets.ts';

const buckets = 256;

/**
 * A multiset of public keys that copies in constant time and knows at any moment whether a key stands in it twice. Keys
 * fall into buckets by one octet; a bucket is copied when it changes, so versions share what they have in common.
 */
export class KeySet {
  readonly #buckets: (readonly Uint8Array[])[];
  #duplicates: number;

  constructor(origin?: KeySet) {
    this.#buckets = origin === undefined ? new Array<readonly Uint8Array[]>(buckets).fill([]) : origin.#buckets.slice();
    this.#duplicates = origin === undefined ? 0 : origin.#duplicates;
  }

  /** Whether no key stands in it twice. */
  get unique(): boolean {
    return this.#duplicates === 0;
  }

  has(key: Uint8Array): boolean {
    return this.#bucket(key).some((other) => equalOctets(other, key));
  }

  add(key: Uint8Array): void {
    const bucket = this.#bucket(key);
    if (bucket.some((other) => equalOctets(other, key))) this.#duplicates++;
    this.#buckets[slot(key)] = [...bucket, key];
  }

  /** Takes one copy of the key out; it must be there. */
  remove(key: Uint8Array): void {
    const bucket = this.#bucket(key);
    const at = bucket.findIndex((other) => equalOctets(other, key));
    if (at < 0) throw new Error('a key to be removed is not in the set');
    const rest = bucket.toSpliced(at, 1);
    if (rest.some((other) => equalOctets(other, key))) this.#duplicates--;
    this.#buckets[slot(key)] = rest;
  }

  #bucket(key: Uint8Array): readonly Uint8Array[] {
    return this.#buckets[slot(key)] ?? [];
  }
}

/** The last octet: the first ones of a NIST point or of a small order are no good spread. */
function slot(key: Uint8Array): number {
  return key[key.length - 1] ?? 0;
}
