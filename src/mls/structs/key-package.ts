import { decode, type Reader } from '../codec/reader.ts';
import { encode, type Writer } from '../codec/writer.ts';
import type { Extension } from '../contract.ts';
import { type LeafNode, readExtensions, readLeafNode, writeExtensions, writeLeafNode } from './leaf-node.ts';

/** RFC 9420 §10. `encoded` is the KeyPackage's own encoding, from which its reference is made. */
export interface KeyPackage {
  readonly version: number;
  readonly cipherSuite: number;
  readonly initKey: Uint8Array;
  readonly leaf: LeafNode;
  readonly extensions: readonly Extension[];
  readonly signature: Uint8Array;
  readonly encoded: Uint8Array;
}

type Unsigned = Omit<KeyPackage, 'signature' | 'encoded'>;

function writeUnsigned(writer: Writer, keyPackage: Unsigned): void {
  writer.uint16(keyPackage.version).uint16(keyPackage.cipherSuite).opaque(keyPackage.initKey);
  writeLeafNode(writer, keyPackage.leaf);
  writeExtensions(writer, keyPackage.extensions);
}

/** KeyPackageTBS. */
export function keyPackageToBeSigned(keyPackage: Unsigned): Uint8Array {
  return encode(writeUnsigned, keyPackage);
}

/** Puts a signature under a key package. */
export function signedKeyPackage(unsigned: Unsigned, signature: Uint8Array): KeyPackage {
  const encoded = encode((writer, value: Unsigned) => {
    writeUnsigned(writer, value);
    writer.opaque(signature);
  }, unsigned);
  return { ...unsigned, signature, encoded };
}

export function readKeyPackage(reader: Reader): KeyPackage {
  const start = reader.position;
  const fields = {
    version: reader.uint16(),
    cipherSuite: reader.uint16(),
    initKey: reader.opaque(),
    leaf: readLeafNode(reader),
    extensions: readExtensions(reader),
    signature: reader.opaque(),
  };
  return { ...fields, encoded: reader.since(start) };
}

/** Throws `InvalidMessage('malformed')`. */
export function decodeKeyPackage(octets: Uint8Array): KeyPackage {
  return decode(readKeyPackage, octets);
}
