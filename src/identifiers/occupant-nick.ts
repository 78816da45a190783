import type { UserUri } from './contract.ts';
import { parseMimiUri, plainNameOf } from './mimi-uri.ts';

/** Longest nick that we make up, in octets; far below the 1023 of a resourcepart, so that a suffix fits too. */
const longest = 256;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * A display name as a MUC nick: a string that both resourceprep (RFC 6122, NFKC) and OpaqueString (RFC 7622, NFC)
 * leave alone, without line breaks, invisible characters and direction overrides.
 */
function asNick(name: string): string {
  const visible = name.replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800]/gu, '');
  const line = visible
    .toWellFormed()
    .normalize('NFKC')
    .replace(/[\p{Cc}\p{Co}\p{Z}]+/gu, ' ')
    .trim();
  let nick = '';
  for (const { segment } of graphemes.segment(line)) {
    if (Buffer.byteLength(nick + segment, 'utf8') > longest) break;
    nick += segment;
  }
  return nick.trim();
}

/**
 * The nick under which a user from elsewhere occupies a MUC room (ID-10: a name for showing, never an identity).
 * Two users may like the same name: the later one gets the provider's domain behind it, then numbers from 2, so that
 * the same history gives the same nicks on every run.
 * @param displayName empty or unusable names are replaced by the name in the user's URI
 * @param taken whether another occupant of the room has this nick
 */
export function occupantNick(displayName: string, user: UserUri, taken: (nick: string) => boolean): string {
  const { domain, path } = parseMimiUri(user);
  const nick = asNick(displayName) || asNick(plainNameOf(user) ?? path) || domain;
  if (!taken(nick)) return nick;
  const withDomain = `${nick} (${domain})`;
  if (!taken(withDomain)) return withDomain;
  for (let number = 2; ; number += 1) {
    const numbered = `${nick} (${domain}) ${number}`;
    if (!taken(numbered)) return numbered;
  }
}
