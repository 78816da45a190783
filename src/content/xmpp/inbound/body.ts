import { isLanguageTag } from '../../codec/language.ts';
import type { Part } from '../../contract.ts';
import { withoutRanges } from '../../fallbacks/index.ts';
import type { TextRange } from '../../fallbacks/index.ts';
import { codePoints } from '../../markup/index.ts';
import { affordsMarkdown, textParts } from '../../parts/index.ts';
import { legalXml, orderedRanges } from '../characters.ts';
import type { XmlElement, XmppLookup } from '../contract.ts';
import { attributeOf, childrenNamed, textIn } from '../element.ts';
import { partOf } from './draft.ts';
import { formattedBody } from './formatted.ts';
import { mentionsIn } from './mention.ts';

/** Octets of all bodies of a stanza that are translated; the rest of a message's 256 KiB is for its other forms. */
const textLimit = 96 * 1024;
/** Languages that one message is said in. */
const mostLanguages = 16;

/** One text of a stanza in one language, as it stands there. */
export interface StanzaBody {
  /** BCP 47, empty where nobody said. */
  readonly language: string;
  readonly text: string;
}

/**
 * The bodies of a stanza (RFC 6121 §5.2.3), one a language; an empty one hides none of the others. Null when they are
 * too big.
 */
export function bodiesIn(stanza: XmlElement): readonly StanzaBody[] | null {
  const usual = languageOf(stanza, '');
  const bodies = new Map<string, StanzaBody>();
  let octets = 0;
  for (const body of childrenNamed(stanza, 'body', stanza.ns)) {
    const text = textIn(body);
    octets += text.length > textLimit ? text.length : Buffer.byteLength(text, 'utf8');
    if (octets > textLimit) return null;
    const language = languageOf(body, usual);
    if (text !== '' && !bodies.has(language) && bodies.size < mostLanguages) {
      bodies.set(language, { language, text: legalXml(text) });
    }
  }
  return [...bodies.values()];
}

function languageOf(element: XmlElement, usual: string): string {
  const language = attributeOf(element, 'xml:lang');
  return language !== null && isLanguageTag(language) ? language : usual;
}

/** A body without the pieces that only stand there for others; all of it where nothing else would be left. */
export interface ReadBody extends StanzaBody {
  readonly removed: readonly TextRange[];
  readonly rest: string;
}

export function readBody(body: StanzaBody, removed: readonly TextRange[]): ReadBody {
  return { ...body, removed, rest: withoutRanges(body.text, removed) };
}

/**
 * A body as parts to choose from: formatted as its sender meant it, with mentions as links to users.
 * @param prefix text to stand before it
 */
export function bodyParts(stanza: XmlElement, body: ReadBody, prefix: string, lookup: XmppLookup): readonly Part[] {
  const text = prefix + body.rest;
  const shift = codePoints(prefix);
  const mentions = mentionsIn(stanza, body.text, body.removed, lookup).map((mention) => ({
    ...mention,
    start: mention.start + shift,
    end: mention.end + shift,
  }));
  const cut = cutAtStart(body) - shift;
  const markup = formattedBody(stanza, text, mentions, cut);
  const part = markup !== null && affordsMarkdown(markup, text) ? textParts(markup, null) : partOf(text);
  // Alternatives within alternatives would be too deep for a message in several languages.
  const forms = part.type === 'multi' && part.semantics === 'choose-one' ? part.parts : [part];
  return forms.map((form) => ({ ...form, language: body.language }));
}

/** Code points at the start of a body that are not in what is left of it. */
function cutAtStart({ removed, text }: ReadBody): number {
  const [first] = orderedRanges(removed, codePoints(text));
  return first?.start === 0 ? first.end : 0;
}
