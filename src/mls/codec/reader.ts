import { InvalidMessage } from '../invalid-message.ts';
import { empty } from './octets.ts';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Octet strings shorter than this (a nonce is not) take far more memory than octets. No struct has many of them. */
const short = 12;
const mostShort = 0x8000;

/**
 * Reads what `Writer` writes, strictly: lengths must be minimal, optional octets 0 or 1, nothing may trail. Every octet
 * string that is handed out is a copy, so that a decoded value never keeps its message's buffer alive. What a value takes
 * in memory is bounded by its length: of short octet strings there may be 32,768 and one more per 64 octets.
 * Throws `InvalidMessage('malformed')` and nothing else.
 */
export class Reader {
  readonly #octets: Uint8Array;
  /** Where reading ends: of all the octets, or of the vector that is being read. */
  #end: number;
  #position: number;
  #shortLeft: number;

  constructor(octets: Uint8Array, start = 0, end = octets.length) {
    // A Buffer's slice() is a view; a plain Uint8Array's is the copy that is promised here.
    this.#octets = new Uint8Array(octets.buffer, octets.byteOffset, octets.byteLength);
    this.#position = start;
    this.#end = end;
    this.#shortLeft = mostShort + (end - start) / 64;
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
    if (length === 0) return empty;
    if (length < short && --this.#shortLeft < 0) throw new InvalidMessage('malformed', 'too many short octet strings');
    return this.#octets.slice(at, at + length);
  }

  /** `opaque<V>`. */
  opaque(): Uint8Array {
    return this.raw(this.vectorLength());
  }

  /** `opaque<V>` of UTF-8 text, without a copy in between; null when it is no UTF-8. */
  text(): string | null {
    const length = this.vectorLength();
    const at = this.#advance(length);
    const brief = length <= 4 ? this.#ascii(at, length) : null;
    if (brief !== null) return brief;
    try {
      return decoder.decode(this.#octets.subarray(at, at + length));
    } catch (error) {
      // The only thing that a fatal decoder throws is the TypeError that says so.
      if (error instanceof TypeError) return null;
      throw error;
    }
  }

  /** What a decoder would give, in a quarter of its time for the shortest texts; null when they are not ASCII. */
  #ascii(at: number, length: number): string | null {
    let text = '';
    for (let i = at; i < at + length; i++) {
      const octet = this.#octets[i] as number;
      if (octet > 0x7f) return null;
      text += String.fromCharCode(octet);
    }
    return text;
  }

  /** `T<V>`. An item must take at least one octet. */
  vector<T>(readItem: (reader: Reader) => T): T[] {
    const outer = this.#end;
    const start = this.#advance(this.vectorLength());
    const end = this.#position;
    const items: T[] = [];
    // In place: a reader of its own for each of many small vectors took longer than what is in them.
    this.#position = start;
    this.#end = end;
    while (this.#position < end) items.push(readItem(this));
    this.#end = outer;
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
