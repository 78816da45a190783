import { InvalidPolicy } from '../invalid-policy.ts';

/** One element of DER (X.690 §8.1, §10.1). Octets are views into what was read. */
export interface DerElement {
  readonly tag: number;
  readonly contents: Uint8Array;
  /** With tag and length. */
  readonly encoded: Uint8Array;
}

const malformed = (detail: string): InvalidPolicy => new InvalidPolicy('claims', `certificate: ${detail}`);

/** Reads elements that stand one after another. Tags above 30 and indefinite lengths don't occur in a certificate. */
export class DerReader {
  readonly #octets: Uint8Array;
  #at = 0;

  constructor(octets: Uint8Array) {
    this.#octets = octets;
  }

  get done(): boolean {
    return this.#at === this.#octets.length;
  }

  /** The tag of what comes next; -1 at the end. */
  get next(): number {
    return this.#octets[this.#at] ?? -1;
  }

  /** @throws InvalidPolicy `claims` at the end, or for what is no DER */
  element(): DerElement {
    const from = this.#at;
    const tag = this.#octet();
    if ((tag & 0x1f) === 0x1f) throw malformed('a tag above 30');
    const length = this.#length();
    const end = this.#at + length;
    if (end > this.#octets.length) throw malformed('an element is longer than what holds it');
    const contents = this.#octets.subarray(this.#at, end);
    this.#at = end;
    return { tag, contents, encoded: this.#octets.subarray(from, end) };
  }

  /** An element of one kind. @throws InvalidPolicy `claims` for another one */
  expect(tag: number): Uint8Array {
    const element = this.element();
    if (element.tag !== tag) throw malformed(`tag ${element.tag} where ${tag} is due`);
    return element.contents;
  }

  #octet(): number {
    const octet = this.#octets[this.#at];
    if (octet === undefined) throw malformed('it ends too early');
    this.#at++;
    return octet;
  }

  #length(): number {
    const first = this.#octet();
    if (first < 0x80) return first;
    const count = first & 0x7f;
    if (count === 0 || count > 3) throw malformed('an indefinite or enormous length');
    let length = 0;
    for (let read = 0; read < count; read++) length = length * 256 + this.#octet();
    if (length < 0x80 || length < 256 ** (count - 1)) throw malformed('a length that is not minimal');
    return length;
  }
}
