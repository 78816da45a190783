import { InvalidContent } from '../invalid-content.ts';

const encoder = new TextEncoder();

/** Major types of RFC 8949 §3.1. */
export const major = { uint: 0, negative: 1, bytes: 2, text: 3, array: 4, map: 5, tag: 6, simple: 7 } as const;

/** Writes deterministic CBOR (RFC 8949 §4.2.1) of what a MIMI message is made of. */
export class CborWriter {
  #buffer = Buffer.allocUnsafe(256);
  #at = 0;

  #room(octets: number): number {
    const start = this.#at;
    if (start + octets > this.#buffer.length) {
      const wider = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, start + octets));
      this.#buffer.copy(wider, 0, 0, start);
      this.#buffer = wider;
    }
    this.#at = start + octets;
    return start;
  }

  /** A head: major type and argument, at most 2^53-1, in the shortest form. */
  #head(type: number, argument: number): this {
    if (!Number.isSafeInteger(argument) || argument < 0) {
      throw new InvalidContent('structure', 'a number is no whole one within 2^53-1');
    }
    const initial = type << 5;
    if (argument < 24) this.#initial(initial | argument, 0);
    else if (argument <= 0xff) this.#initial(initial | 24, 1).writeUInt8(argument, this.#at - 1);
    else if (argument <= 0xffff) this.#initial(initial | 25, 2).writeUInt16BE(argument, this.#at - 2);
    else if (argument <= 0xffffffff) this.#initial(initial | 26, 4).writeUInt32BE(argument, this.#at - 4);
    else this.#initial(initial | 27, 8).writeBigUInt64BE(BigInt(argument), this.#at - 8);
    return this;
  }

  /** The buffer, with a head's first octet in it and room for `size` more behind. */
  #initial(octet: number, size: number): Buffer {
    const at = this.#room(1 + size);
    this.#buffer[at] = octet;
    return this.#buffer;
  }

  integer(value: number): this {
    return value < 0 ? this.#head(major.negative, -1 - value) : this.#head(major.uint, value);
  }

  /** An unsigned integer of up to 64 bits. */
  uint64(value: bigint): this {
    if (value >= 0n && value <= BigInt(Number.MAX_SAFE_INTEGER)) return this.#head(major.uint, Number(value));
    if (value < 0n || value > 0xffffffffffffffffn)
      throw new InvalidContent('structure', 'a number is no unsigned one of 64 bits');
    this.#initial(27, 8).writeBigUInt64BE(value, this.#at - 8);
    return this;
  }

  bytes(value: Uint8Array): this {
    return this.#head(major.bytes, value.length).raw(value);
  }

  text(value: string): this {
    const utf8 = encoder.encode(value);
    return this.#head(major.text, utf8.length).raw(utf8);
  }

  array(items: number): this {
    return this.#head(major.array, items);
  }

  bool(value: boolean): this {
    return this.#head(major.simple, value ? 21 : 20);
  }

  null(): this {
    return this.#head(major.simple, 22);
  }

  /** Bytes that are CBOR already. */
  raw(encoded: Uint8Array): this {
    const at = this.#room(encoded.length);
    this.#buffer.set(encoded, at);
    return this;
  }

  /** A map of encoded keys and encoded values, brought into bytewise order of its keys. */
  map(entries: readonly { readonly key: Uint8Array; readonly value: Uint8Array }[]): this {
    this.#head(major.map, entries.length);
    const sorted = [...entries].sort((a, b) => Buffer.compare(a.key, b.key));
    for (const { key, value } of sorted) this.raw(key).raw(value);
    return this;
  }

  finish(): Uint8Array {
    return new Uint8Array(this.#buffer.subarray(0, this.#at));
  }
}
