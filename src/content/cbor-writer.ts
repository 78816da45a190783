const encoder = new TextEncoder();

/** Major types of RFC 8949 §3.1. */
export const major = { uint: 0, negative: 1, bytes: 2, text: 3, array: 4, map: 5, tag: 6, simple: 7 } as const;

/** Writes deterministic CBOR (RFC 8949 §4.2.1) of what a MIMI message is made of. */
export class CborWriter {
  readonly #octets: number[] = [];
  readonly #chunks: Uint8Array[] = [];

  /** A head: major type and argument in the shortest form. */
  head(type: number, argument: number | bigint): this {
    const value = BigInt(argument);
    const size = value < 24n ? 0 : value <= 0xffn ? 1 : value <= 0xffffn ? 2 : value <= 0xffffffffn ? 4 : 8;
    this.#octets.push((type << 5) | (size === 0 ? Number(value) : 24 + Math.log2(size)));
    for (let shift = size - 1; shift >= 0; shift -= 1) this.#octets.push(Number((value >> BigInt(8 * shift)) & 0xffn));
    return this;
  }

  integer(value: number): this {
    return value < 0 ? this.head(major.negative, -1 - value) : this.head(major.uint, value);
  }

  bytes(value: Uint8Array): this {
    return this.head(major.bytes, value.length).raw(value);
  }

  text(value: string): this {
    const utf8 = encoder.encode(value);
    return this.head(major.text, utf8.length).raw(utf8);
  }

  array(items: number): this {
    return this.head(major.array, items);
  }

  bool(value: boolean): this {
    return this.head(major.simple, value ? 21 : 20);
  }

  null(): this {
    return this.head(major.simple, 22);
  }

  /** Bytes that are CBOR already. */
  raw(encoded: Uint8Array): this {
    this.#chunks.push(Uint8Array.from(this.#octets), encoded);
    this.#octets.length = 0;
    return this;
  }

  /** A map of encoded keys and encoded values, brought into bytewise order of its keys. */
  map(entries: readonly { readonly key: Uint8Array; readonly value: Uint8Array }[]): this {
    this.head(major.map, entries.length);
    const sorted = [...entries].sort((a, b) => Buffer.compare(a.key, b.key));
    for (const { key, value } of sorted) this.raw(key).raw(value);
    return this;
  }

  finish(): Uint8Array {
    return new Uint8Array(Buffer.concat([...this.#chunks, Uint8Array.from(this.#octets)]));
  }
}
