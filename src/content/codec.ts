import { InvalidIdentifier, messageIdBytes, messageIdFromBytes } from '../identifiers/index.ts';
import type { MessageId } from '../identifiers/index.ts';
import { CborReader } from './cbor-reader.ts';
import { CborWriter } from './cbor-writer.ts';
import type { ExtensionKey, MimiContent, Part, PartContent, PartSemantics } from './contract.ts';
import { InvalidContent } from './invalid-content.ts';

/** Octets of a whole message (draft §9.1 "too large according to local policy"). */
export const contentLimit = 256 * 1024;
const deepestPart = 4;
const deepestExtension = 4;
const mostParts = 1024;
const longestTopic = 4096;

const semanticsOf: readonly PartSemantics[] = ['choose-one', 'single-unit', 'process-all'];

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
  const body = readPart(reader, 1, { left: mostParts });
  reader.end();
  return { salt, replaces, topicId, expires, inReplyTo, extensions, body };
}

function readReference(reader: CborReader): MessageId | null {
  if (reader.isNull()) return null;
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
    extensions.set(key, reader.item(deepestExtension - 1));
  });
  return extensions;
}

function checkExtensionKey(key: ExtensionKey): void {
  const octets = typeof key === 'string' ? Buffer.byteLength(key, 'utf8') : 1;
  if (octets < 1 || octets > 255) throw new InvalidContent('data-model', 'a text key has 1 to 255 octets');
  if (typeof key === 'number' && !Number.isSafeInteger(key)) {
    throw new InvalidContent('data-model', 'an integer key is beyond 2^53-1');
  }
}

function readPart(reader: CborReader, level: number, budget: { left: number }): Part {
  if (level > deepestPart) throw new InvalidContent('too-deep', `parts are nested at most ${deepestPart} deep`);
  budget.left -= 1;
  if (budget.left < 0) throw new InvalidContent('too-many-parts', `a message has at most ${mostParts} parts`);
  const length = reader.arrayLength();
  const disposition = reader.uint(255);
  const language = reader.text();
  const cardinality = reader.uint(3);
  if (length !== [3, 5, 15, 5][cardinality]) throw new InvalidContent('structure', 'a part has too few or many fields');
  return { disposition, language, ...readPartContent(reader, cardinality, level, budget) };
}

function readPartContent(
  reader: CborReader,
  cardinality: number,
  level: number,
  budget: { left: number },
): PartContent {
  if (cardinality === 0) return { type: 'null' };
  if (cardinality === 1) return { type: 'single', contentType: reader.text(), content: reader.bytes() };
  if (cardinality === 2) return readExternal(reader);
  const semantics = semanticsOf[reader.uint(0xffffffff)];
  if (!semantics) throw new InvalidContent('structure', 'unknown part semantics');
  const count = reader.arrayLength();
  if (count < 2) throw new InvalidContent('structure', 'a MultiPart has at least two parts');
  const parts: Part[] = [];
  while (parts.length < count) parts.push(readPart(reader, level + 1, budget));
  return { type: 'multi', semantics, parts };
}

function readExternal(reader: CborReader): PartContent {
  return {
    type: 'external',
    contentType: reader.text(),
    url: reader.text(),
    expires: reader.uint(0xffffffff),
    size: reader.uint64(),
    encryptionAlgorithm: reader.uint(0xffff),
    key: reader.bytes(),
    nonce: reader.bytes(),
    aad: reader.bytes(),
    hashAlgorithm: reader.uint(0xff),
    contentHash: reader.bytes(),
    description: reader.text(),
    filename: reader.text(),
  };
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
  checkExtensionKey(key);
  return (typeof key === 'number' ? new CborWriter().integer(key) : new CborWriter().text(key)).finish();
}

function writePart(writer: CborWriter, part: Part): void {
  const fields = { null: 3, single: 5, external: 15, multi: 5 }[part.type];
  writer.array(fields).integer(part.disposition).text(part.language);
  switch (part.type) {
    case 'null':
      writer.integer(0);
      return;
    case 'single':
      writer.integer(1).text(part.contentType).bytes(part.content);
      return;
    case 'external':
      writer.integer(2).text(part.contentType).text(part.url).integer(part.expires).head(0, part.size);
      writer.integer(part.encryptionAlgorithm).bytes(part.key).bytes(part.nonce).bytes(part.aad);
      writer.integer(part.hashAlgorithm).bytes(part.contentHash).text(part.description).text(part.filename);
      return;
    case 'multi':
      writer.integer(3).integer(semanticsOf.indexOf(part.semantics)).array(part.parts.length);
      for (const nested of part.parts) writePart(writer, nested);
  }
}
