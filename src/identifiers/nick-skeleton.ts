/**
 * What looks like a small Latin letter in most fonts, small or capital, among the confusables of UTS #39: letters of other
 * scripts, and what is hard to tell from a capital `I`.
 */
const lookalikes: ReadonlyMap<string, string> = new Map([
  ...pairs('авеікорстухѕјһԁԛԝӏ', 'abeikopctyxsjhdqwi'),
  ...pairs('αεικνορτυχϲϳ', 'aeikvoptuxcj'),
  ...pairs('ıɑɡl1|', 'iagiii'),
]);

function pairs(foreign: string, latin: string): readonly (readonly [string, string])[] {
  return Array.from(foreign, (letter, index) => [letter, latin.charAt(index)] as const);
}

/**
 * What two nicks have in common that people take for one another: the comparison of RFC 8266 §2.4 (compatibility forms,
 * case, spaces), without invisible characters, and with what looks like a Latin letter as that letter. Empty for a nick
 * that nobody sees. Not to be shown, and no guarantee: the tables of UTS #39 are far longer.
 */
export function nickSkeleton(nick: string): string {
  const folded = nick
    .normalize('NFKC')
    // The blank of Braille is a symbol to Unicode, and looks like nothing.
    .replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/gu, '')
    .toLowerCase()
    .normalize('NFKC')
    .replace(/\p{Z}+/gu, ' ')
    .trim();
  return Array.from(folded, (letter) => lookalikes.get(letter) ?? letter).join('');
}
