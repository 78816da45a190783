import { InvalidContent } from '../invalid-content.ts';
import { major } from './cbor-writer.ts';
import { checkFloat } from './float.ts';
import { isUtf8 } from './utf8.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const malformed = (detail: string): InvalidContent => new InvalidContent('cbor', detail);

/** Least argument that needs a form of so many octets (RFC 8949 §3). */
const leastOf: Readonly<Record<number, number>> = { 1: 24, 2: 0x100, 4: 0x10000, 8: 0x100000000 };

/** Items that are one octet and always allowed: small integers, true, false, null and undefined. */
const isWhole = (initial: number): boolean =>
  initial < 0x18 || (initial >= 0x20 && initial < 0x38) || (initial >= 0xf4 && initial <= 0xf7);

/**
 * Reads CBOR and takes nothing but its deterministic encoding (RFC 8949 §4.2.1) within draft-ietf-mimi-content §6.2:
 * what it accepts has exactly one spelling. Every method throws {@link InvalidContent} `cbor`, or `data-model`; those
 * that ask for something `structure` when something else stands there.
 */
export class CborReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  // The head that was read last, in fields: a value for each head made long messages slow.
  #type = 0;
  #info = 0;
  /** Exact up to 2^53-1; {@link CborReader.uint64} reads those above from the octets. */
  #argument = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  #advance(length: number): number {
    const start = this.#at;
    if (length > this.#bytes.length - start) throw malformed('ends too early');
    this.#at = start + length;
    return start;
  }

  /** A copy: what is decoded must not keep a caller's whole buffer alive. */
  #take(length: number): Uint8Array {
    const start = this.#advance(length);
    return this.#bytes.slice(start, this.#at);
  }

  #head(): void {
    const initial = this.#view.getUint8(this.#advance(1));
    this.#type = initial >> 5;
    this.#info = initial & 0x1f;
    if (this.#info < 24) {
      this.#argument = this.#info;
      return;
    }
    if (this.#info > 27) throw malformed('indefinite length or reserved form');
    const size = 1 << (this.#info - 24);
    const at = this.#advance(size);
    this.#argument = this.#number(at, size);
    if (this.#type !== major.simple && this.#argument < (leastOf[size] ?? 0)) throw malformed('not the shortest form');
  }

  #number(at: number, size: number): number {
    if (size === 1) return this.#view.getUint8(at);
    if (size === 2) return this.#view.getUint16(at);
    if (size === 4) return this.#view.getUint32(at);
    return this.#view.getUint32(at) * 0x100000000 + this.#view.getUint32(at + 4);
  }

  #expect(type: number): number {
    this.#head();
    if (this.#type !== type) {
      throw new InvalidContent('structure', `expected major type ${type}, found ${this.#type}`);
    }
    return this.#argument;
  }

  /** An unsigned integer up to `most`, itself at most 2^53-1. */
  uint(most: number): number {
    const value = this.#expect(major.uint);
    if (value > most) throw new InvalidContent('structure', `an integer is above ${most}`);
    return value;
  }

  uint64(): bigint {
    const value = this.#expect(major.uint);
    return this.#info === 27 ? this.#view.getBigUint64(this.#at - 8) : BigInt(value);
  }

  /** An integer of either sign within ±(2^53-1) (§6.2). */
  integer(): number {
    this.#head();
    return this.#integer();
  }

  #integer(): number {
    if (this.#type !== major.uint && this.#type !== major.negative) {
      throw new InvalidContent('structure', 'expected an integer');
    }
    const value = this.#type === major.uint ? this.#argument : -1 - this.#argument;
    if (!Number.isSafeInteger(value)) throw new InvalidContent('data-model', 'an integer is beyond 2^53-1');
    return value;
  }

  bytes(): Uint8Array {
    return this.#take(this.#expect(major.bytes));
  }

  text(): string {
    return this.#decode(this.#expect(major.text));
  }

  #skipText(length: number): void {
    const start = this.#advance(length);
    if (!isUtf8(this.#bytes, start, this.#at)) throw new InvalidContent('data-model', 'a text string is not UTF-8');
  }

  #decode(length: number): string {
    const start = this.#advance(length);
    try {
      return utf8.decode(this.#bytes.subarray(start, this.#at));
    } catch {
      throw new InvalidContent('data-model', 'a text string is not UTF-8');
    }
  }

  /** Major type of the item that begins here; null at the end. Nothing is taken. */
  peek(): number | null {
    const initial = this.#bytes[this.#at];
    return initial === undefined ? null : initial >> 5;
  }

  /** An array of exactly `items` items. */
  array(items: number): void {
    if (this.arrayLength() !== items) throw new InvalidContent('structure', `expected an array of ${items}`);
  }

  /** Number of items of an array that begins here. */
  arrayLength(): number {
    return this.#bounded(this.#expect(major.array), 1);
  }

  #bounded(items: number, octetsEach: number): number {
    // Each item has an octet at least: a count beyond that is a lie that would cost memory.
    if (items * octetsEach > this.#bytes.length - this.#at) throw malformed('more items than octets');
    return items;
  }

  bool(): boolean {
    this.#head();
    if (this.#type !== major.simple || (this.#info !== 20 && this.#info !== 21)) {
      throw new InvalidContent('structure', 'expected true or false');
    }
    return this.#info === 21;
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
    this.#entries(this.#expect(major.map), () => entry(this.#key()));
  }

  /** `entry` takes a key and its value. */
  #entries(count: number, entry: () => void): void {
    let [previousStart, previousEnd] = [0, 0];
    for (let left = this.#bounded(count, 2); left > 0; left -= 1) {
      const start = this.#at;
      this.#skipKey();
      const end = this.#at;
      // The first key is compared with nothing, which is below it.
      const order = Buffer.compare(this.#bytes.subarray(previousStart, previousEnd), this.#bytes.subarray(start, end));
      if (order >= 0) throw malformed('map keys repeat or are out of order');
      [previousStart, previousEnd] = [start, end];
      this.#at = start;
      entry();
    }
  }

  #key(): number | string | Uint8Array {
    this.#head();
    if (this.#type === major.bytes) return this.#take(this.#argument);
    if (this.#type === major.text) return this.#decode(this.#argument);
    if (this.#type === major.uint || this.#type === major.negative) return this.#integer();
    throw new InvalidContent('data-model', 'a map key is no integer, text or byte string');
  }

  #skipKey(): void {
    this.#head();
    if (this.#type === major.bytes) this.#advance(this.#argument);
    else if (this.#type === major.text) this.#skipText(this.#argument);
    else if (this.#type === major.uint || this.#type === major.negative) this.#integer();
    else throw new InvalidContent('data-model', 'a map key is no integer, text or byte string');
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
    // Without this a list of very many small values took longer than the time that an octet may cost.
    if (isWhole(this.#bytes[this.#at] ?? 0xff)) {
      this.#at += 1;
      return;
    }
    this.#head();
    const type = this.#type;
    const argument = this.#argument;
    if (type >= major.array && type <= major.tag && levels === 0) {
      throw new InvalidContent('too-deep', 'an extension has more than 4 levels');
    }
    if (type === major.bytes) this.#advance(argument);
    else if (type === major.text) this.#skipText(argument);
    else if (type === major.array) {
      for (let left = this.#bounded(argument, 1); left > 0; left -= 1) this.#skip(levels - 1);
    } else if (type === major.map) {
      this.#entries(argument, () => {
        this.#skipKey();
        this.#skip(levels - 1);
      });
    } else if (type === major.tag) this.#skipTagged(argument, levels - 1);
    else if (type === major.simple) this.#checkSimple();
  }

  #skipTagged(tag: number, levels: number): void {
    if (tag !== 2 && tag !== 3) {
      this.#skip(levels);
      return;
    }
    const integer = this.bytes();
    if (integer.length <= 8 || integer[0] === 0) throw malformed('a bigint that fits an integer or has leading zeros');
  }

  #checkSimple(): void {
    if (this.#info < 20) throw malformed('an unassigned simple value');
    if (this.#info === 24 && this.#argument < 32) throw malformed('a reserved simple value');
    if (this.#info > 24) checkFloat(this.#view, this.#at, 1 << (this.#info - 24));
  }

  /** @throws {@link InvalidContent} `cbor` unless all octets are read */
  end(): void {
    if (this.#at !== this.#bytes.length) throw malformed('octets after the message');
  }
}
