import { parseMediaType } from './codec/media-type.ts';
import type { Part } from './contract.ts';
import { dispositions } from './contract.ts';
import { InvalidContent } from './invalid-content.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const essenceOf = (contentType: string): string => parseMediaType(contentType)?.essence ?? '';

/** How well plain text stands for a part, best first; a type that is not here is shown as a line about it. */
const readableTypes = ['text/plain', 'text/markdown'];

function rankOf(part: Part): number {
  if (part.type !== 'single') return readableTypes.length + (part.type === 'multi' ? 0 : 1);
  const type = parseMediaType(part.contentType);
  const charset = type?.parameters.get('charset')?.toLowerCase() ?? 'utf-8';
  const rank = type && ['utf-8', 'us-ascii'].includes(charset) ? readableTypes.indexOf(type.essence) : -1;
  return rank < 0 ? readableTypes.length + 1 : rank;
}

function textOf(content: Uint8Array): string {
  try {
    return utf8.decode(content);
  } catch {
    throw new InvalidContent('text', 'a text part is not UTF-8');
  }
}

/** One line that says what a part is that no text stands for: its description or name, its type, a link where there is one. */
export function readableLine(part: Part): string {
  switch (part.type) {
    case 'null':
      return '';
    case 'single':
      return `[${essenceOf(part.contentType) || 'content'}, ${part.content.length} bytes]`;
    case 'external': {
      const what = part.description || part.filename || essenceOf(part.contentType) || 'file';
      const line = `[${what}] ${part.url}`;
      return line.replace(/\s+/g, ' ').trim();
    }
    case 'multi':
      return part.parts.map(readableLine).filter(Boolean).join(' ');
  }
}

/**
 * A body as text for somebody who can read nothing else. Of alternatives the best readable one; parts that are to be
 * processed one by one stand below one another; anything unknown is a line about it, never silence.
 * @throws {@link InvalidContent} `text`
 */
export function readableText(part: Part): string {
  if (part.type === 'single' && rankOf(part) < readableTypes.length) {
    const text = textOf(part.content);
    return part.disposition === dispositions.reaction ? `[reaction] ${text}` : text;
  }
  if (part.type !== 'multi') return readableLine(part);
  if (part.semantics === 'choose-one') {
    const [best] = [...part.parts].sort((a, b) => rankOf(a) - rankOf(b));
    return best ? readableText(best) : '';
  }
  return part.parts.map(readableText).filter(Boolean).join('\n');
}
