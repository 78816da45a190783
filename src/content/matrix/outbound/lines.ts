import { knownExtensions } from '../../extensions/known.ts';
import {
  deletionFallback,
  differingNotice,
  fileFallback,
  quotedLine,
  sessionFallback,
  somebody,
} from '../../fallbacks/index.ts';
import { fromPlain } from '../../markup/index.ts';
import type { MessageId } from '../../../identifiers/index.ts';
import type { StoredMessage } from '../../networks/contract.ts';
import { factsOf } from '../../parts/index.ts';
import type { ReadFile, Reading, Said } from '../../parts/index.ts';
import type { MatrixLookup } from '../contract.ts';
import type { SortedFiles } from './files.ts';

export const lineOf = (plain: string): Said => ({ plain, markup: null, language: '' });

/** Lines about everything that Matrix can't show by itself: nothing of a message is silent (FX-19, FX-22). */
export function linesOf(reading: Reading, files: SortedFiles): readonly Said[] {
  return [
    ...reading.sessions.map(sessionFallback),
    ...files.missing.map(missingFile),
    ...reading.unsupported.map(({ line }) => line),
    ...(reading.differing ? [differingNotice] : []),
  ]
    .filter((line) => line !== '')
    .map(lineOf);
}

/** A link to octets that only who has their key can read is none. */
function missingFile(file: ReadFile): string {
  const { source } = file;
  return fileFallback(
    factsOf(file),
    source.type === 'external' && source.encryptionAlgorithm === 0 ? source.url : null,
  );
}

/** A message that is answered where no relation can say so, as a quotation (FX-07); nothing for one not known here. */
export function quotation(answered: MessageId | null, lookup: MatrixLookup): readonly Said[] {
  const known = answered === null ? null : lookup.message(answered);
  if (known === null) return [];
  const { sender, text } = known;
  const line = quotedLine({ author: lookup.nameOf(sender), id: lookup.mxidOf(sender), text });
  const { children } = fromPlain(line.slice('> '.length));
  return [{ plain: line, markup: { type: 'root', children: [{ type: 'blockquote', children }] }, language: '' }];
}

/** A deletion for readers who see none, by whom it was where the author didn't, and why. */
export function toldDeletion({ sender, content }: StoredMessage, deleted: MessageId, lookup: MatrixLookup): Said {
  const author = lookup.message(deleted)?.sender ?? sender;
  const { reason } = knownExtensions(content.extensions);
  const by = author === sender ? null : (lookup.nameOf(sender) ?? somebody);
  return lineOf(deletionFallback({ by, id: lookup.mxidOf(sender), reason }).text);
}
