/** The signs of Message Styling (XEP-0393 §6) around runs, where its rules let them be read as such. */
import { markRun } from './marked-writer.ts';
import type { MarkedWriter } from './marked-writer.ts';
import type { Run, Style } from './runs.ts';

export const signs: Readonly<Record<Style, string>> = { strong: '*', emphasis: '_', delete: '~', code: '`' };

export function writeStyled(runs: readonly Run[], writer: MarkedWriter): void {
  const line: Run[] = [];
  const close = (): void => {
    writeLine(line.splice(0), writer);
  };
  for (const run of runs) {
    run.text.split('\n').forEach((text, at) => {
      if (at > 0) {
        close();
        writer.endLine();
      }
      if (text !== '') line.push({ ...run, text });
    });
  }
  close();
}

function writeLine(runs: readonly Run[], writer: MarkedWriter): void {
  new StyledLine(writer).write(runs, []);
}

/** One line: spans never go beyond it. */
class StyledLine {
  readonly #writer: MarkedWriter;
  /** Whether a span may open here: at the start, behind a blank and behind another opening sign. */
  #mayOpen = true;

  constructor(writer: MarkedWriter) {
    this.#writer = writer;
  }

  /** @param open styles that are said already, or that can't be said here. */
  write(runs: readonly Run[], open: readonly Style[]): void {
    let at = 0;
    for (let run = runs[at]; run; run = runs[at]) {
      const style = run.styles.find((one) => !open.includes(one));
      if (style === undefined) {
        this.#text(run);
        at += 1;
        continue;
      }
      let end = at + 1;
      while (runs[end]?.styles.includes(style) === true) end += 1;
      const span = runs.slice(at, end);
      this.#span(style, span, [...open, style]);
      at += span.length;
    }
  }

  #span(style: Style, span: readonly Run[], open: readonly Style[]): void {
    const { before, inner, after } = trimmed(span);
    if (before !== '') this.#plain(before);
    const sign = signs[style];
    const said = this.#mayOpen && inner.length > 0 && !inner.some((run) => run.text.includes(sign));
    const start = this.#writer.position;
    if (said) this.#writer.write(sign);
    this.write(inner, open);
    if (said) {
      this.#writer.write(sign);
      this.#mayOpen = false;
    }
    this.#writer.mark(start, { type: style });
    if (after !== '') this.#plain(after);
  }

  #text(run: Run): void {
    const start = this.#writer.position;
    this.#plain(run.text);
    markRun(run, start, this.#writer);
  }

  #plain(text: string): void {
    this.#writer.write(text);
    this.#mayOpen = text.trimEnd() !== text;
  }
}

/** Blanks at the ends of a span stand outside of it: beside one a sign means nothing. */
function trimmed(span: readonly Run[]): {
  readonly before: string;
  readonly inner: readonly Run[];
  readonly after: string;
} {
  const text = span.map((run) => run.text).join('');
  const before = text.slice(0, text.length - text.trimStart().length);
  const after = before.length === text.length ? '' : text.slice(text.trimEnd().length);
  let skip = before.length;
  let left = text.length - before.length - after.length;
  const inner: Run[] = [];
  for (const run of span) {
    const kept = run.text.slice(skip, skip + left);
    skip = Math.max(0, skip - run.text.length);
    left -= kept.length;
    if (kept !== '') inner.push({ ...run, text: kept });
  }
  return { before, inner, after };
}
