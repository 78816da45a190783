/** Files, conferences, polls and places as text with a link (FX-19, FX-22, FX-27). */
import { dispositions } from '../contract.ts';
import type { Part } from '../contract.ts';
import { linkTarget, onOneLine } from '../links/index.ts';

const units = ['bytes', 'KB', 'MB', 'GB', 'TB'] as const;

/** A size as people read it: powers of 1,000. */
export function readableSize(octets: bigint): string {
  let unit = 0;
  let value = Number(octets);
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 10 ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit] ?? 'bytes'}`;
}

/** What a file's text can tell of it. */
export interface FileFacts {
  readonly description: string;
  readonly filename: string;
  readonly contentType: string;
  /** Octets, 0 for not known. */
  readonly size: bigint;
}

/** "Key signing (bigfile.mp4, video/mp4, 708 MB)". */
export function fileLine({ description, filename, contentType, size }: FileFacts): string {
  const facts = [onOneLine(filename), onOneLine(contentType), size > 0n ? readableSize(size) : ''].filter(
    (fact) => fact !== '',
  );
  const said = onOneLine(description);
  if (said === '') return facts.length === 0 ? 'File' : `File: ${facts.join(', ')}`;
  return facts.length === 0 ? said : `${said} (${facts.join(', ')})`;
}

/** @param url where readers can download it; null where nowhere */
export const fileFallback = (facts: FileFacts, url: string | null): string => linked(fileLine(facts), url);

/** "Join the Foo 118 conference: https://…". */
export function sessionFallback({ description, url }: { description: string; url: string | null }): string {
  return linked(onOneLine(description) || 'Conference', url);
}

/** A link that may be one stands behind what is said; any other one is left out. */
function linked(said: string, url: string | null): string {
  const target = url === null ? null : linkTarget(url);
  return target ? `${said}: ${target.href}` : said;
}

const mostAnswers = 50;

/** "Poll: Where?" and the answers below it, with numbers. */
export function pollFallback({ question, answers }: { question: string; answers: readonly string[] }): string {
  const listed = answers.slice(0, mostAnswers).map((answer, at) => `${at + 1}. ${onOneLine(answer)}`);
  return [`Poll: ${onOneLine(question)}`, ...listed].join('\n');
}

/** "Location: Big Ben: geo:51.5,-0.1" */
export function locationFallback({ description, geo }: { description: string; geo: string }): string {
  const said = onOneLine(description);
  return linked(said === '' ? 'Location' : `Location: ${said}`, geo);
}

/** One line about a part of a message that nobody here can show: never silence. */
export function describePart(part: Part): string {
  switch (part.type) {
    case 'null':
      return '';
    case 'single':
      return `[${onOneLine(part.contentType) || 'content'}, ${readableSize(BigInt(part.content.length))}]`;
    case 'external':
      return part.disposition === dispositions.session
        ? sessionFallback(part)
        : `[${fileFallback(part, part.encryptionAlgorithm === 0 ? part.url : null)}]`;
    case 'multi': {
      const said = part.parts.map(describePart).filter((one) => one !== '');
      const shown = said.slice(0, mostDescribed).join(' ');
      return said.length > mostDescribed ? `${shown} …` : shown;
    }
  }
}

const mostDescribed = 5;
