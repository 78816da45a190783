import { InvalidPolicy } from '../invalid-policy.ts';
import type { Claim } from './contract.ts';
import { claimSources, mostClaims, mostOctets } from './credential-types.ts';
import { DerReader } from './der.ts';

const tags = { boolean: 0x01, octetString: 0x04, oid: 0x06, sequence: 0x30, set: 0x31 } as const;
const extensions = 0xa3;
/** RFC 5280 §4.1: version [0] at the beginning; unique ids [1] and [2] before the extensions. */
const version = 0xa0;
/** 2.5.29, whose OIDs are extensions and no attributes (X.509 §9.1). */
const certificateExtension = [0x55, 0x1d];
/** 2.5.29.17. */
const subjectAltName = [...certificateExtension, 0x11];

/**
 * The claims of a certificate (RFC 5280 §4.1) whose chain and key somebody else has verified: each attribute of the subject
 * and each extension, under the octets of its OID without tag and length. The value of an attribute is its contents, that
 * of an extension what `extnValue` holds; each name of subjectAltName is a claim of its own as well, with its tag, for a mail address is no host.
 * @throws InvalidPolicy `claims`
 */
export function claimsOfCertificate(der: Uint8Array): readonly Claim[] {
  if (der.length > mostOctets) throw new InvalidPolicy('claims', 'certificate: too long to look into');
  const outer = new DerReader(der);
  const certificate = new DerReader(outer.expect(tags.sequence));
  if (!outer.done) throw new InvalidPolicy('claims', 'certificate: something follows it');
  const tbs = new DerReader(certificate.expect(tags.sequence));
  if (tbs.next === version) tbs.element();
  // Serial number, signature algorithm, issuer, validity: not of the holder.
  tbs.element();
  for (const _ of ['signature', 'issuer', 'validity']) tbs.expect(tags.sequence);
  const claims = subjectClaims(tbs.expect(tags.sequence));
  tbs.expect(tags.sequence);
  while (!tbs.done) {
    const { tag, contents } = tbs.element();
    if (tag === extensions) claims.push(...extensionClaims(new DerReader(contents).expect(tags.sequence)));
    if (tag === extensions && tbs.next !== -1)
      throw new InvalidPolicy('claims', 'certificate: the extensions come last');
  }
  if (claims.length > mostClaims) throw new InvalidPolicy('claims', 'certificate: too many claims');
  return claims;
}

const claim = (id: Uint8Array, value: Uint8Array): Claim => ({ credentialType: claimSources.x509, id, value });

/** Name ::= SEQUENCE OF SET OF SEQUENCE { type, value }. */
function subjectClaims(name: Uint8Array): Claim[] {
  const claims: Claim[] = [];
  const names = new DerReader(name);
  while (!names.done) {
    const attributes = new DerReader(names.expect(tags.set));
    while (!attributes.done) {
      const attribute = new DerReader(attributes.expect(tags.sequence));
      const id = attribute.expect(tags.oid);
      // In a subject, where authorities take much on trust, such an OID would pass for an extension.
      if (!certificateExtension.every((octet, at) => id[at] === octet)) {
        claims.push(claim(id, attribute.element().contents));
      }
    }
  }
  return claims;
}

/** Extensions ::= SEQUENCE OF SEQUENCE { extnID, critical DEFAULT FALSE, extnValue OCTET STRING }. */
function extensionClaims(list: Uint8Array): Claim[] {
  const claims: Claim[] = [];
  const entries = new DerReader(list);
  const seen = new Set<string>();
  for (let count = 1; !entries.done; count++) {
    const extension = new DerReader(entries.expect(tags.sequence));
    const id = extension.expect(tags.oid);
    // RFC 5280 §4.2; of two the verifier may have looked at the other one.
    seen.add(Buffer.from(id).toString('hex'));
    if (seen.size < count) throw new InvalidPolicy('claims', 'certificate: an extension stands twice');
    if (extension.next === tags.boolean) extension.element();
    const value = extension.expect(tags.octetString);
    claims.push(claim(id, value));
    if (id.length === subjectAltName.length && subjectAltName.every((octet, at) => id[at] === octet)) {
      const names = new DerReader(new DerReader(value).expect(tags.sequence));
      while (!names.done) claims.push(claim(id, names.element().encoded));
    }
  }
  return claims;
}
