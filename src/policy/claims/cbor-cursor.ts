import { InvalidPolicy } from '../invalid-policy.ts';

const kinds = ['integer', 'integer', 'bytes', 'text', 'array', 'map', 'tag', 'simple'] as const;

/** One data item of CBOR with all that it holds (RFC 8949 §3). Octets are views into what was read. */
export interface CborItem {
  readonly kind: (typeof kinds)[number];
  readonly encoded: Uint8Array;
  /** Of a text or byte string what it says; of others empty. */
  readonly contents: Uint8Array;
}

interface Head {
  readonly kind: CborItem['kind'];
  readonly argument: bigint;
}

const deepest = 16;
const utf8 = new TextDecoder('utf-8', { fatal: true });
const invalid = (detail: string, cause?: unknown): InvalidPolicy =>
  new InvalidPolicy('claims', `CBOR: ${detail}`, cause === undefined ? undefined : { cause });

/**
 * Walks over the deterministic CBOR of a token (RFC 8949 §4.2): shortest arguments, definite lengths. It makes no values,
 * for claims are compared by their octets. What messages are made of has a reader of its own, in a layer beside this one.
 */
export class CborCursor {
  readonly #octets: Uint8Array;
  #at = 0;

  constructor(octets: Uint8Array) {
    this.#octets = octets;
  }

  /** Kind of what comes next. */
  get kind(): CborItem['kind'] {
    const first = this.#octets[this.#at];
    if (first === undefined) throw invalid('it ends too early');
    return kinds[first >> 5] ?? 'simple';
  }

  /** Goes into a list or map. @returns how many elements or entries it has. @throws InvalidPolicy `claims` */
  open(kind: 'array' | 'map'): bigint {
    const head = this.#head();
    if (head.kind !== kind) throw invalid(`${head.kind} where ${kind} is due`);
    return head.argument;
  }

  /** Goes into a tag, if it is this one. */
  skipTag(tag: bigint): void {
    const before = this.#at;
    if (this.kind !== 'tag' || this.#head().argument !== tag) this.#at = before;
  }

  /** The next item with all that it holds. @throws InvalidPolicy `claims` */
  item(): CborItem {
    const from = this.#at;
    const { kind } = this;
    const contents = this.#skip(0);
    return { kind, encoded: this.#octets.subarray(from, this.#at), contents };
  }

  /** @throws InvalidPolicy `claims` when something follows */
  end(): void {
    if (this.#at !== this.#octets.length) throw invalid('something follows');
  }

  #skip(depth: number): Uint8Array {
    if (depth > deepest) throw invalid('nested too deeply');
    const { kind, argument } = this.#head();
    if (kind === 'bytes' || kind === 'text') return this.#take(kind, argument);
    if (kind === 'tag') this.#skip(depth + 1);
    // Each element is an octet at least: an argument beyond the end stops there.
    const items = kind === 'map' ? argument * 2n : kind === 'array' ? argument : 0n;
    for (let item = 0n; item < items; item++) this.#skip(depth + 1);
    return new Uint8Array();
  }

  #take(kind: 'bytes' | 'text', length: bigint): Uint8Array {
    if (length > BigInt(this.#octets.length - this.#at)) throw invalid('a string is longer than what holds it');
    const contents = this.#octets.subarray(this.#at, this.#at + Number(length));
    this.#at += contents.length;
    if (kind === 'bytes') return contents;
    try {
      utf8.decode(contents);
    } catch (cause) {
      throw invalid('a text is not UTF-8', cause);
    }
    return contents;
  }

  #head(): Head {
    const first = this.#octet();
    const kind = kinds[first >> 5] ?? 'simple';
    const short = first & 0x1f;
    if (short < 24) return { kind, argument: BigInt(short) };
    if (short > 27) throw invalid('an indefinite length, or a reserved value');
    const octets = 1 << (short - 24);
    let argument = 0n;
    for (let read = 0; read < octets; read++) argument = (argument << 8n) | BigInt(this.#octet());
    // A float is as long as it is; simple values below 32 have no second octet.
    const minimal = kind === 'simple' ? octets > 1 || argument >= 32n : argument >= leastOf(octets);
    if (!minimal) throw invalid('an argument that is not minimal');
    return { kind, argument };
  }

  #octet(): number {
    const octet = this.#octets[this.#at];
    if (octet === undefined) throw invalid('it ends too early');
    this.#at++;
    return octet;
  }
}

/** The least number that needs so many octets. */
const leastOf = (octets: number): bigint => (octets === 1 ? 24n : 1n << BigInt(octets * 4));
