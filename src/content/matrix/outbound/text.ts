import type { UserUri } from '../../../identifiers/index.ts';
import { emotePrefix } from '../../emote.ts';
import { partOfUrl } from '../../links/index.ts';
import { fromPlain, isFormatted, toHtml, toPlain } from '../../markup/index.ts';
import type { Markup, MarkupShow } from '../../markup/index.ts';
import type { Showable } from '../../networks/contract.ts';
import type { ReadFile, Said } from '../../parts/index.ts';
import type { MatrixContent, MatrixLookup } from '../contract.ts';
import { contentLimit, octetsOf, splitText } from './split.ts';
import { mentionsField, showingMentions, withMentionsWritten } from './mention.ts';

/** A text as Matrix writes it, before it knows what kind of message it is. */
export interface WrittenText {
  readonly plain: string;
  /** Null for text without formatting. */
  readonly html: string | null;
  readonly users: ReadonlySet<UserUri>;
  readonly isForRoom: boolean;
}

/** A text that is longer has no room for its HTML in an event; one of more lines costs more to format than it is worth. */
const mostLines = 5_000;

const isTooLongToFormat = (said: readonly Pick<Said, 'plain'>[]): boolean => {
  let [characters, lines] = [0, 0];
  for (const { plain } of said) {
    characters += plain.length;
    for (let at = plain.indexOf('\n'); at >= 0 && lines <= mostLines; at = plain.indexOf('\n', at + 1)) lines++;
  }
  return characters > contentLimit || lines > mostLines;
};

export const nothingWritten: WrittenText = { plain: '', html: null, users: new Set(), isForRoom: false };

export interface TextSetting {
  readonly sender: UserUri;
  readonly showable: Showable;
  readonly lookup: MatrixLookup;
  /** The file of a part, where Matrix has a copy of it. */
  readonly mxcOf: (file: ReadFile) => string | null;
  readonly files: readonly ReadFile[];
}

/** What is said, one below the other: as HTML where any of it is formatted, and always as text. */
export function writtenText(said: readonly Pick<Said, 'plain' | 'markup'>[], setting: TextSetting): WrittenText {
  const { sender, showable, lookup } = setting;
  if (said.every(({ markup }) => markup === null) || isTooLongToFormat(said)) {
    return { ...nothingWritten, plain: said.map(({ plain }) => plain).join('\n') };
  }
  const blocks = said.flatMap(({ plain, markup }) => (markup ?? fromPlain(plain)).children);
  const { markup, isForRoom } = withMentionsWritten({ type: 'root', children: blocks }, lookup.room);
  const mentions = showingMentions(showable, lookup);
  const show: MarkupShow = { mention: mentions.show, image: (url) => pictureOf(url, setting) };
  const plain = toPlain(markup, show);
  const html = showable.formatted && isFormatted(markup) ? unwrapped(markup, toHtml(markup, show)) : null;
  return {
    plain,
    html,
    users: mentions.users,
    isForRoom: isForRoom && showable.mentions && lookup.mayMentionRoom(sender),
  };
}

function pictureOf(url: string, { files, mxcOf }: TextSetting): string | null {
  const index = partOfUrl(url);
  const file = index === null ? undefined : files.find((one) => one.index === index);
  return file?.source.contentType.startsWith('image/') === true ? mxcOf(file) : null;
}

/** One paragraph stands in Matrix without its element, as clients write it. */
function unwrapped(markup: Markup, html: string): string {
  const [only, ...others] = markup.children;
  const isOne = only?.type === 'paragraph' && others.length === 0 && html.startsWith('<p>') && html.endsWith('</p>');
  return isOne ? html.slice('<p>'.length, -'</p>'.length) : html;
}

/** An emote's text without the sign that makes it one elsewhere; null when it does not begin with it. */
export function withoutEmotePrefix(said: readonly Said[]): readonly Said[] | null {
  const [first, ...others] = said;
  if (!first?.plain.startsWith(emotePrefix)) return null;
  const markup = first.markup === null ? null : withoutPrefix(first.markup);
  if (first.markup !== null && markup === null) return null;
  return [{ ...first, plain: first.plain.slice(emotePrefix.length), markup }, ...others];
}

function withoutPrefix(markup: Markup): Markup | null {
  const [first, ...others] = markup.children;
  const [text, ...rest] = first?.type === 'paragraph' ? first.children : [];
  if (first?.type !== 'paragraph' || text?.type !== 'text' || !text.value.startsWith(emotePrefix)) return null;
  const value = text.value.slice(emotePrefix.length);
  const children = value === '' ? rest : [{ type: 'text' as const, value }, ...rest];
  return { ...markup, children: [{ type: 'paragraph', children }, ...others] };
}

/** The fields of a text: its HTML only where there is room for it. */
export function textFields(text: WrittenText, lookup: MatrixLookup): MatrixContent {
  return {
    body: text.plain,
    ...(text.html !== null && { format: 'org.matrix.custom.html', formatted_body: text.html }),
    ...mentionsField(text.users, text.isForRoom, lookup),
  };
}

/**
 * A text as one content, or as several where it is too long for one (FX-01): then without formatting, which can't be cut.
 * @param room octets that are left for it
 */
export function textContents(
  msgtype: string,
  text: WrittenText,
  lookup: MatrixLookup,
  room = contentLimit,
): readonly MatrixContent[] {
  const whole = { msgtype, ...textFields(text, lookup) };
  if (octetsOf(whole) <= room) return [whole];
  const fields = { msgtype, ...textFields({ ...text, plain: '', html: null }, lookup) };
  const pieces = splitText(text.plain, room - octetsOf(fields) - 2);
  const following = { msgtype, ...mentionsField([], false, lookup) };
  return pieces.map((body, index) => (index === 0 ? { ...fields, body } : { ...following, body }));
}
