import { hash, timingSafeEqual } from 'node:crypto';
import { concat } from '../codec/octets.ts';
import type { HashName } from './parameters.ts';

/** HMAC and HKDF (RFC 2104, RFC 5869) over one-shot hashing, which is three times as fast here as HMAC objects. */
export interface Hkdf {
  readonly hashLength: number;
  hash(data: Uint8Array): Uint8Array;
  mac(key: Uint8Array, data: Uint8Array): Uint8Array;
  extract(salt: Uint8Array, inputKey: Uint8Array): Uint8Array;
  expand(secret: Uint8Array, info: Uint8Array, length: number): Uint8Array;
}

export function hkdf(name: HashName, hashLength: number): Hkdf {
  const block = name === 'sha256' ? 64 : 128;
  const digest = (data: Uint8Array): Uint8Array => plain(hash(name, data, 'buffer'));

  const mac = (longKey: Uint8Array, data: Uint8Array): Uint8Array => {
    const key = longKey.length > block ? digest(longKey) : longKey;
    const inner = new Uint8Array(block + data.length).fill(0x36, 0, block);
    const outer = new Uint8Array(block + hashLength).fill(0x5c, 0, block);
    for (let i = 0; i < key.length; i++) {
      const octet = key[i] as number;
      inner[i] = octet ^ 0x36;
      outer[i] = octet ^ 0x5c;
    }
    inner.set(data, block);
    outer.set(digest(inner), block);
    const tag = digest(outer);
    inner.fill(0);
    outer.fill(0);
    return tag;
  };

  return {
    hashLength,
    hash: digest,
    mac,
    extract: mac,
    expand: (secret, info, length) => {
      if (length > 255 * hashLength) throw new RangeError(`HKDF can't expand to ${length} octets`);
      let previous: Uint8Array = new Uint8Array(0);
      const out = new Uint8Array(length);
      for (let at = 0, counter = 1; at < length; at += hashLength, counter++) {
        previous = mac(secret, concat(previous, info, Uint8Array.of(counter)));
        out.set(previous.subarray(0, Math.min(hashLength, length - at)), at);
      }
      return out;
    },
  };
}

/** Constant-time for equal lengths. */
export function equalSecrets(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** A Buffer as the Uint8Array it is, so that nobody meets Buffer's own slice(). */
export function plain(buffer: Uint8Array): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}
