import { InvalidPolicy } from '../invalid-policy.ts';
import type { Claim } from './contract.ts';
import { claimSources, mostClaims, mostOctets } from './credential-types.ts';
import { DerReader } from './der.ts';

const tags = { boolean: 0x01, octetString: 0x04, oid: 0x06, sequence: 0x30, set: 0x31 } as const;
const extensions = 0xa3;
/** RFC 5280 §4.1: version [0] at the beginning; unique ids [1] and [2] before the extensions. */
const version = 0xa0;
/**
 * Arcs of the attributes of names: 2.5.4 (X.520), 0.9.2342.19200300.100.1 (RFC 4519 §2), and the places of
 * incorporation of the CA/Browser Forum.
 */
const attributeArcs = ['5504', '0992268993f22c6401', '2b0601040182373c0201'].map((arc) => Buffer.from(arc, 'hex'));
/** RFC 2985 §5: emailAddress, unstructuredName, unstructuredAddress; the arc of PKCS #9 has extensions too. */
const attributes = ['01', '02', '08'].map((last) => Buffer.from(`2a864886f70d0109${last}`, 'hex'));
/** 2.5.29.17. */
const subjectAltName = Buffer.from('551d11', 'hex');

/**
 * The claims of a certificate (RFC 5280 §4.1) whose chain and key somebody else has verified: attributes of the subject
 * and extensions, under the octets of their OIDs without tag and length. The value of an attribute is its DER, that of an
 * extension what `extnValue` holds; each name of subjectAltName is a claim of its own as well, with its tag, for a mail
 * address is no host. An OID is an attribute's or an extension's, never both: authorities take much of a subject on trust,
 * and there an OID of an extension, private ones included, says nothing.
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

function isAttribute(id: Uint8Array): boolean {
  const inArc = (arc: Buffer): boolean => id.length > arc.length && arc.equals(id.subarray(0, arc.length));
  return attributeArcs.some(inArc) || attributes.some((attribute) => attribute.equals(id));
}

/** X.690 §8.19.2: numbers of the least octets. Another reader may take a padded one for what it stands for. */
function oidOf(reader: DerReader): Uint8Array {
  const id = reader.expect(tags.oid);
  let first = true;
  for (const octet of id) {
    if (first && octet === 0x80) throw new InvalidPolicy('claims', 'certificate: an OID that is not minimal');
    first = octet < 0x80;
  }
  if (!first || id.length === 0) throw new InvalidPolicy('claims', 'certificate: an OID that is cut');
  return id;
}

function checkDone(reader: DerReader, what: string): void {
  if (!reader.done) throw new InvalidPolicy('claims', `certificate: something follows in ${what}`);
}

/** Name ::= SEQUENCE OF SET OF SEQUENCE { type, value }. */
function subjectClaims(name: Uint8Array): Claim[] {
  const claims: Claim[] = [];
  const names = new DerReader(name);
  while (!names.done) {
    const attributes = new DerReader(names.expect(tags.set));
    while (!attributes.done) {
      const attribute = new DerReader(attributes.expect(tags.sequence));
      const id = oidOf(attribute);
      const { encoded } = attribute.element();
      checkDone(attribute, 'an attribute');
      if (isAttribute(id)) claims.push(claim(id, encoded));
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
    const id = oidOf(extension);
    // RFC 5280 §4.2; of two the verifier may have looked at the other one.
    seen.add(Buffer.from(id).toString('hex'));
    if (seen.size < count) throw new InvalidPolicy('claims', 'certificate: an extension stands twice');
    if (extension.next === tags.boolean) extension.element();
    const value = extension.expect(tags.octetString);
    checkDone(extension, 'an extension');
    if (!isAttribute(id)) claims.push(claim(id, value));
    if (subjectAltName.equals(id)) claims.push(...alternativeNames(id, value));
  }
  return claims;
}

/** GeneralNames ::= SEQUENCE OF CHOICE, each with a tag of the context: none looks like the whole extension. */
function alternativeNames(id: Uint8Array, value: Uint8Array): readonly Claim[] {
  const claims: Claim[] = [];
  const names = new DerReader(new DerReader(value).expect(tags.sequence));
  while (!names.done) {
    const { tag, encoded } = names.element();
    if (tag >> 6 !== 2) throw new InvalidPolicy('claims', `certificate: tag ${tag} is no name`);
    claims.push(claim(id, encoded));
  }
  return claims;
}
