import { InvalidIdentifier, parseDomain } from '../../identifiers/index.ts';
import { InvalidWire } from '../invalid-wire.ts';
import type { UrlTemplate } from './contract.ts';

const section = 'draft-ietf-mimi-protocol-06 §5.1';

/** Octets; longer ones no server would take either. */
export const longestTemplate = 2048;

/** Stands for the variable while the URL around it is checked: a character that a URL keeps as it is. */
const stand = 'X';

/** An https URL that names a host by a domain, without user information and fragment. */
export function checkedUrl(text: string): URL {
  if (!/^https:\/\/[\x21-\x7e]+$/i.test(text) || text.length > longestTemplate)
    throw new InvalidWire('template', section, `expected an https URL of at most ${longestTemplate} ASCII characters`);
  // Whitespace, controls and backslashes, which a URL parser repairs, are no part of one.
  if (/[\\"<>^`{|}]/.test(text)) throw new InvalidWire('template', section, 'a character that no URL has');
  let url: URL;
  try {
    url = new URL(text);
  } catch (cause) {
    throw new InvalidWire('template', section, 'not a URL', { cause });
  }
  if (text.includes('#')) throw new InvalidWire('template', section, 'a fragment');
  checkHost(url.hostname);
  // A URL parser repairs extra slashes and encoded hosts, and sets user information aside: here each is refused.
  const authority = (/^[^/?]*/.exec(text.slice('https://'.length))?.[0] ?? '').toLowerCase();
  if (authority !== url.host && authority !== `${url.host}:443`)
    throw new InvalidWire('template', section, 'the authority is no host with a port');
  return url;
}

function checkHost(host: string): void {
  try {
    parseDomain(host);
  } catch (cause) {
    if (!(cause instanceof InvalidIdentifier)) throw cause;
    throw new InvalidWire('host', section, 'a URL names its host by a domain in A-label form', { cause });
  }
}

/**
 * A template with one simple expression (RFC 6570 §3.2.2), whatever its variable is called (decision WF-02), in the path
 * or query.
 * @throws {@link InvalidWire} `template`; `host` for a host that is no domain
 */
export function parseTemplate(text: string): UrlTemplate {
  const match = /^([^{}]*)\{([A-Za-z0-9_.]{1,64})\}([^{}]*)$/.exec(text.slice(0, longestTemplate + 1));
  if (match === null || text.length > longestTemplate)
    throw new InvalidWire('template', section, 'expected a URL with one {variable}');
  const [, before = '', variable = '', after = ''] = match;
  checkedUrl(before + stand + after);
  // A variable in the authority would let names choose the host.
  if (pathStart(before) < 0) throw new InvalidWire('template', section, 'the variable stands in the authority');
  return { before, variable, after };
}

/** Where the authority of an https URL has ended; negative when it has not. */
function pathStart(url: string): number {
  const end = url.slice('https://'.length).search(/[/?]/);
  return end < 0 ? end : end + 'https://'.length;
}

/** What stands before and after the variable in the target of an HTTP request: path and query. */
export function requestTarget({ before, after }: UrlTemplate): { readonly before: string; readonly after: string } {
  return { before: before.slice(pathStart(before)), after };
}

/** RFC 6570 §3.2.1: everything that is not unreserved becomes the percent-encoding of its UTF-8. */
export function encodeVariable(value: string): string {
  if (!value.isWellFormed()) throw new InvalidWire('template', section, 'what is put into a template is not Unicode');
  return encodeURIComponent(value).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** The URL with a value in the variable's place. */
export function fillTemplate(template: UrlTemplate, value: string): string {
  return template.before + encodeVariable(value) + template.after;
}
