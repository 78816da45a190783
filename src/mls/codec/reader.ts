import { InvalidMessage } from '../invalid-message.ts';

/**
 * Reads what `Writer` writes, strictly: lengths must be minimal, optional octets 0 or 1, nothing may trail. Every octet
 * string that is handed out is a copy, so that a decoded value never keeps its message's buffer alive.
 * Throws `InvalidMessage('malformed')` and nothing else.
 */
export class Reader {
  readonly #octets: Uint8Array;
  readonly #end: number;
  #position: number;

  constructor(octets: Uint8Array, start = 0, end = octets.length) {
    // A Buffer's slice() is a view; a plain Uint8Array's is the copy that is promised here.
    this.#octets = new Uint8Array(octets.buffer, octets.byteOffset, octets.byteLength);
    this.#position = start;
    this.#end = end;
  }

  /** Where the next octet is read; for slicing what was just read. */
  get position(): number {
    return this.#position;
  }

  get done(): boolean {
    return this.#position === this.#end;
  }

  uint8(): number {
    return this.#octets[this.#advance(1)] as number;
  }

  uint16(): number {
    const at = this.#advance(2);
    return ((this.#octets[at] as number) << 8) | (this.#octets[at + 1] as number);
  }

  uint32(): number {
    return this.uint16() * 0x1_0000 + this.uint16();
  }

  uint64(): bigint {
    return (BigInt(this.uint32()) << 32n) | BigInt(this.uint32());
  }

  /** Octets without a length. */
  raw(length: number): Uint8Array {
    const at = this.#advance(length);
    return this.#octets.slice(at, at + length);
  }

  /** `opaque<V>`. */
  opaque(): Uint8Array {
    return this.raw(this.vectorLength());
  }

  /** `T<V>`. An item must take at least one octet. */
  vector<T>(readItem: (reader: Reader) => T): T[] {
    const inner = this.#inner();
    const items: T[] = [];
    while (!inner.done) items.push(readItem(inner));
    return items;
  }

  /** `optional<T>`. */
  optional<T>(read: (reader: Reader) => T): T | undefined {
    const present = this.uint8();
    if (present > 1) throw new InvalidMessage('malformed', 'optional octet is neither 0 nor 1');
    return present === 1 ? read(this) : undefined;
  }

  /** A copy of what was read since `start`. */
  since(start: number): Uint8Array {
    return this.#octets.slice(start, this.#position);
  }

  /** All that is left. */
  rest(): Uint8Array {
    return this.raw(this.#end - this.#position);
  }

  /** Demands that all was read. */
  finish(): void {
    if (!this.done) throw new InvalidMessage('malformed', 'trailing octets');
  }

  #inner(): Reader {
    const length = this.vectorLength();
    const at = this.#advance(length);
    return new Reader(this.#octets, at, at + length);
  }

  /** The length before a vector (RFC 9420 §2.1.2). */
  vectorLength(): number {
    const first = this.uint8();
    const prefix = first >> 6;
    if (prefix === 3) throw new InvalidMessage('malformed', 'reserved length prefix');
    let length = first & 0x3f;
    for (let more = (1 << prefix) - 1; more > 0; more--) length = length * 0x100 + this.uint8();
    if ((prefix === 1 && length < 0x40) || (prefix === 2 && length < 0x4000))
      throw new InvalidMessage('malformed', 'length is not minimal');
    return length;
  }

  #advance(length: number): number {
    const at = this.#position;
    if (length > this.#end - at) throw new InvalidMessage('malformed', 'truncated');
    this.#position = at + length;
    return at;
  }
}

/** Decodes exactly one value from all the octets. */
export function decode<T>(read: (reader: Reader) => T, octets: Uint8Array): T {
  const reader = new Reader(octets);
  const value = read(reader);
  reader.finish();
  return value;
}
