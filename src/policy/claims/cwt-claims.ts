import { InvalidPolicy } from '../invalid-policy.ts';
import { CborCursor, type CborItem } from './cbor-cursor.ts';
import type { Claim } from './contract.ts';
import { claimSources, mostClaims, mostOctets } from './credential-types.ts';

/** RFC 9052 §4.2 and RFC 8392 §6: COSE_Sign1, and the tag that says "CWT". */
const signed = 18n;
const token = 61n;

/**
 * The claims of a CWT signed with COSE_Sign1 (RFC 8392, RFC 9052 §4.2) whose signature and times somebody else has verified.
 * A claim's id is its key as it is encoded, an int or a text, and so is its value. Of a list each such element is a claim
 * of that key. Maps, and lists in lists, are no claims.
 * @throws InvalidPolicy `claims`
 */
export function claimsOfCwt(octets: Uint8Array): readonly Claim[] {
  if (octets.length > mostOctets) throw new InvalidPolicy('claims', 'CWT: too long to look into');
  const claims = new CborCursor(payloadOf(octets));
  const entries = claims.open('map');
  const found: Claim[] = [];
  const keys = new Set<string>();
  for (let entry = 0n; entry < entries; entry++) {
    const key = claims.item();
    if (key.kind !== 'integer' && key.kind !== 'text')
      throw new InvalidPolicy('claims', 'CWT: a key is an int or a text');
    // Of two the verifier may have looked at the other one.
    keys.add(Buffer.from(key.encoded).toString('hex'));
    if (BigInt(keys.size) === entry) throw new InvalidPolicy('claims', 'CWT: a key stands twice');
    found.push(...claimsOfEntry(claims, key.encoded));
    if (found.length > mostClaims) throw new InvalidPolicy('claims', 'CWT: too many claims');
  }
  claims.end();
  return found;
}

/** COSE_Sign1 = [protected, unprotected, payload, signature], tagged or not. */
function payloadOf(octets: Uint8Array): Uint8Array {
  const cose = new CborCursor(octets);
  cose.skipTag(token);
  cose.skipTag(signed);
  if (cose.open('array') !== 4n) throw new InvalidPolicy('claims', 'CWT: it is a COSE_Sign1');
  cose.item();
  cose.item();
  const payload = cose.item();
  if (payload.kind !== 'bytes') throw new InvalidPolicy('claims', 'CWT: the payload is a byte string');
  cose.item();
  cose.end();
  return payload.contents;
}

function claimsOfEntry(claims: CborCursor, id: Uint8Array): readonly Claim[] {
  const claim = ({ kind, encoded }: CborItem): readonly Claim[] =>
    kind === 'map' || kind === 'array' ? [] : [{ credentialType: claimSources.cwt, id, value: encoded }];
  if (claims.kind !== 'array') return claim(claims.item());
  const length = claims.open('array');
  const found: Claim[] = [];
  for (let element = 0n; element < length; element++) found.push(...claim(claims.item()));
  return found;
}
