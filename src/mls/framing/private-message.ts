import { Reader } from '../codec/reader.ts';
import { Writer } from '../codec/writer.ts';
import type { LeafIndex } from '../contract.ts';
import { InvalidMessage } from '../invalid-message.ts';
import type { MessageKey, RatchetLimits } from '../secret-tree/ratchet.ts';
import { type RatchetKind, type SecretTree, takeMessageKey } from '../secret-tree/secret-tree.ts';
import { contentType } from '../structs/code-points.ts';
import { framedContent, type PrivateMessage, readAuth, readBody, writeAuth, writeBody } from '../structs/message.ts';
import { type CipherSuite, expandWithLabel } from '../suites/index.ts';
import type { AuthenticatedContent } from './authenticated-content.ts';

/** RFC 9420 §6.3.2: which key a message was encrypted with. */
interface SenderData {
  readonly leafIndex: LeafIndex;
  readonly generation: number;
  readonly reuseGuard: Uint8Array;
}

type Header = Pick<PrivateMessage, 'groupId' | 'epoch' | 'contentType' | 'authenticatedData'>;

function ratchetKindOf(type: PrivateMessage['contentType']): RatchetKind {
  return type === 'application' ? 'application' : 'handshake';
}

function senderDataAad(header: Header): Writer {
  return new Writer().opaque(header.groupId).uint64(header.epoch).uint8(contentType[header.contentType]);
}

function contentAad(header: Header): Uint8Array {
  return senderDataAad(header).opaque(header.authenticatedData).finish();
}

function senderDataKey(suite: CipherSuite, senderDataSecret: Uint8Array, ciphertext: Uint8Array): MessageKey {
  const sample = ciphertext.subarray(0, suite.hashLength);
  return {
    key: expandWithLabel(suite, senderDataSecret, 'key', sample, suite.keyLength),
    nonce: expandWithLabel(suite, senderDataSecret, 'nonce', sample, suite.nonceLength),
  };
}

/** RFC 9420 §6.3.1: four random octets keep a nonce from being used twice even where a generation was. */
function guarded(nonce: Uint8Array, reuseGuard: Uint8Array): Uint8Array {
  const mixed = nonce.slice();
  for (let i = 0; i < reuseGuard.length; i++) mixed[i] = (mixed[i] ?? 0) ^ (reuseGuard[i] ?? 0);
  return mixed;
}

/**
 * Encrypts one authenticated content (RFC 9420 §6.3).
 * @param padTo the plaintext structure is filled up with zeros to a multiple of so many octets
 */
export function sealPrivate(
  suite: CipherSuite,
  senderDataSecret: Uint8Array,
  authenticated: AuthenticatedContent,
  place: {
    readonly leafIndex: LeafIndex;
    readonly generation: number;
    readonly key: MessageKey;
    readonly padTo: number;
  },
): PrivateMessage {
  const { content, auth } = authenticated;
  const header: Header = {
    groupId: content.groupId,
    epoch: content.epoch,
    contentType: content.body.type,
    authenticatedData: content.authenticatedData,
  };
  const writer = new Writer();
  writeBody(writer, content.body);
  writeAuth(writer, auth);
  const bare = writer.finish();
  const padded = new Uint8Array(Math.ceil(bare.length / place.padTo) * place.padTo);
  padded.set(bare);
  const reuseGuard = suite.random(4);
  const ciphertext = suite.encrypt(place.key.key, guarded(place.key.nonce, reuseGuard), contentAad(header), padded);
  bare.fill(0);
  padded.fill(0);
  const { key, nonce } = senderDataKey(suite, senderDataSecret, ciphertext);
  const senderData = new Writer().uint32(place.leafIndex).uint32(place.generation).raw(reuseGuard).finish();
  const encryptedSenderData = suite.encrypt(key, nonce, senderDataAad(header).finish(), senderData);
  return { ...header, encryptedSenderData, ciphertext };
}

/** Throws `InvalidMessage('sender-data')`. */
export function openSenderData(suite: CipherSuite, senderDataSecret: Uint8Array, message: PrivateMessage): SenderData {
  const { key, nonce } = senderDataKey(suite, senderDataSecret, message.ciphertext);
  const octets = suite.decrypt(key, nonce, senderDataAad(message).finish(), message.encryptedSenderData);
  if (octets?.length !== 12) throw new InvalidMessage('sender-data');
  const reader = new Reader(octets);
  return { leafIndex: reader.uint32(), generation: reader.uint32(), reuseGuard: reader.raw(4) };
}

/**
 * Decrypts one message whose sender's leaf was found in the tree. The signature is not yet verified. Throws
 * `InvalidMessage`: `decryption`, `padding`, `malformed`, and what taking the key throws.
 */
export function openPrivate(
  suite: CipherSuite,
  tree: SecretTree,
  message: PrivateMessage,
  sender: SenderData,
  limits: RatchetLimits,
): { readonly authenticated: AuthenticatedContent; readonly tree: SecretTree } {
  const place = {
    leafIndex: sender.leafIndex,
    kind: ratchetKindOf(message.contentType),
    generation: sender.generation,
  };
  const taken = takeMessageKey(suite, tree, place, limits);
  const nonce = guarded(taken.key.nonce, sender.reuseGuard);
  const plaintext = suite.decrypt(taken.key.key, nonce, contentAad(message), message.ciphertext);
  if (plaintext === null) throw new InvalidMessage('decryption');
  const reader = new Reader(plaintext);
  const body = readBody(reader, message.contentType);
  const auth = readAuth(reader, message.contentType);
  if (reader.rest().some((octet) => octet !== 0)) throw new InvalidMessage('padding');
  const content = framedContent({
    groupId: message.groupId,
    epoch: message.epoch,
    sender: { type: 'member', leafIndex: sender.leafIndex },
    authenticatedData: message.authenticatedData,
    body,
  });
  return { authenticated: { wireFormat: 'private-message', content, auth }, tree: taken.tree };
}
