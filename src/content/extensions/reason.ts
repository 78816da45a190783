import type { CborReader } from '../codec/cbor-reader.ts';
import { InvalidContent } from '../invalid-content.ts';
import { onOneLine } from '../links/index.ts';
import { shortened } from '../shortened.ts';

/** Characters of a reason; what is longer is cut. */
const longestReason = 1000;
/** Units of a string that are looked at: what is written in a network may be of any length. */
const mostRead = 4096;
const mostOctets = 4096;

/** Why something is taken back, as somebody wrote it, on one line with nothing unseen in it; null for nothing. */
export function reasonIn(text: string | null | undefined): string | null {
  const written = (text ?? '').trim();
  const reason = onOneLine(written.slice(0, mostRead));
  if (reason === '') return null;
  return shortened(written.length > mostRead ? `${reason}…` : reason, longestReason);
}

/** What another provider's gateway wrote is made one line here: each network shows it as a moderator's words. */
export function readReason(reader: CborReader): string | null {
  const reason = reader.text();
  const octets = Buffer.byteLength(reason);
  if (octets < 1 || octets > mostOctets) throw new InvalidContent('structure', 'a reason has 1 to 4096 octets');
  return reasonIn(reason);
}
