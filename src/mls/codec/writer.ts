const poolSize = 8;
const largestPooled = 65_536;
/** Buffers of finished writers, erased, for the next ones: small structs are written by the thousand. */
const pool: Uint8Array<ArrayBuffer>[] = [];

const spent = new Uint8Array(0);

/** Writes the TLS presentation language with RFC 9420 §2.1's variable-size vectors. Grows as needed. */
export class Writer {
  #buffer = pool.pop() ?? new Uint8Array(512);
  #length = 0;

  uint8(value: number): this {
    this.#reserve(1);
    this.#buffer[this.#length++] = value;
    return this;
  }

  uint16(value: number): this {
    this.#reserve(2);
    this.#buffer[this.#length++] = value >>> 8;
    this.#buffer[this.#length++] = value;
    return this;
  }

  uint32(value: number): this {
    this.#reserve(4);
    for (let shift = 24; shift >= 0; shift -= 8) this.#buffer[this.#length++] = value >>> shift;
    return this;
  }

  uint64(value: bigint): this {
    return this.uint32(Number(value >> 32n)).uint32(Number(value & 0xffff_ffffn));
  }

  /** Octets without a length. */
  raw(octets: Uint8Array): this {
    this.#reserve(octets.length);
    this.#buffer.set(octets, this.#length);
    this.#length += octets.length;
    return this;
  }

  /** `opaque<V>`. */
  opaque(octets: Uint8Array): this {
    this.#reserve(4);
    this.#length = writeLength(this.#buffer, this.#length, octets.length);
    return this.raw(octets);
  }

  /** `T<V>`. */
  vector<T>(items: Iterable<T>, writeItem: (writer: this, item: T) => void): this {
    // The length is known only afterwards: leave one octet, and move the body when the length needs more.
    const start = this.#length;
    this.uint8(0);
    for (const item of items) writeItem(this, item);
    const size = this.#length - start - 1;
    const prefix = lengthSize(size);
    if (prefix > 1) {
      this.#reserve(prefix - 1);
      this.#buffer.copyWithin(start + prefix, start + 1, this.#length);
      this.#length += prefix - 1;
    }
    writeLength(this.#buffer, start, size);
    return this;
  }

  /** `optional<T>`. */
  optional<T>(value: T | null | undefined, write: (writer: this, value: T) => void): this {
    if (value === null || value === undefined) return this.uint8(0);
    this.uint8(1);
    write(this, value);
    return this;
  }

  /** What was written, in a buffer of its own. The writer is spent, and keeps no copy of what may be secret. */
  finish(): Uint8Array<ArrayBuffer> {
    const octets = this.#buffer.slice(0, this.#length);
    this.#release();
    return octets;
  }

  /** Lends what was written to a function that does not keep it, and saves the copy. The writer is spent. */
  lend<T>(use: (octets: Uint8Array) => T): T {
    const result = use(this.#buffer.subarray(0, this.#length));
    this.#release();
    return result;
  }

  #release(): void {
    this.#buffer.fill(0, 0, this.#length);
    if (pool.length < poolSize && this.#buffer.length <= largestPooled) pool.push(this.#buffer);
    this.#buffer = spent;
    this.#length = 0;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#buffer.length) return;
    const grown = new Uint8Array(Math.max(this.#buffer.length * 2, this.#length + more, 512));
    grown.set(this.#buffer.subarray(0, this.#length));
    this.#buffer.fill(0, 0, this.#length);
    this.#buffer = grown;
  }
}

/** Encodes one value with its writer function. */
export function encode<T>(write: (writer: Writer, value: T) => void, value: T): Uint8Array<ArrayBuffer> {
  const writer = new Writer();
  write(writer, value);
  return writer.finish();
}

function lengthSize(length: number): 1 | 2 | 4 {
  if (length < 0x40) return 1;
  if (length < 0x4000) return 2;
  if (length < 0x4000_0000) return 4;
  throw new RangeError(`a vector of ${length} octets is longer than RFC 9420 §2.1.2 allows`);
}

function writeLength(buffer: Uint8Array, at: number, length: number): number {
  const size = lengthSize(length);
  let position = at;
  if (size === 1) buffer[position++] = length;
  else {
    const tagged = size === 2 ? length | 0x4000 : length + 0x8000_0000;
    for (let shift = (size - 1) * 8; shift >= 0; shift -= 8) buffer[position++] = tagged >>> shift;
  }
  return position;
}
