import type { Mark, MarkedText } from './contract.ts';
import type { Run } from './runs.ts';

/** What stands before the lines of a block: something else before its first line (a list's bullet) than before the others. */
interface LineStart {
  first: string | null;
  readonly rest: string;
}

/** Code points of a text: offsets of XMPP (XEP-0426) count these. */
export function codePoints(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    const pair = (text.codePointAt(at) ?? 0) > 0xffff;
    if (pair) at += 1;
    count += 1;
  }
  return count;
}

/** Writes lines with what stands before them, and remembers which stretches mean something. */
export class MarkedWriter {
  readonly #pieces: string[] = [];
  readonly #marks: Mark[] = [];
  readonly #lineStarts: LineStart[] = [];
  #position = 0;
  #atLineStart = true;

  /** In code points. What is written next starts there, behind what stands before its line. */
  get position(): number {
    this.#startLine();
    return this.#position;
  }

  write(text: string): void {
    text.split('\n').forEach((line, at) => {
      if (at > 0) this.endLine();
      if (line === '') return;
      this.#startLine();
      this.#put(line);
    });
  }

  endLine(): void {
    if (this.#atLineStart && this.#lineStarts.length > 0) this.#startLine();
    this.#put('\n');
    this.#atLineStart = true;
  }

  /** Does what `body` does with something before each line. */
  within(lineStart: { readonly first: string; readonly rest: string }, body: () => void): void {
    this.#lineStarts.push({ ...lineStart });
    body();
    this.#startLine();
    this.#lineStarts.pop();
  }

  mark(start: number, meaning: Mark['meaning']): void {
    if (this.#position > start) this.#marks.push({ start, end: this.#position, meaning });
  }

  finish(): MarkedText {
    const marks = [...this.#marks].sort((a, b) => a.start - b.start || b.end - a.end);
    return { text: this.#pieces.join(''), marks };
  }

  #startLine(): void {
    if (!this.#atLineStart) return;
    this.#atLineStart = false;
    for (const lineStart of this.#lineStarts) {
      this.#put(lineStart.first ?? lineStart.rest);
      lineStart.first = null;
    }
  }

  #put(text: string): void {
    this.#pieces.push(text);
    this.#position += codePoints(text);
  }
}

export function markRun(run: Run, start: number, writer: MarkedWriter): void {
  if (run.mention !== null) writer.mark(start, { type: 'mention', ...run.mention });
  else if (run.url !== null) writer.mark(start, { type: 'link', url: run.url });
}
