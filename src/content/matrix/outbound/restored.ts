import { factsOf } from '../../parts/index.ts';
import type { Reading } from '../../parts/index.ts';
import type { MatrixContent, MatrixLookup } from '../contract.ts';
import { objectAt, textAt } from '../json.ts';
import { agreeing } from '../original/agreement.ts';
import type { Original } from '../original/kinds.ts';
import { matrixEventType, readOriginal } from '../original/original-part.ts';
import type { ShownFile } from './files.ts';
import { mentionsField } from './mention.ts';

/** An event's type and content. */
export interface EventOut {
  readonly type: string;
  readonly content: MatrixContent;
}

/** The Matrix event that a message was made of, if one rides beside it; nobody has compared it yet. */
export function originalBeside(reading: Reading): Original | null {
  const carried = reading.vendor.find(({ contentType }) => contentType === matrixEventType);
  return carried === undefined ? null : readOriginal(carried.content);
}

/** A place or a poll as its sender made it, where that says what everybody reads (CF-23, FX-27). */
export function restoredText(reading: Reading, lookup: MatrixLookup): EventOut | null {
  const original = originalBeside(reading);
  const [said, ...others] = reading.said;
  const isAlone = others.length === 0 && reading.files.length === 0 && reading.sessions.length === 0;
  if (original === null || said === undefined || !isAlone || reading.unsupported.length > 0) return null;
  const content = agreeing(original, said.plain);
  return content === null
    ? null
    : { type: original.type, content: { ...content, ...mentionsField([], false, lookup) } };
}

/** MSC1767: the waveform of a recording, and its length once more. */
const recordingKey = 'org.matrix.msc1767.audio';

/**
 * A file's event with what its sender's original says beyond the file itself.
 * @param asSticker whether it may be a sticker again, if it was one
 */
export function restoredFile(
  reading: Reading,
  { file }: ShownFile,
  content: MatrixContent,
  asSticker: boolean,
): EventOut {
  const plain = { type: 'm.room.message', content };
  const original = originalBeside(reading);
  if (original === null) return plain;
  const { msgtype, body: _body, filename: _filename, format: _format, formatted_body: _html, ...rest } = content;
  const info = { ...objectAt(original.content, 'info'), ...objectAt(content, 'info') };
  if (original.kind === 'file') {
    if (original.content.msgtype !== msgtype) return plain;
    const recording = { ...objectAt(original.content, recordingKey), ...objectAt(content, recordingKey) };
    const heard = Object.keys(recording).length === 0 ? {} : { [recordingKey]: recording };
    return { ...plain, content: { ...original.content, ...content, info, ...heard } };
  }
  if (!asSticker || original.kind !== 'sticker' || msgtype !== 'm.image') return plain;
  const shown = factsOf(file).description || (textAt(content, 'filename') ?? textAt(content, 'body') ?? '');
  return { type: 'm.sticker', content: { body: shown, ...rest, info } };
}
