/** Letters of other scripts that look like a Latin one in most fonts, small or capital, among the confusables of UTS #39. */
const lookalikes: ReadonlyMap<string, string> = new Map([
  ...pairs('авеікорстухѕјһԁԛԝ', 'abeikopctyxsjhdqw'),
  ...pairs('αεικνορτυχϲϳ', 'aeikvoptuxcj'),
  ...pairs('ıɑɡⅼ', 'iagl'),
]);

function pairs(foreign: string, latin: string): readonly (readonly [string, string])[] {
  return Array.from(foreign, (letter, index) => [letter, latin.charAt(index)] as const);
}

/**
 * What two nicks have in common that people take for one another: the comparison of RFC 8266 §2.4 (compatibility forms,
 * case, spaces), without invisible characters, and with letters of other scripts as the Latin ones that they look like.
 * Not to be shown, and no guarantee: the tables of UTS #39 are far longer.
 */
export function nickSkeleton(nick: string): string {
  const folded = nick
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '')
    .toLowerCase()
    .normalize('NFKC')
    .replace(/\p{Z}+/gu, ' ')
    .trim();
  return Array.from(folded, (letter) => lookalikes.get(letter) ?? letter).join('');
}
