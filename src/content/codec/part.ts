import type { Part, PartContent, PartSemantics } from '../contract.ts';
import { InvalidContent } from '../invalid-content.ts';
import type { CborReader } from './cbor-reader.ts';
import type { CborWriter } from './cbor-writer.ts';
import { checkExternal } from './external.ts';
import { languageTags } from './language.ts';
import { parseMediaType } from './media-type.ts';

const deepestPart = 4;
const mostParts = 1024;

const semanticsOf: readonly PartSemantics[] = ['choose-one', 'single-unit', 'process-all'];

/** Cardinalities of draft-ietf-mimi-content §4.4 in order, with their number of fields. */
const cardinalities = [
  { type: 'null', fields: 3 },
  { type: 'single', fields: 5 },
  { type: 'external', fields: 15 },
  { type: 'multi', fields: 5 },
] as const;

/** Reads the body of a message: a NestedPart (draft §4.4) with all that it holds. */
export function readBody(reader: CborReader): Part {
  return readPart(reader, 1, { left: mostParts });
}

function readPart(reader: CborReader, level: number, budget: { left: number }): Part {
  if (level > deepestPart) throw new InvalidContent('too-deep', `parts are nested at most ${deepestPart} deep`);
  budget.left -= 1;
  if (budget.left < 0) throw new InvalidContent('too-many-parts', `a message has at most ${mostParts} parts`);
  const fields = reader.arrayLength();
  const disposition = reader.uint(255);
  const language = reader.text();
  if (!languageTags(language)) throw new InvalidContent('language', 'a language is no list of tags (RFC 5646)');
  const cardinality = cardinalities[reader.uint(cardinalities.length - 1)];
  if (fields !== cardinality?.fields) throw new InvalidContent('structure', 'a part has too few or many fields');
  switch (cardinality.type) {
    case 'null':
      return { disposition, language, type: 'null' };
    case 'single':
      return { disposition, language, type: 'single', contentType: readContentType(reader), content: reader.bytes() };
    case 'external':
      return { disposition, language, ...readExternal(reader) };
    case 'multi':
      return { disposition, language, ...readMulti(reader, level, budget) };
  }
}

function readContentType(reader: CborReader): string {
  const contentType = reader.text();
  if (!parseMediaType(contentType)) throw new InvalidContent('media-type', 'a content type is no media type');
  return contentType;
}

function readMulti(reader: CborReader, level: number, budget: { left: number }): PartContent {
  const semantics = semanticsOf[reader.uint(Number.MAX_SAFE_INTEGER)];
  if (!semantics) throw new InvalidContent('unknown-semantics', 'part semantics are 0, 1 or 2');
  const count = reader.arrayLength();
  if (count < 2) throw new InvalidContent('structure', 'a MultiPart has at least two parts');
  const parts: Part[] = [];
  while (parts.length < count) parts.push(readPart(reader, level + 1, budget));
  return { type: 'multi', semantics, parts };
}

function readExternal(reader: CborReader): PartContent {
  const contentType = reader.text();
  // The draft's own conferencing example has no type: what a session is can only be said by its URL.
  if (contentType !== '' && !parseMediaType(contentType)) {
    throw new InvalidContent('media-type', 'a content type is no media type');
  }
  const external = {
    type: 'external',
    contentType,
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
  } as const;
  checkExternal(external);
  return external;
}

/** Writes a NestedPart; whether it keeps the rules is seen when it is read again. */
export function writePart(writer: CborWriter, part: Part): void {
  const cardinality = cardinalities.findIndex(({ type }) => type === part.type);
  writer.array(cardinalities[cardinality]?.fields ?? 0);
  writer.integer(part.disposition).text(part.language).integer(cardinality);
  switch (part.type) {
    case 'null':
      return;
    case 'single':
      writer.text(part.contentType).bytes(part.content);
      return;
    case 'external':
      writer.text(part.contentType).text(part.url).integer(part.expires).uint64(part.size);
      writer.integer(part.encryptionAlgorithm).bytes(part.key).bytes(part.nonce).bytes(part.aad);
      writer.integer(part.hashAlgorithm).bytes(part.contentHash).text(part.description).text(part.filename);
      return;
    case 'multi':
      writer.integer(semanticsOf.indexOf(part.semantics)).array(part.parts.length);
      for (const nested of part.parts) writePart(writer, nested);
  }
}
