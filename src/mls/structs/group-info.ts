import type { Reader } from '../codec/reader.ts';
import { encode, type Writer } from '../codec/writer.ts';
import type { CipherSuiteId, Extension, GroupContext, LeafIndex, PreSharedKeyId } from '../contract.ts';
import { InvalidMessage } from '../invalid-message.ts';
import { protocolVersion } from './code-points.ts';
import { type HpkeCiphertext, readHpkeCiphertext, writeHpkeCiphertext } from './commit.ts';
import { readExtensions, writeExtensions } from './leaf-node.ts';
import { readPskId, writePskId } from './psk-id.ts';

/** RFC 9420 §12.4.3. */
export interface GroupInfo {
  readonly context: GroupContext;
  readonly extensions: readonly Extension[];
  readonly confirmationTag: Uint8Array;
  readonly signer: LeafIndex;
  readonly signature: Uint8Array;
}

/** RFC 9420 §12.4.3.1. */
export interface GroupSecrets {
  readonly joinerSecret: Uint8Array;
  readonly pathSecret: Uint8Array | undefined;
  readonly psks: readonly PreSharedKeyId[];
}

/** RFC 9420 §12.4.3.1. */
export interface Welcome {
  readonly cipherSuite: number;
  readonly secrets: readonly { readonly newMember: Uint8Array; readonly sealed: HpkeCiphertext }[];
  readonly encryptedGroupInfo: Uint8Array;
}

/** The suites of RFC 9420 §17.1 that exist. */
export function asCipherSuite(value: number): CipherSuiteId {
  if (value < 1 || value > 7) throw new InvalidMessage('unsupported-cipher-suite', String(value));
  return value as CipherSuiteId;
}

export function readVersion(reader: Reader): 1 {
  const version = reader.uint16();
  if (version !== protocolVersion) throw new InvalidMessage('unsupported-version', String(version));
  return protocolVersion;
}

export function writeGroupContext(writer: Writer, context: GroupContext): void {
  writer
    .uint16(context.version)
    .uint16(context.cipherSuite)
    .opaque(context.groupId)
    .uint64(context.epoch)
    .opaque(context.treeHash)
    .opaque(context.confirmedTranscriptHash);
  writeExtensions(writer, context.extensions);
}

export function readGroupContext(reader: Reader): GroupContext {
  return {
    version: readVersion(reader),
    cipherSuite: asCipherSuite(reader.uint16()),
    groupId: reader.opaque(),
    epoch: reader.uint64(),
    treeHash: reader.opaque(),
    confirmedTranscriptHash: reader.opaque(),
    extensions: readExtensions(reader),
  };
}

const encodedContexts = new WeakMap<GroupContext, Uint8Array>();

/** Encoded once a context: every signature of an epoch covers it, and it may hold a long participant list. */
export function encodeGroupContext(context: GroupContext): Uint8Array {
  let encoded = encodedContexts.get(context);
  if (encoded === undefined) {
    encoded = encode(writeGroupContext, context);
    encodedContexts.set(context, encoded);
  }
  return encoded;
}

function writeUnsigned(writer: Writer, info: Omit<GroupInfo, 'signature'>): void {
  writeGroupContext(writer, info.context);
  writeExtensions(writer, info.extensions);
  writer.opaque(info.confirmationTag).uint32(info.signer);
}

/** GroupInfoTBS. */
export function groupInfoToBeSigned(info: Omit<GroupInfo, 'signature'>): Uint8Array {
  return encode(writeUnsigned, info);
}

export function writeGroupInfo(writer: Writer, info: GroupInfo): void {
  writeUnsigned(writer, info);
  writer.opaque(info.signature);
}

export function readGroupInfo(reader: Reader): GroupInfo {
  return {
    context: readGroupContext(reader),
    extensions: readExtensions(reader),
    confirmationTag: reader.opaque(),
    signer: reader.uint32(),
    signature: reader.opaque(),
  };
}

export function writeGroupSecrets(writer: Writer, secrets: GroupSecrets): void {
  writer
    .opaque(secrets.joinerSecret)
    .optional(secrets.pathSecret, (w, secret) => w.opaque(secret))
    .vector(secrets.psks, writePskId);
}

export function readGroupSecrets(reader: Reader): GroupSecrets {
  return {
    joinerSecret: reader.opaque(),
    pathSecret: reader.optional((r) => r.opaque()),
    psks: reader.vector(readPskId),
  };
}

export function writeWelcome(writer: Writer, welcome: Welcome): void {
  writer.uint16(welcome.cipherSuite);
  writer.vector(welcome.secrets, (w, entry) => writeHpkeCiphertext(w.opaque(entry.newMember), entry.sealed));
  writer.opaque(welcome.encryptedGroupInfo);
}

export function readWelcome(reader: Reader): Welcome {
  return {
    cipherSuite: reader.uint16(),
    secrets: reader.vector((r) => ({ newMember: r.opaque(), sealed: readHpkeCiphertext(r) })),
    encryptedGroupInfo: reader.opaque(),
  };
}
