import type { Reader } from '../codec/reader.ts';
import { Writer } from '../codec/writer.ts';
import type { Capabilities, Credential, Extension, LeafIndex, Member } from '../contract.ts';
import { InvalidMessage } from '../invalid-message.ts';
import { credentialType } from './code-points.ts';

/** RFC 9420 §7.2. Immutable, so that caches may go by identity. */
export interface LeafNode {
  readonly encryptionKey: Uint8Array;
  readonly signatureKey: Uint8Array;
  readonly credential: Credential;
  readonly capabilities: Capabilities;
  readonly source: LeafSource;
  readonly extensions: readonly Extension[];
  readonly signature: Uint8Array;
}

export type LeafSource =
  | { readonly type: 'key-package'; readonly lifetime: Lifetime }
  | { readonly type: 'update' }
  | { readonly type: 'commit'; readonly parentHash: Uint8Array };

/** Seconds since 1970. */
export interface Lifetime {
  readonly notBefore: bigint;
  readonly notAfter: bigint;
}

export function writeUint16s(writer: Writer, values: readonly number[]): void {
  writer.vector(values, (w, value) => w.uint16(value));
}

export function readUint16s(reader: Reader): number[] {
  return reader.vector((r) => r.uint16());
}

export function writeExtensions(writer: Writer, extensions: readonly Extension[]): void {
  writer.vector(extensions, (w, extension) => w.uint16(extension.type).opaque(extension.data));
}

export function readExtensions(reader: Reader): Extension[] {
  return reader.vector((r) => ({ type: r.uint16(), data: r.opaque() }));
}

export function writeCredential(writer: Writer, credential: Credential): void {
  writer.uint16(credentialType[credential.type]);
  if (credential.type === 'basic') writer.opaque(credential.identity);
  else writer.vector(credential.certificates, (w, certificate) => w.opaque(certificate));
}

export function readCredential(reader: Reader): Credential {
  const type = reader.uint16();
  if (type === credentialType.basic) return { type: 'basic', identity: reader.opaque() };
  if (type === credentialType.x509) return { type: 'x509', certificates: reader.vector((r) => r.opaque()) };
  throw new InvalidMessage('unsupported-credential-type', String(type));
}

export function writeCapabilities(writer: Writer, capabilities: Capabilities): void {
  writeUint16s(writer, capabilities.versions);
  writeUint16s(writer, capabilities.cipherSuites);
  writeUint16s(writer, capabilities.extensions);
  writeUint16s(writer, capabilities.proposals);
  writeUint16s(writer, capabilities.credentials);
}

export function readCapabilities(reader: Reader): Capabilities {
  return {
    versions: readUint16s(reader),
    cipherSuites: readUint16s(reader),
    extensions: readUint16s(reader),
    proposals: readUint16s(reader),
    credentials: readUint16s(reader),
  };
}

function writeSource(writer: Writer, source: LeafSource): void {
  switch (source.type) {
    case 'key-package':
      writer.uint8(1).uint64(source.lifetime.notBefore).uint64(source.lifetime.notAfter);
      return;
    case 'update':
      writer.uint8(2);
      return;
    case 'commit':
      writer.uint8(3).opaque(source.parentHash);
  }
}

function readSource(reader: Reader): LeafSource {
  const source = reader.uint8();
  if (source === 1) return { type: 'key-package', lifetime: { notBefore: reader.uint64(), notAfter: reader.uint64() } };
  if (source === 2) return { type: 'update' };
  if (source === 3) return { type: 'commit', parentHash: reader.opaque() };
  throw new InvalidMessage('malformed', 'leaf node source');
}

function writeUnsigned(writer: Writer, leaf: Omit<LeafNode, 'signature'>): void {
  writer.opaque(leaf.encryptionKey).opaque(leaf.signatureKey);
  writeCredential(writer, leaf.credential);
  writeCapabilities(writer, leaf.capabilities);
  writeSource(writer, leaf.source);
  writeExtensions(writer, leaf.extensions);
}

export function writeLeafNode(writer: Writer, leaf: LeafNode): void {
  writeUnsigned(writer, leaf);
  writer.opaque(leaf.signature);
}

export function readLeafNode(reader: Reader): LeafNode {
  return {
    encryptionKey: reader.opaque(),
    signatureKey: reader.opaque(),
    credential: readCredential(reader),
    capabilities: readCapabilities(reader),
    source: readSource(reader),
    extensions: readExtensions(reader),
    signature: reader.opaque(),
  };
}

/** LeafNodeTBS; a key package's leaf is bound to no group. */
export function leafNodeToBeSigned(
  leaf: Omit<LeafNode, 'signature'>,
  place: { readonly groupId: Uint8Array; readonly leafIndex: LeafIndex } | null,
): Uint8Array {
  const writer = new Writer();
  writeUnsigned(writer, leaf);
  if (leaf.source.type !== 'key-package') {
    if (place === null) throw new InvalidMessage('leaf-source', 'only a key package has a leaf outside of a group');
    writer.opaque(place.groupId).uint32(place.leafIndex);
  }
  return writer.finish();
}

/** A leaf as callers see it. */
export function memberOf(leaf: LeafNode, leafIndex: LeafIndex): Member {
  return {
    leafIndex,
    credential: leaf.credential,
    signatureKey: leaf.signatureKey,
    capabilities: leaf.capabilities,
    extensions: leaf.extensions,
  };
}
