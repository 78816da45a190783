import { decode, type Reader } from '../codec/reader.ts';
import { Writer } from '../codec/writer.ts';
import type { Sender } from '../contract.ts';
import { InvalidMessage } from '../invalid-message.ts';
import { contentType, protocolVersion, wireFormat } from './code-points.ts';
import { type Commit, readCommit, writeCommit } from './commit.ts';
import {
  type GroupInfo,
  readGroupInfo,
  readVersion,
  readWelcome,
  type Welcome,
  writeGroupInfo,
  writeWelcome,
} from './group-info.ts';
import { type KeyPackage, readKeyPackage } from './key-package.ts';
import { type ParsedProposal, readProposal, writeProposal } from './proposal.ts';

/** RFC 9420 §6: the body of a FramedContent. */
export type ContentBody =
  | { readonly type: 'application'; readonly data: Uint8Array }
  | { readonly type: 'proposal'; readonly proposal: ParsedProposal }
  | { readonly type: 'commit'; readonly commit: Commit };

/** RFC 9420 §6. `encoded` is the FramedContent's own encoding: it is signed, hashed and never made twice. */
export interface FramedContent {
  readonly groupId: Uint8Array;
  readonly epoch: bigint;
  readonly sender: Sender;
  readonly authenticatedData: Uint8Array;
  readonly body: ContentBody;
  readonly encoded: Uint8Array;
}

/** RFC 9420 §6.1: FramedContentAuthData; the tag only of commits. */
export interface ContentAuth {
  readonly signature: Uint8Array;
  readonly confirmationTag: Uint8Array | undefined;
}

export interface PublicMessage {
  readonly content: FramedContent;
  readonly auth: ContentAuth;
  readonly membershipTag: Uint8Array | undefined;
}

/** RFC 9420 §6.3. */
export interface PrivateMessage {
  readonly groupId: Uint8Array;
  readonly epoch: bigint;
  readonly contentType: ContentBody['type'];
  readonly authenticatedData: Uint8Array;
  readonly encryptedSenderData: Uint8Array;
  readonly ciphertext: Uint8Array;
}

/** RFC 9420 §6: MLSMessage. */
export type MlsMessage =
  | { readonly wireFormat: 'public-message'; readonly message: PublicMessage }
  | { readonly wireFormat: 'private-message'; readonly message: PrivateMessage }
  | { readonly wireFormat: 'welcome'; readonly message: Welcome }
  | { readonly wireFormat: 'group-info'; readonly message: GroupInfo }
  | { readonly wireFormat: 'key-package'; readonly message: KeyPackage };

/** The struct behind one wire format. */
export type MessageOf<F extends MlsMessage['wireFormat']> = Extract<MlsMessage, { wireFormat: F }>['message'];

const contentTypes = ['application', 'proposal', 'commit'] as const;

export function readContentType(reader: Reader): ContentBody['type'] {
  const type = contentTypes[reader.uint8() - 1];
  if (type === undefined) throw new InvalidMessage('malformed', 'content type');
  return type;
}

export function writeSender(writer: Writer, sender: Sender): void {
  switch (sender.type) {
    case 'member':
      writer.uint8(1).uint32(sender.leafIndex);
      return;
    case 'external':
      writer.uint8(2).uint32(sender.senderIndex);
      return;
    case 'new-member-proposal':
      writer.uint8(3);
      return;
    case 'new-member-commit':
      writer.uint8(4);
  }
}

export function readSender(reader: Reader): Sender {
  const type = reader.uint8();
  if (type === 1) return { type: 'member', leafIndex: reader.uint32() };
  if (type === 2) return { type: 'external', senderIndex: reader.uint32() };
  if (type === 3) return { type: 'new-member-proposal' };
  if (type === 4) return { type: 'new-member-commit' };
  throw new InvalidMessage('malformed', 'sender type');
}

export function writeBody(writer: Writer, body: ContentBody): void {
  if (body.type === 'application') writer.opaque(body.data);
  else if (body.type === 'proposal') writeProposal(writer, body.proposal);
  else writeCommit(writer, body.commit);
}

export function readBody(reader: Reader, type: ContentBody['type']): ContentBody {
  if (type === 'application') return { type, data: reader.opaque() };
  if (type === 'proposal') return { type, proposal: readProposal(reader) };
  return { type, commit: readCommit(reader) };
}

export function writeAuth(writer: Writer, auth: ContentAuth): void {
  writer.opaque(auth.signature);
  if (auth.confirmationTag !== undefined) writer.opaque(auth.confirmationTag);
}

export function readAuth(reader: Reader, type: ContentBody['type']): ContentAuth {
  return { signature: reader.opaque(), confirmationTag: type === 'commit' ? reader.opaque() : undefined };
}

/** Completes a content with its encoding. */
export function framedContent(fields: Omit<FramedContent, 'encoded'>): FramedContent {
  const writer = new Writer().opaque(fields.groupId).uint64(fields.epoch);
  writeSender(writer, fields.sender);
  writer.opaque(fields.authenticatedData).uint8(contentType[fields.body.type]);
  writeBody(writer, fields.body);
  return { ...fields, encoded: writer.finish() };
}

function readFramedContent(reader: Reader): FramedContent {
  const start = reader.position;
  const fields = {
    groupId: reader.opaque(),
    epoch: reader.uint64(),
    sender: readSender(reader),
    authenticatedData: reader.opaque(),
    body: readBody(reader, readContentType(reader)),
  };
  return { ...fields, encoded: reader.since(start) };
}

function readPublicMessage(reader: Reader): PublicMessage {
  const content = readFramedContent(reader);
  const auth = readAuth(reader, content.body.type);
  return { content, auth, membershipTag: content.sender.type === 'member' ? reader.opaque() : undefined };
}

function readPrivateMessage(reader: Reader): PrivateMessage {
  return {
    groupId: reader.opaque(),
    epoch: reader.uint64(),
    contentType: readContentType(reader),
    authenticatedData: reader.opaque(),
    encryptedSenderData: reader.opaque(),
    ciphertext: reader.opaque(),
  };
}

export function encodeMessage(message: MlsMessage): Uint8Array {
  const writer = new Writer().uint16(protocolVersion).uint16(wireFormat[message.wireFormat]);
  switch (message.wireFormat) {
    case 'public-message':
      writer.raw(message.message.content.encoded);
      writeAuth(writer, message.message.auth);
      if (message.message.membershipTag !== undefined) writer.opaque(message.message.membershipTag);
      break;
    case 'private-message':
      writer
        .opaque(message.message.groupId)
        .uint64(message.message.epoch)
        .uint8(contentType[message.message.contentType]);
      writer.opaque(message.message.authenticatedData).opaque(message.message.encryptedSenderData);
      writer.opaque(message.message.ciphertext);
      break;
    case 'welcome':
      writeWelcome(writer, message.message);
      break;
    case 'group-info':
      writeGroupInfo(writer, message.message);
      break;
    case 'key-package':
      writer.raw(message.message.encoded);
  }
  return writer.finish();
}

const wireFormats = Object.keys(wireFormat) as MlsMessage['wireFormat'][];

/** The wire format with this number; undefined when RFC 9420 §17.2 has none. */
export function wireFormatOf(value: number): MlsMessage['wireFormat'] | undefined {
  return wireFormats[value - 1];
}

/** What stands behind the wire format of an MLSMessage. */
export function readMessageOf(format: MlsMessage['wireFormat'], reader: Reader): MlsMessage {
  switch (format) {
    case 'public-message':
      return { wireFormat: format, message: readPublicMessage(reader) };
    case 'private-message':
      return { wireFormat: format, message: readPrivateMessage(reader) };
    case 'welcome':
      return { wireFormat: format, message: readWelcome(reader) };
    case 'group-info':
      return { wireFormat: format, message: readGroupInfo(reader) };
    case 'key-package':
      return { wireFormat: format, message: readKeyPackage(reader) };
  }
}

/** Throws `InvalidMessage`: `malformed`, `unsupported-version`, `wrong-wire-format` and what its parts throw. */
export function decodeMessage(octets: Uint8Array): MlsMessage {
  return decode((reader): MlsMessage => {
    readVersion(reader);
    const format = wireFormatOf(reader.uint16());
    if (format === undefined) throw new InvalidMessage('wrong-wire-format');
    return readMessageOf(format, reader);
  }, octets);
}

/** Decodes an MLSMessage that must have one wire format. */
export function expectMessage<F extends MlsMessage['wireFormat']>(octets: Uint8Array, format: F): MessageOf<F> {
  const decoded = decodeMessage(octets);
  if (decoded.wireFormat !== format)
    throw new InvalidMessage('wrong-wire-format', `${decoded.wireFormat}, not ${format}`);
  // The discriminant was compared; TypeScript does not narrow a union by a generic one.
  const message: unknown = decoded.message;
  return message as MessageOf<F>;
}
