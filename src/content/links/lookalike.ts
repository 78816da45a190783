/**
 * Texts of links that look like another host than they name (draft-ietf-mimi-content §9.6). A name is honest in one
 * writing ("highly restrictive", UTS #39 §5.2), without characters that are signs to the eye, and not wholly in letters
 * that a reader takes for Latin ones. What ASCII letters do to one another (`rn`, `1`) is for readers to see.
 */

/** Letters of living orthographies that look like no others and like no sign: no clicks, no phonetic and no dotless ones. */
const latin = String.raw`a-zA-Z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u0130\u0134-\u0137\u0139-\u013e\u0141-\u0148\u014a-\u017e\u01a0\u01a1\u01af\u01b0\u01cd-\u01dc\u01de-\u01e3\u01e6-\u01f0\u01f4\u01f5\u01f8-\u021b\u021e\u021f\u0226-\u0233\u1e00-\u1e99\u1e9e\u1ea0-\u1ef9`;
/** Of letters that no one character is: none that strike a letter through, and no dot above, which an `i` has. */
const marks = String.raw`\u0300-\u0304\u0306\u0308\u030b\u030c\u0323-\u0328\u0331`;
const han = String.raw`[\p{Script=Han}&&\p{L}]\u3007`;
const kana = String.raw`\u3041-\u3096\u309d\u309e\u30a1-\u30fa\u30fc-\u30fe`;
const hangul = String.raw`\uac00-\ud7a3`;
const bopomofo = String.raw`\u3105-\u312f`;

/** Further scripts that UAX #31 recommends. */
const scripts =
  'Arabic Armenian Bengali Devanagari Ethiopic Georgian Gujarati Gurmukhi Hebrew Kannada Khmer Lao Malayalam Myanmar Oriya Sinhala Tamil Telugu Thaana Thai Tibetan';

const wholly = (letters: string): RegExp => new RegExp(String.raw`^[${letters}\d_\-]*$`, 'v');

/** What a label may be written in; in East Asia several scripts make one writing. */
const writings: readonly RegExp[] = [
  wholly(latin + marks),
  wholly(String.raw`\u0400-\u045f\u048a-\u052f${marks}`),
  wholly(String.raw`\u0386-\u03ce\u1f00-\u1fff\u0301\u0308`),
  wholly(latin + kana + han),
  wholly(latin + hangul + han),
  wholly(bopomofo + han),
  ...scripts.split(' ').map((script) => wholly(String.raw`[\p{scx=${script}}&&[\p{L}\p{M}\p{Nd}]]`)),
];

/** Letters by name that are strokes or old forms to the eye; marks that nobody writes (UTS #39 §5.4). */
const never = /[\u0559\u0640\u10a0-\u10cd\u3006\u3031-\u3035\u303c]/u;
const wildMarks = /^\p{M}|(\p{Mn})\1|\p{Mn}{5}/u;

/** Strokes that are letters in East Asia: at home between letters of theirs, and a slash, a dash or an O elsewhere. */
const strayStrokes = (() => {
  const eastern = `[${kana}${han}${hangul}${bopomofo}]`;
  const alone = `(?<!${eastern})[ノソゾンヽヾゝゞー々一丨亅丿乀丶丅〇ㄧㄟㄑ]+(?!${eastern})`;
  const first = `(?<!${eastern})[ヽヾゝゞー々]`;
  const slashes = `(?<=[${latin}\\d_\\-])[ノ丿乀丶丨〇]|[ノ丿乀丶丨](?=[${latin}\\d])`;
  return new RegExp(`${alone}|${first}|${slashes}`, 'v');
})();

/** Letters that are composed of others, though they are written as they are. */
const composed = /[\u0e33\u0eb3\u0edc\u0edd]/gu;

/**
 * Letters that look like Latin ones or a zero, and the registries under whose Latin name such names are at home: with the
 * letters of the country's language alone.
 */
const latinToTheEye: readonly (readonly [letters: RegExp, homes: RegExp])[] = [
  [/^[асԁеһіјкӏорԗԛѕԝхуүъьҽпгѵѡАВЕЗКМНОРСТУХҮЅІЈԌԚԜӀѴ\d_-]+$/u, /^(?:bg|ua)$/iu],
  [/^(?=.*[ԁһјӏԗԛѕԝүҽѵѡҮЅЈԌԚԜӀѴ])[асԁеһіјкӏорԗԛѕԝхуүъьҽпгѵѡАВЕЗКМНОРСТУХҮЅІЈԌԚԜӀѴ\d_-]+$/u, /^$/u],
  [/^[αγικνρυχωηοστςΑΒΕΖΗΙΚΜΝΟΡΤΥΧ\d_-]+$/u, /^(?:gr|cy)$/iu],
  [/^[օսցհոզյլՕՍՏ\d_-]+$/u, /^am$/iu],
  [/^[იოყძხჽჿ\d_-]+$/u, /^ge$/iu],
  [/^[[\p{Nd}--\d]ऽഠဂငပဝ_\-]+$/v, /^$/u],
];

/** Last labels that are Cyrillic and look like Latin ones: some are their countries' own, others only look like `com`. */
const ownEnds = /^(?:рус|укр|мон|ком)$/iu;
const falseEnds = /^[асеіјорѕухԁгпмт]+$/iu;

function looksLatin(label: string, last: string): boolean {
  const bare = (text: string): string => text.normalize('NFD').replace(/\p{Mn}/gu, '');
  const [name, end] = [bare(label), bare(last)];
  if (ownEnds.test(end)) return false;
  if (falseEnds.test(end)) return true;
  const isLatinEnd = /^[\w-]*$/u.test(end);
  return latinToTheEye.some(
    ([letters, homes]) => letters.test(name) && (letters.test(end) || (isLatinEnd && !homes.test(end))),
  );
}

/** Letters that look like others, where a registry offers them: Turkish and Azerbaijani ones, and the Catalan `l·l`. */
function withoutLocal(label: string, last: string): string {
  if (/^(?:tr|az)$/iu.test(last)) return label.replaceAll(/[\u0131\u0259\u018f]/gu, 'i');
  return /^cat$/iu.test(last) ? label.replaceAll(/(?<=l)\u00b7(?=l)/giu, '') : label;
}

/** @param last the last label of the host */
function isHonest(label: string, last: string): boolean {
  if (/^[\w-]*$/u.test(label)) return true;
  const name = withoutLocal(label, last);
  const isOneWriting = writings.some((writing) => writing.test(name));
  if (!isOneWriting || never.test(name) || wildMarks.test(name.normalize('NFD')) || strayStrokes.test(name))
    return false;
  if (name.replaceAll(composed, '').normalize('NFKC') !== name.replaceAll(composed, '')) return false;
  const digits = Array.from(name.matchAll(/\p{Nd}/gu), ([digit]) => (digit.codePointAt(0) ?? 0) >> 4);
  return new Set(digits).size < 2 && !looksLatin(name, last);
}

/** Schemes whose URLs name a host, as `host/…` or as `…@host`. */
const schemes = /^(?:https?|mailto|mimi|xmpp|sips?):\/*/iu;

/** What a text names as hosts (`mailto:` may have several), and what stands behind them. */
function hostsSaid(text: string): { readonly hosts: readonly string[]; readonly behind: string } {
  const place = text.replace(schemes, '');
  const end = place.search(/^sips?:/iu.test(text) ? /[/?#;]/u : /[/?#]/u);
  const authority = end < 0 ? place : place.slice(0, end);
  const port = /:\d{0,5}$/u.exec(authority)?.[0] ?? '';
  const named = authority.slice(0, authority.length - port.length);
  const hosts = /^mailto:/iu.test(text) ? named.split(',') : [named];
  return {
    hosts: hosts.map((host) => host.slice(host.lastIndexOf('@') + 1)),
    behind: port + (end < 0 ? '' : place.slice(end)),
  };
}

/** RFC 1035 §2.3.4. */
const longestHost = 253;
const address = /^\[[\d:.a-f]{2,45}\]$/iu;

const rightToLeft = String.raw`\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Thaana}`;
const isRightToLeft = new RegExp(`[${rightToLeft}]`, 'u');
/** What begins like this behind a name that is read from right to left is seen before the name (UAX #9 §3.3). */
const seenBefore = new RegExp(String.raw`^[^\p{L}\p{Nd}]*[\p{Nd}${rightToLeft}]`, 'u');

function isHonestHost(host: string, behind: string): boolean {
  if (host.length > longestHost) return false;
  if (address.test(host)) return true;
  const labels = host.split('.');
  const last = labels.findLast((label) => label !== '') ?? '';
  if (isRightToLeft.test(last) && seenBefore.test(behind)) return false;
  // RFC 5893 §2: a number changes places with the name before it.
  if (isRightToLeft.test(host) && labels.some((label) => /^[\p{Nd}_-]/u.test(label))) return false;
  return labels.every((label) => isHonest(label, last));
}

/**
 * Whether a reader may take a host for another one.
 * @param text a URL, or a host and a path, as it is shown
 */
export function looksLikeAnother(text: string): boolean {
  const { hosts, behind } = hostsSaid(text.normalize('NFC'));
  return !hosts.every((host) => isHonestHost(host, behind));
}
