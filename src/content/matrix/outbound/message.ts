import { knownExtensions } from '../../extensions/known.ts';
import { partOfUrl } from '../../links/index.ts';
import { inlinesOf } from '../../markup/index.ts';
import type { Showable, StoredMessage } from '../../networks/contract.ts';
import type { ReadFile, Reading, Said } from '../../parts/index.ts';
import type { MatrixLookup } from '../contract.ts';
import { expiryFields } from '../inbound/expiry.ts';
import { fileContent, longDescriptions, sortedFiles, sourceOf } from './files.ts';
import { lineOf, linesOf } from './lines.ts';
import { keptExtensions } from './kept-extensions.ts';
import { restoredFile, restoredText } from './restored.ts';
import type { EventOut } from './restored.ts';
import { contentLimit, octetsOf } from './split.ts';
import { textContents, withoutEmotePrefix, writtenText } from './text.ts';
import type { TextSetting } from './text.ts';

/** A message with how it is to be shown. */
export interface ToShow {
  readonly message: StoredMessage;
  readonly reading: Reading;
  readonly showable: Showable;
  readonly lookup: MatrixLookup;
}

/** How much one content may take, and what stands before what is said. */
export interface Framing {
  readonly prefix: readonly Said[];
  /** Octets of one content. */
  readonly room: number;
  /** Whether events may be of other types than `m.room.message`, as their senders made them. */
  readonly restores: boolean;
}

export const unframed: Framing = { prefix: [], room: contentLimit, restores: true };

/**
 * The events that show a message, without their relations: as few as can be. A file with a text is one event with a
 * caption; several files follow their text one by one (CF-13).
 */
export function eventsOf(toShow: ToShow, framing: Framing): readonly EventOut[] {
  const { expires, extensions } = toShow.message.content;
  const restored = framing.restores && framing.prefix.length === 0 ? restoredText(toShow.reading, toShow.lookup) : null;
  const events = restored === null ? eventsOfBaseline(toShow, framing) : [restored];
  return events.map(({ type, content }, index) => ({
    type,
    content: {
      ...content,
      ...(toShow.showable.expiry && expiryFields(expires)),
      ...(index === 0 && keptExtensions(extensions)),
    },
  }));
}

/** Octets for what stands beside a text: relations, expiry, extensions that are kept. */
const roomForFields = 8192;

function eventsOfBaseline(toShow: ToShow, { prefix, room, restores }: Framing): readonly EventOut[] {
  const left = room - roomForFields;
  const { message, reading, showable, lookup } = toShow;
  const mxcOf = (file: ReadFile): string | null => (showable.files ? lookup.mxcOf(sourceOf(file)) : null);
  const setting: TextSetting = { sender: message.sender, showable, lookup, mxcOf, files: reading.files };
  const { kind } = knownExtensions(message.content.extensions);
  const emote = kind === 'emote' ? withoutEmotePrefix(reading.said) : null;
  const speech = emote ?? reading.said;
  const files = sortedFiles(reading, message.content.extensions, picturesIn(speech, setting), mxcOf);
  const said = [...prefix, ...speech, ...longDescriptions(files.shown).map(lineOf), ...linesOf(reading, files)];
  const [onlyFile, ...otherFiles] = files.shown;
  if (onlyFile !== undefined && otherFiles.length === 0 && kind === null) {
    const content = fileContent(onlyFile, said, setting);
    const restored = restoredFile(reading, onlyFile, content, restores && said.length === 0);
    const fitting = [restored, { type: 'm.room.message', content }].find((event) => octetsOf(event.content) <= left);
    if (fitting !== undefined) return [fitting];
  }
  const msgtype = emote === null ? (kind === 'notice' ? 'm.notice' : 'm.text') : 'm.emote';
  const texts = said.length === 0 ? [] : textContents(msgtype, writtenText(said, setting), lookup, left);
  const fileContents = files.shown.map((shown) => fileContent(shown, [], setting));
  return [...texts, ...fileContents].map((content) => ({ type: 'm.room.message', content }));
}

/** Pictures that stand within what is said, as far as the reader sees them there. */
function picturesIn(said: readonly Said[], { showable, files, mxcOf }: TextSetting): ReadonlySet<number> {
  if (!showable.formatted) return new Set();
  const nodes = said.flatMap(({ markup }) => (markup === null ? [] : inlinesOf(markup)));
  const named = new Set(nodes.map((node) => (node.type === 'image' ? partOfUrl(node.url) : null)));
  const pictures = files.filter((file) => named.has(file.index) && file.source.contentType.startsWith('image/'));
  return new Set(pictures.filter((file) => mxcOf(file) !== null).map(({ index }) => index));
}
