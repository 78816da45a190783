import { major } from './cbor-writer.ts';
import { InvalidContent } from './invalid-content.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const malformed = (detail: string): InvalidContent => new InvalidContent('cbor', detail);

/** Longest argument that fits the next shorter form, by additional information (RFC 8949 §3). */
const shorterForm = new Map<number, { readonly size: number; readonly least: bigint }>([
  [24, { size: 1, least: 24n }],
  [25, { size: 2, least: 0x100n }],
  [26, { size: 4, least: 0x10000n }],
  [27, { size: 8, least: 0x100000000n }],
]);

interface Head {
  readonly type: number;
  readonly info: number;
  readonly argument: bigint;
}

/**
 * Reads CBOR and takes nothing but its deterministic encoding (RFC 8949 §4.2.1) within draft-ietf-mimi-content §6.2:
 * what it accepts has exactly one spelling. Every method throws {@link InvalidContent} `cbor`, or `data-model`.
 */
export class CborReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  #take(length: number): Uint8Array {
    if (length > this.#bytes.length - this.#at) throw malformed('ends too early');
    this.#at += length;
    // A copy: what is decoded must not keep a caller's whole buffer alive.
    return this.#bytes.slice(this.#at - length, this.#at);
  }

  #head(): Head {
    const [initial = 0] = this.#take(1);
    const type = initial >> 5;
    const info = initial & 0x1f;
    if (info < 24) return { type, info, argument: BigInt(info) };
    const form = shorterForm.get(info);
    if (!form) throw malformed('indefinite length or reserved form');
    const argument = this.#take(form.size).reduce((value, octet) => (value << 8n) | BigInt(octet), 0n);
    if (type !== major.simple && argument < form.least) throw malformed('not the shortest form');
    return { type, info, argument };
  }

  #expect(type: number): number {
    const head = this.#head();
    if (head.type !== type) throw new InvalidContent('structure', `expected major type ${type}, found ${head.type}`);
    return Number(head.argument);
  }

  /** An unsigned integer up to `most`. */
  uint(most: number): number {
    const value = this.#expect(major.uint);
    if (value > most) throw new InvalidContent('structure', `an integer is above ${most}`);
    return value;
  }

  uint64(): bigint {
    const head = this.#head();
    if (head.type !== major.uint) throw new InvalidContent('structure', 'expected an unsigned integer');
    return head.argument;
  }

  bytes(): Uint8Array {
    return this.#take(this.#expect(major.bytes));
  }

  text(): string {
    return this.#decode(this.#take(this.#expect(major.text)));
  }

  #decode(octets: Uint8Array): string {
    try {
      return utf8.decode(octets);
    } catch {
      throw new InvalidContent('data-model', 'a text string is not UTF-8');
    }
  }

  /** An array of exactly `items` items. */
  array(items: number): void {
    if (this.arrayLength() !== items) throw new InvalidContent('structure', `expected an array of ${items}`);
  }

  /** Number of items of an array that begins here. */
  arrayLength(): number {
    return this.#bounded(this.#expect(major.array));
  }

  #bounded(items: number): number {
    // Each item has an octet at least: a count beyond that is a lie that would cost memory.
    if (items > this.#bytes.length - this.#at) throw malformed('more items than octets');
    return items;
  }

  bool(): boolean {
    const head = this.#head();
    if (head.type !== major.simple || (head.info !== 20 && head.info !== 21)) {
      throw new InvalidContent('structure', 'expected true or false');
    }
    return head.info === 21;
  }

  /** Whether null stands here; it is taken then. */
  isNull(): boolean {
    if (this.#bytes[this.#at] !== 0xf6) return false;
    this.#at += 1;
    return true;
  }

  /**
   * A map whose keys are integers within ±(2^53-1), text, or byte strings (§6.2), in bytewise order and none twice.
   * `entry` is called behind each key and takes the value; byte-string keys are given as bytes.
   */
  map(entry: (key: number | string | Uint8Array) => void): void {
    const entries = this.#bounded(this.#expect(major.map));
    let previous: Uint8Array | null = null;
    for (let index = 0; index < entries; index += 1) {
      const start = this.#at;
      const key = this.#key();
      const encoded = this.#bytes.slice(start, this.#at);
      if (previous && Buffer.compare(previous, encoded) >= 0) throw malformed('map keys repeat or are out of order');
      previous = encoded;
      entry(key);
    }
  }

  #key(): number | string | Uint8Array {
    const { type, argument } = this.#head();
    if (type === major.bytes) return this.#take(Number(argument));
    if (type === major.text) return this.#decode(this.#take(Number(argument)));
    if (type !== major.uint && type !== major.negative) {
      throw new InvalidContent('data-model', 'a map key is no integer, text or byte string');
    }
    const value = type === major.uint ? Number(argument) : -1 - Number(argument);
    if (!Number.isSafeInteger(value)) throw new InvalidContent('data-model', 'an integer key is beyond 2^53-1');
    return value;
  }

  /**
   * One item of any kind, as it stands.
   * @param levels how many levels of arrays, maps and tags it may have (§6.3); beyond them `too-deep`
   */
  item(levels: number): Uint8Array {
    const start = this.#at;
    this.#skip(levels);
    return this.#bytes.slice(start, this.#at);
  }

  #skip(levels: number): void {
    const start = this.#at;
    const { type, info, argument } = this.#head();
    if (type >= major.array && type <= major.tag && levels === 0) {
      throw new InvalidContent('too-deep', 'an extension has more than 4 levels');
    }
    if (type === major.bytes) this.#take(Number(argument));
    else if (type === major.text) this.#decode(this.#take(Number(argument)));
    else if (type === major.array) {
      for (let left = this.#bounded(Number(argument)); left > 0; left -= 1) this.#skip(levels - 1);
    } else if (type === major.map) {
      this.#at = start;
      this.map(() => this.#skip(levels - 1));
    } else if (type === major.tag) this.#tagged(argument, levels - 1);
    else if (type === major.simple) checkSimple(info, argument);
  }

  #tagged(tag: bigint, levels: number): void {
    if (tag !== 2n && tag !== 3n) {
      this.#skip(levels);
      return;
    }
    const integer = this.bytes();
    if (integer.length <= 8 || integer[0] === 0) throw malformed('a bigint that fits an integer or has leading zeros');
  }

  /** @throws {@link InvalidContent} `cbor` unless all octets are read */
  end(): void {
    if (this.#at !== this.#bytes.length) throw malformed('octets after the message');
  }
}

function checkSimple(info: number, argument: bigint): void {
  if (info < 24) {
    if (info < 20) throw malformed('an unassigned simple value');
    return;
  }
  if (info === 24) {
    if (argument < 32n) throw malformed('a reserved simple value');
    return;
  }
  const view = new DataView(new ArrayBuffer(8));
  if (info === 25) {
    // RFC 8949 §4.2.2: of all NaNs only the half-width quiet one (§6.2 of the draft).
    const nan = (argument & 0x7c00n) === 0x7c00n && (argument & 0x03ffn) !== 0n;
    if (nan && argument !== 0x7e00n) throw new InvalidContent('data-model', 'a NaN other than F97E00');
    return;
  }
  if (info === 26) view.setUint32(0, Number(argument));
  else view.setBigUint64(0, argument);
  const value = info === 26 ? view.getFloat32(0) : view.getFloat64(0);
  if (Number.isNaN(value)) throw new InvalidContent('data-model', 'a NaN other than F97E00');
  if (isHalf(value) || (info === 27 && Math.fround(value) === value)) throw malformed('not the shortest float');
}

/** Whether a number has a 16-bit form (IEEE 754 binary16: 11 significant bits, exponents -14 to 15, subnormals). */
function isHalf(value: number): boolean {
  const size = Math.abs(value);
  if (size === 0 || size === Infinity) return true;
  if (size > 65504) return false;
  const exponent = Math.max(Math.floor(Math.log2(size)), -14);
  return Number.isInteger(size / 2 ** (exponent - 10));
}
