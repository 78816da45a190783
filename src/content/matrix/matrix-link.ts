/** Links to users and rooms of Matrix, in both spellings that clients make ("URIs" of the specification's appendix). */
import { linkTarget } from '../links/index.ts';

const matrixTo = 'https://matrix.to/#/';
const scheme = 'matrix:';

const sigils: ReadonlyMap<string, string> = new Map([
  ['u', '@'],
  ['r', '#'],
  ['roomid', '!'],
]);

/** The user, room or alias that a link leads to, as `@…`, `!…` or `#…`; null for any other link. */
export function matrixIdIn(url: string): string | null {
  if (url.length > 1024) return null;
  if (url.startsWith(matrixTo)) {
    const id = decoded(url.slice(matrixTo.length).split(/[?/]/)[0] ?? '');
    return id !== null && /^[@!#]/.test(id) ? id : null;
  }
  if (!url.startsWith(scheme)) return null;
  const [kind = '', name = '', ...further] = url.slice(scheme.length).split('?')[0]?.split('/') ?? [];
  const sigil = sigils.get(kind);
  const id = decoded(name);
  return sigil === undefined || id === null || id === '' || further.length > 0 ? null : sigil + id;
}

/** The link that every client follows, those without Matrix too. */
export function matrixToLink(id: string): string {
  return (
    matrixTo +
    encodeURIComponent(id).replaceAll('%40', '@').replaceAll('%3A', ':').replaceAll('%23', '#').replaceAll('%21', '!')
  );
}

/**
 * Whether clients may show a link as the name of a user, as they show a mention: links of any spelling that one of them
 * reads, those of the pages of clients among them.
 */
export function looksLikeMention(url: string): boolean {
  const target = linkTarget(url);
  if (target === null) return false;
  const read = withSigns(withSigns(target.href));
  if (target.protocol === scheme) return /^matrix:(?:\/\/[^/]*\/)?u(?:ser)?\//i.test(read);
  const isMatrixTo = /(?:^|\.)matrix\.to\.?$/.test(target.hostname);
  return isMatrixTo ? /[/#?]@/.test(read) : read.includes('#/user/@');
}

/** Without percent signs for what ASCII has, which clients read whatever others the URL may have, were they wrong. */
const withSigns = (text: string): string =>
  text.replaceAll(/%[0-7][\da-f]/giu, (escape) => String.fromCharCode(Number.parseInt(escape.slice(1), 16)));

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    // Percent signs that encode nothing: no link to anybody.
    if (cause instanceof URIError) return null;
    throw cause;
  }
}
