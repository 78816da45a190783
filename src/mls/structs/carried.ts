import type { Reader } from '../codec/reader.ts';
import { extensionType } from './code-points.ts';
import { findExtension } from './extensions.ts';
import { readGroupInfo, readWelcome } from './group-info.ts';
import { readKeyPackage } from './key-package.ts';

// MLS structs inside the structs of other protocols, where no length says how long they are: read by the engine's own
// decoders, so that nothing passes which the engine would refuse, and handed out as the octets that they take.

/** A bare KeyPackage (RFC 9420 §10). */
export function readCarriedKeyPackage(reader: Reader): Uint8Array {
  return readKeyPackage(reader).encoded;
}

/** A bare GroupInfo (RFC 9420 §12.4.3), and whether its extensions have the ratchet tree. */
export function readCarriedGroupInfo(reader: Reader): { readonly octets: Uint8Array; readonly embedsTree: boolean } {
  const start = reader.position;
  const { extensions } = readGroupInfo(reader);
  const embedsTree = findExtension(extensions, extensionType.ratchetTree) !== undefined;
  return { octets: reader.since(start), embedsTree };
}

/** A bare Welcome (RFC 9420 §12.4.3.1). */
export function readCarriedWelcome(reader: Reader): Uint8Array {
  const start = reader.position;
  readWelcome(reader);
  return reader.since(start);
}
