import { InvalidIdentifier, messageIdBytes, messageIdFromBytes } from '../../identifiers/index.ts';
import type { MessageId } from '../../identifiers/index.ts';
import type { ExtensionKey, MimiContent } from '../contract.ts';
import { InvalidContent } from '../invalid-content.ts';
import { CborReader } from './cbor-reader.ts';
import { CborWriter, major } from './cbor-writer.ts';
import { readBody, writePart } from './part.ts';

/** Octets of a whole message (draft §9.1 "too large according to local policy"). */
export const contentLimit = 256 * 1024;
const deepestExtension = 4;
const longestTopic = 4096;
/** Extensions that Annex A ties to a type: sender and room. */
const textExtensions = new Set<ExtensionKey>([1, 2]);

/**
 * Decodes `application/mimi-content` (draft-ietf-mimi-content-08 §4.1, Annex A). What is accepted is encoded by
 * {@link encodeContent} into the same bytes.
 * @throws {@link InvalidContent}
 */
export function decodeContent(bytes: Uint8Array): MimiContent {
  if (bytes.length > contentLimit) throw new InvalidContent('too-big', `a message has at most ${contentLimit} octets`);
  const reader = new CborReader(bytes);
  reader.array(7);
  const salt = reader.bytes();
  if (salt.length !== 16) throw new InvalidContent('salt', 'a salt has 16 octets');
  const replaces = readReference(reader);
  const topicId = reader.bytes();
  if (topicId.length > longestTopic) throw new InvalidContent('topic-too-long', `at most ${longestTopic} octets`);
  const expires = reader.isNull() ? null : readExpiration(reader);
  const inReplyTo = readReference(reader);
  const extensions = readExtensions(reader);
  const body = readBody(reader);
  reader.end();
  return { salt, replaces, topicId, expires, inReplyTo, extensions, body };
}

function readReference(reader: CborReader): MessageId | null {
  return reader.isNull() ? null : readMessageId(reader);
}

/**
 * A message id (draft §3.3): 32 octets that begin with a hash algorithm that we know.
 * @throws {@link InvalidContent}
 */
export function readMessageId(reader: CborReader): MessageId {
  const bytes = reader.bytes();
  if (bytes.length !== 32) throw new InvalidContent('structure', 'a message id has 32 octets');
  try {
    return messageIdFromBytes(bytes);
  } catch (cause) {
    if (cause instanceof InvalidIdentifier) throw new InvalidContent('unknown-hash', 'a reference to a message id');
    throw cause;
  }
}

function readExpiration(reader: CborReader): MimiContent['expires'] {
  reader.array(2);
  return { relative: reader.bool(), seconds: reader.uint(0xffffffff) };
}

function readExtensions(reader: CborReader): ReadonlyMap<ExtensionKey, Uint8Array> {
  const extensions = new Map<ExtensionKey, Uint8Array>();
  reader.map((key) => {
    if (typeof key === 'object') throw new InvalidContent('data-model', 'an extension key is an integer or text');
    checkExtensionKey(key);
    if (textExtensions.has(key) && reader.peek() !== major.text) {
      throw new InvalidContent('structure', `extension ${key} is text`);
    }
    extensions.set(key, reader.item(deepestExtension - 1));
  });
  return extensions;
}

function checkExtensionKey(key: ExtensionKey): void {
  const octets = typeof key === 'string' ? Buffer.byteLength(key, 'utf8') : 1;
  if (octets < 1 || octets > 255) throw new InvalidContent('data-model', 'a text key has 1 to 255 octets');
}

/**
 * Encodes a message deterministically (draft §6.1). The limits of decoding hold here too: what we send is what we take.
 * @throws {@link InvalidContent}
 */
export function encodeContent(content: MimiContent): Uint8Array {
  const writer = new CborWriter().array(7).bytes(content.salt);
  writeReference(writer, content.replaces);
  writer.bytes(content.topicId);
  if (content.expires === null) writer.null();
  else writer.array(2).bool(content.expires.relative).integer(content.expires.seconds);
  writeReference(writer, content.inReplyTo);
  writer.map([...content.extensions].map(([key, value]) => ({ key: encodeKey(key), value })));
  writePart(writer, content.body);
  const bytes = writer.finish();
  decodeContent(bytes);
  return bytes;
}

function writeReference(writer: CborWriter, id: MessageId | null): void {
  if (id === null) writer.null();
  else writer.bytes(messageIdBytes(id));
}

function encodeKey(key: ExtensionKey): Uint8Array {
  return (typeof key === 'number' ? new CborWriter().integer(key) : new CborWriter().text(key)).finish();
}
