import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mapping } from '../../src/content/networks/mapping.ts';
import type { Keeping, Mapped, NetworkForm } from '../../src/content/networks/mapping.ts';

const marks: Readonly<Record<Keeping, string>> = {
  kept: '',
  partly: ' (partly)',
  text: ' (as text)',
};

/** The page of mappings: names, roles, deeds and what the bridges do today by hand, message content from its table. */
export function mappingPage(root: string): string {
  const byHand = readFileSync(join(root, 'scripts/generate/mapping-by-hand.md'), 'utf8').trimEnd();
  const rows: readonly Mapped[] = Object.values(mapping);
  return [
    '# What is mapped to what, and what is lost',
    '',
    'Names, roles and deeds are written by hand (`scripts/generate/mapping-by-hand.md`), the last two tables come from',
    '`src/content/networks/mapping.ts`. Made by `npm run generate`.',
    '',
    byHand,
    '',
    '## Message content',
    '',
    'What `src/content` makes of messages, as functions; the bridges use only some of it yet (table above). A form without',
    'a remark brings everything back as it was; *partly* loses what its cell says, *as text* leaves readable text only.',
    '',
    '| Said | In MIMI | In Matrix | In XMPP |',
    '|---|---|---|---|',
    ...rows.map(({ said, mimi, matrix, xmpp }) => row(said, mimi, formed(matrix), formed(xmpp))),
    '',
    '## What readers see who can’t be shown it',
    '',
    'A network, or a client of it, that has no form for something still reads it, and nothing of the message goes.',
    '',
    '| Said | Reads |',
    '|---|---|',
    ...rows.flatMap(({ said, otherwise }) => (otherwise === null ? [] : [row(said, otherwise)])),
    '',
  ].join('\n');
}

const formed = ({ form, keeping }: NetworkForm): string => form + marks[keeping];

const row = (...cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
