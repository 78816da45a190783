/** Formatted text as readable plain text, with or without the signs of XEP-0393. */
import type { Block, Inline, List, Markup, MarkedText, MarkupShow, Table } from './contract.ts';
import { MarkedWriter, markRun } from './marked-writer.ts';
import { runsOf } from './runs.ts';
import type { Run } from './runs.ts';
import { taskSigns } from './task-signs.ts';
import { writeStyled } from './write-styled.ts';

/** How blocks and runs are written down. */
interface Form {
  readonly show: Pick<MarkupShow, 'mention'>;
  readonly writer: MarkedWriter;
  readonly styling: boolean;
}

const noMentions: Pick<MarkupShow, 'mention'> = { mention: () => null };

/** Text that reads well by itself: lists with bullets, quotes with `> `, links as "text (target)"; code as it is. */
export function toMarked(markup: Markup, show: Pick<MarkupShow, 'mention'> = noMentions): MarkedText {
  const form = { show, writer: new MarkedWriter(), styling: false };
  writeBlocks(markup.children, true, form);
  return form.writer.finish();
}

export const toPlain = (markup: Markup, show: Pick<MarkupShow, 'mention'> = noMentions): string =>
  toMarked(markup, show).text;

/** The same with Message Styling (XEP-0393) where it can say the look; its marks leave the signs out of no stretch. */
export function toStyling(markup: Markup, show: Pick<MarkupShow, 'mention'> = noMentions): MarkedText {
  const form = { show, writer: new MarkedWriter(), styling: true };
  writeBlocks(markup.children, true, form);
  return form.writer.finish();
}

function writeBlocks(blocks: readonly Block[], spread: boolean, form: Form): void {
  blocks.forEach((block, at) => {
    if (at > 0) {
      form.writer.endLine();
      if (spread) form.writer.endLine();
    }
    writeBlock(block, form);
  });
}

function writeBlock(block: Block, form: Form): void {
  const { writer } = form;
  switch (block.type) {
    case 'paragraph': {
      writeInlines(block.children, form);
      return;
    }
    case 'heading': {
      writeInlines([{ type: 'strong', children: block.children }], form);
      return;
    }
    case 'thematicBreak': {
      writer.write('———');
      return;
    }
    case 'blockquote': {
      writer.within({ first: '> ', rest: '> ' }, () => {
        const start = writer.position;
        writeBlocks(block.children, true, form);
        writer.mark(start, { type: 'quote' });
      });
      return;
    }
    case 'list': {
      writeList(block, form);
      return;
    }
    case 'code': {
      writeCode(block.value, form);
      return;
    }
    case 'table': {
      writeTable(block, form);
      return;
    }
  }
}

function writeCode(value: string, { writer, styling }: Form): void {
  const fenced = styling && !value.split('\n').some((line) => line.startsWith('```'));
  if (fenced) writer.write('```\n');
  const start = writer.position;
  writer.write(value);
  writer.mark(start, { type: 'code-block' });
  if (fenced) writer.write('\n```');
}

function bullet(list: List, at: number): string {
  const checked = list.children[at]?.checked ?? null;
  if (checked !== null) return checked ? taskSigns.done : taskSigns.open;
  return list.ordered ? `${(list.start ?? 1) + at}. ` : '• ';
}

function writeList(list: List, form: Form): void {
  list.children.forEach((item, at) => {
    if (at > 0) {
      form.writer.endLine();
      if (list.spread) form.writer.endLine();
    }
    const first = bullet(list, at);
    form.writer.within({ first, rest: ' '.repeat(first.length) }, () => {
      writeBlocks(item.children, item.spread, form);
    });
  });
}

function writeTable(table: Table, form: Form): void {
  table.children.forEach((row, at) => {
    if (at > 0) form.writer.endLine();
    row.children.forEach((cell, column) => {
      if (column > 0) form.writer.write(' | ');
      writeInlines(cell.children, form);
    });
  });
}

function writeInlines(nodes: readonly Inline[], form: Form): void {
  const runs = runsOf(nodes, form.show);
  if (form.styling) writeStyled(runs, form.writer);
  else writeRuns(runs, form.writer);
}

/** A look that goes on from run to run is one stretch. */
function writeRuns(runs: readonly Run[], writer: MarkedWriter): void {
  const open = new Map<Run['styles'][number], number>();
  for (const run of runs) {
    for (const [style, start] of open) {
      if (run.styles.includes(style)) continue;
      writer.mark(start, { type: style });
      open.delete(style);
    }
    const start = writer.position;
    for (const style of run.styles) if (!open.has(style)) open.set(style, start);
    writer.write(run.text);
    markRun(run, start, writer);
  }
  for (const [style, start] of open) writer.mark(start, { type: style });
}
