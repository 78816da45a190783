/** A media type in pieces: `type/subtype` in lower case, parameters by lower-case name. */
export interface MediaType {
  readonly essence: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** Octets; names are at most 127 each (RFC 6838 §4.2), and no registered type needs more parameters than fit here. */
const longest = 1024;
const tokenCharacters = new Set("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

/**
 * Takes a media type apart (RFC 9110 §8.3.1: tokens and quoted strings, with optional white space around semicolons).
 * Null for what is none. Of a parameter that stands twice the first one counts.
 */
export function parseMediaType(contentType: string): MediaType | null {
  if (contentType.length > longest) return null;
  const scanner = new Scanner(contentType);
  const type = scanner.token();
  if (!type || !scanner.take('/')) return null;
  const subtype = scanner.token();
  if (!subtype) return null;
  const parameters = new Map<string, string>();
  while (scanner.separator()) {
    const name = scanner.token().toLowerCase();
    // RFC 9110 §5.6.6 allows a semicolon with nothing behind it.
    if (!name) continue;
    if (!scanner.take('=')) return null;
    const value = scanner.take('"') ? scanner.quoted() : scanner.token() || null;
    if (value === null) return null;
    if (!parameters.has(name)) parameters.set(name, value);
  }
  return scanner.atEnd ? { essence: `${type}/${subtype}`.toLowerCase(), parameters } : null;
}

class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get atEnd(): boolean {
    return this.#at === this.#text.length;
  }

  take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  /** A semicolon and the space around it. */
  separator(): boolean {
    this.#space();
    const found = this.take(';');
    this.#space();
    return found;
  }

  #space(): void {
    while (!this.atEnd && ' \t'.includes(this.#text.charAt(this.#at))) this.#at += 1;
  }

  /** Empty where no token stands. */
  token(): string {
    const start = this.#at;
    while (tokenCharacters.has(this.#text[this.#at] ?? '')) this.#at += 1;
    return this.#text.slice(start, this.#at);
  }

  /** What stands up to the closing quotation mark; null without one. */
  quoted(): string | null {
    let value = '';
    for (; !this.atEnd; this.#at += 1) {
      if (this.take('"')) return value;
      if (this.#text[this.#at] === '\\') this.#at += 1;
      value += this.#text[this.#at] ?? '';
    }
    return null;
  }
}
