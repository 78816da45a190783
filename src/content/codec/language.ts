/** RFC 5646 §2.1 "irregular": registered before tags had a grammar. */
const irregular = new Set([
  'en-gb-oed',
  'i-ami',
  'i-bnn',
  'i-default',
  'i-enochian',
  'i-hak',
  'i-klingon',
  'i-lux',
  'i-mingo',
  'i-navajo',
  'i-pwn',
  'i-tao',
  'i-tay',
  'i-tsu',
  'sgn-be-fr',
  'sgn-be-nl',
  'sgn-ch-de',
]);

/** RFC 5646 §4.4.1 asks for room for 35 characters; private use may take more. */
const longestTag = 255;
const mostTags = 64;

const isAlphabetic = (subtag: string): boolean => /^[a-z]+$/.test(subtag);
const isNumeric = (subtag: string): boolean => /^[0-9]+$/.test(subtag);

/** Whether a string has the form of a language tag (RFC 5646 §2.1), registered or not. */
export function isLanguageTag(tag: string): boolean {
  if (tag.length === 0 || tag.length > longestTag) return false;
  const lower = tag.toLowerCase();
  if (irregular.has(lower)) return true;
  const subtags = lower.split('-');
  if (!subtags.every((subtag) => /^[a-z0-9]{1,8}$/.test(subtag))) return false;
  const [first = '', ...rest] = subtags;
  if (first === 'x') return rest.length > 0;
  return first.length >= 2 && isAlphabetic(first) && behindLanguage(first, rest);
}

/** Extended languages, script, region, variants, extensions and private use, each where it may stand. */
function behindLanguage(language: string, subtags: readonly string[]): boolean {
  let at = 0;
  const next = (): string => subtags[at] ?? '';
  const isExtended = (): boolean => next().length === 3 && isAlphabetic(next());
  for (let count = 0; language.length <= 3 && count < 3 && isExtended(); count += 1) at += 1;
  if (next().length === 4 && isAlphabetic(next())) at += 1;
  if ((next().length === 2 && isAlphabetic(next())) || (next().length === 3 && isNumeric(next()))) at += 1;
  while (next().length >= 5 || (next().length === 4 && isNumeric(next().slice(0, 1)))) at += 1;
  while (next().length === 1 && next() !== 'x') {
    at += 1;
    if (next().length < 2) return false;
    while (next().length >= 2) at += 1;
  }
  if (next() === 'x') return at + 1 < subtags.length;
  return at === subtags.length;
}

/**
 * The tags of a part's `language` (draft-ietf-mimi-content §4.4: empty, or tags with commas between them), in order.
 * Null for what is no such list.
 */
export function languageTags(language: string): readonly string[] | null {
  if (language === '') return [];
  const tags = language.split(',', mostTags + 1).map((tag) => tag.trim());
  return tags.length <= mostTags && tags.every(isLanguageTag) ? tags : null;
}
