import { messageIdBytes } from '../../identifiers/index.ts';
import type { MessageId } from '../../identifiers/index.ts';
import { parseMediaType } from '../codec/media-type.ts';
import { CborReader } from '../codec/cbor-reader.ts';
import { CborWriter } from '../codec/cbor-writer.ts';
import { contentLimit, readMessageId } from '../codec/content.ts';
import { InvalidContent } from '../invalid-content.ts';
import type { Part } from '../contract.ts';
import { messageStatuses } from './contract.ts';
import type { StatusEntry } from './contract.ts';

/** Media type of a report (draft-mahy-mimi-message-status, IANA Considerations). */
export const statusMediaType = 'application/mimi-message-status';

/**
 * Decodes a report: a list of message ids, each with a status (draft, Formal Data Definition). As strict as messages
 * are, though the draft leaves the encoding open: a report has one spelling.
 * @throws {@link InvalidContent}
 */
export function decodeStatusReport(bytes: Uint8Array): readonly StatusEntry[] {
  if (bytes.length > contentLimit) throw new InvalidContent('too-big', `a report has at most ${contentLimit} octets`);
  const reader = new CborReader(bytes);
  const entries: StatusEntry[] = [];
  for (let left = reader.arrayLength(); left > 0; left -= 1) {
    reader.array(2);
    entries.push({ id: readMessageId(reader), status: reader.uint(255) });
  }
  reader.end();
  return entries;
}

/**
 * Messages that a report says were read, in its order; null for a body that is no report. Nobody waits for a report: a
 * malformed one says nothing (FX-25).
 */
export function messagesRead(body: Part): readonly MessageId[] | null {
  if (body.type !== 'single' || parseMediaType(body.contentType)?.essence !== statusMediaType) return null;
  try {
    const entries = decodeStatusReport(body.content);
    return entries.flatMap(({ id, status }) => (status === messageStatuses.read ? [id] : []));
  } catch (cause) {
    if (cause instanceof InvalidContent) return [];
    throw cause;
  }
}

/** @throws {@link InvalidContent} for a status above 255, or a report that is too long for one message */
export function encodeStatusReport(entries: readonly StatusEntry[]): Uint8Array {
  const writer = new CborWriter().array(entries.length);
  for (const { id, status } of entries) writer.array(2).bytes(messageIdBytes(id)).integer(status);
  const bytes = writer.finish();
  decodeStatusReport(bytes);
  return bytes;
}

/**
 * Brings what is to be reported into as few reports as possible: of each message the last status only, in the order in
 * which the messages were first named.
 * @param most entries of one report, at least 1
 */
export function batchStatuses(entries: readonly StatusEntry[], most: number): readonly (readonly StatusEntry[])[] {
  const last = new Map<StatusEntry['id'], StatusEntry>();
  for (const entry of entries) last.set(entry.id, entry);
  const all = [...last.values()];
  const size = Math.max(1, Math.floor(most));
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
}
