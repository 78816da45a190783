import { empty, utf8 } from '../codec/octets.ts';
import { Writer } from '../codec/writer.ts';
import type { HpkeCiphertext } from '../structs/commit.ts';
import type { CipherSuite } from './cipher-suite.ts';

/** RFC 9420 §5 and §8: the labelled forms of a suite's primitives. @module */

const prefix = 'MLS 1.0 ';
const encodedLabels = new Map<string, Uint8Array>();

/** The octets of a label. MLS has few; those that applications export under may be many and are not all kept. */
function prefixed(label: string): Uint8Array {
  let octets = encodedLabels.get(label);
  if (octets === undefined) {
    octets = utf8(prefix + label);
    if (encodedLabels.size < 100) encodedLabels.set(label, octets);
  }
  return octets;
}

function labelled(label: string | Uint8Array, content: Uint8Array): Uint8Array {
  return new Writer()
    .opaque(label instanceof Uint8Array ? label : utf8(prefix + label))
    .opaque(content)
    .finish();
}

/** RFC 9420 §5.1.2. */
export function signWithLabel(
  suite: CipherSuite,
  privateKey: Uint8Array,
  label: string,
  content: Uint8Array,
): Uint8Array {
  return suite.sign(privateKey, labelled(label, content));
}

/** RFC 9420 §5.1.2. */
export function verifyWithLabel(
  suite: CipherSuite,
  publicKey: Uint8Array,
  label: string,
  content: Uint8Array,
  signature: Uint8Array,
): boolean {
  return suite.verify(publicKey, labelled(label, content), signature);
}

/** RFC 9420 §5.1.3: the `info` under which one commit or Welcome encrypts to many. */
export function encryptionInfo(label: string, context: Uint8Array): Uint8Array {
  return labelled(label, context);
}

/** RFC 9420 §5.1.3. */
export function encryptWithLabel(
  suite: CipherSuite,
  publicKey: Uint8Array,
  label: string,
  context: Uint8Array,
  plaintext: Uint8Array,
): HpkeCiphertext {
  return suite.seal(publicKey, labelled(label, context), plaintext);
}

/** RFC 9420 §5.1.3; null when it does not open. */
export function decryptWithLabel(
  suite: CipherSuite,
  privateKey: Uint8Array,
  label: string,
  context: Uint8Array,
  sealed: HpkeCiphertext,
): Uint8Array | null {
  return suite.open(privateKey, labelled(label, context), sealed);
}

/** RFC 9420 §5.2. */
export function refHash(suite: CipherSuite, label: string, value: Uint8Array): Uint8Array {
  return suite.hash(new Writer().opaque(utf8(label)).opaque(value).finish());
}

export function keyPackageRef(suite: CipherSuite, keyPackage: Uint8Array): Uint8Array {
  return refHash(suite, `${prefix}KeyPackage Reference`, keyPackage);
}

export function proposalRef(suite: CipherSuite, authenticatedContent: Uint8Array): Uint8Array {
  return refHash(suite, `${prefix}Proposal Reference`, authenticatedContent);
}

/** RFC 9420 §8. */
export function expandWithLabel(
  suite: CipherSuite,
  secret: Uint8Array,
  label: string,
  context: Uint8Array,
  length: number,
): Uint8Array {
  return new Writer()
    .uint16(length)
    .opaque(prefixed(label))
    .opaque(context)
    .lend((info) => suite.expand(secret, info, length));
}

/** RFC 9420 §8. */
export function deriveSecret(suite: CipherSuite, secret: Uint8Array, label: string): Uint8Array {
  return expandWithLabel(suite, secret, label, empty, suite.hashLength);
}

/** RFC 9420 §9. */
export function deriveTreeSecret(
  suite: CipherSuite,
  secret: Uint8Array,
  label: string,
  generation: number,
  length: number,
): Uint8Array {
  return expandWithLabel(suite, secret, label, new Writer().uint32(generation).finish(), length);
}
