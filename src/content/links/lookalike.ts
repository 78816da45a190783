/** Texts of links that look like another host than they name (draft-ietf-mimi-content §9.6; UTS #39 §4 and §5). */

/** What a text names as host, which is behind the last `@` before the path, and the path. */
function hostSaid(text: string): { readonly host: string; readonly behind: string } {
  const place = text.replace(/^[a-z][a-z0-9+.-]*:(?:\/\/)?/iu, '');
  const end = place.search(/[/?#]/u);
  const authority = end < 0 ? place : place.slice(0, end);
  const host = authority.slice(authority.lastIndexOf('@') + 1).replace(/:\d{1,5}$/u, '');
  return { host, behind: end < 0 ? '' : place.slice(end) };
}

/** RFC 1035 §2.3.4. */
const longestHost = 253;

/** What a host's name is made of: anything else only looks like a dot, a slash, an `@` or a letter. */
const nameCharacters = /^[\p{L}\p{M}\p{N}_-]*$/u;
const address = /^\[[\d:.a-f]{2,45}\]$/iu;

/** Scripts of which one name has one; those of East Asia are written together. */
const scripts: readonly RegExp[] = [
  /\p{Script=Latin}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Armenian}/u,
  /\p{Script=Hebrew}/u,
  /\p{Script=Arabic}/u,
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}]/u,
  /[^\p{Script=Common}\p{Script=Inherited}\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Armenian}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}]/u,
];

/** Letters of other scripts that look like Latin ones: a name of nothing else looks like a Latin name. */
const latinToTheEye: readonly RegExp[] = [
  /^[асԁеһіјӏорԗԛѕԝхуъьҽпгѵѡ\d-]+$/iu,
  /^[αικνρυωηοτ\d-]+$/iu,
  /^[օսցհոզյ\d-]+$/iu,
];
/** Latin letters that look like others: without its dot, phonetic ones, clicks. */
const oddLatin = /[\u0131\u01C0-\u01C3\u0237\u0250-\u02FF\u1D00-\u1DBF\uA720-\uA7FF\uAB30-\uAB6F]/u;

function isHonest(label: string): boolean {
  if (!nameCharacters.test(label) || oddLatin.test(label)) return false;
  const written = scripts.filter((script) => script.test(label));
  if (written.length === 0) return true;
  return written.length === 1 && !latinToTheEye.some((all) => all.test(label));
}

const rightToLeft =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Samaritan}]/u;

/**
 * Whether a reader may take the host for another one. Honest names in any one script look like themselves.
 * @param text a URL, or a host and a path, as it is shown
 */
export function looksLikeAnother(text: string): boolean {
  const { host, behind } = hostSaid(text.normalize('NFC'));
  if (host.length > longestHost) return true;
  if (address.test(host)) return false;
  // Numbers and signs behind a host that is read from right to left are seen before it.
  if (rightToLeft.test(host) && behind !== '' && behind !== '/') return true;
  return !host.split('.').every(isHonest);
}
