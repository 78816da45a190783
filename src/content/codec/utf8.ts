/** Sequences of more than one octet (RFC 3629 §4): first octets, how many follow, and the range of the second. */
const sequences = [
  { first: 0xc2, last: 0xdf, more: 1, least: 0x80, most: 0xbf },
  { first: 0xe0, last: 0xe0, more: 2, least: 0xa0, most: 0xbf },
  { first: 0xe1, last: 0xec, more: 2, least: 0x80, most: 0xbf },
  { first: 0xed, last: 0xed, more: 2, least: 0x80, most: 0x9f },
  { first: 0xee, last: 0xef, more: 2, least: 0x80, most: 0xbf },
  { first: 0xf0, last: 0xf0, more: 3, least: 0x90, most: 0xbf },
  { first: 0xf1, last: 0xf3, more: 3, least: 0x80, most: 0xbf },
  { first: 0xf4, last: 0xf4, more: 3, least: 0x80, most: 0x8f },
] as const;

type Sequence = (typeof sequences)[number];
const sequenceOf: readonly (Sequence | undefined)[] = Array.from({ length: 256 }, (_, octet) =>
  sequences.find(({ first, last }) => octet >= first && octet <= last),
);

/**
 * Whether a stretch of octets is text, for texts that nobody wants to have: a decoder makes a string of each, which took
 * longer for a list of very many short ones than an octet may cost.
 */
export function isUtf8(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at < end) {
    const octet = bytes[at] ?? 0;
    at += 1;
    if (octet < 0x80) continue;
    const sequence = sequenceOf[octet];
    if (!sequence || end - at < sequence.more) return false;
    const second = bytes[at] ?? 0;
    if (second < sequence.least || second > sequence.most) return false;
    for (let follows = 1; follows < sequence.more; follows += 1) {
      if (((bytes[at + follows] ?? 0) & 0xc0) !== 0x80) return false;
    }
    at += sequence.more;
  }
  return true;
}
