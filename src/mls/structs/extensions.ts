import { decode, type Reader } from '../codec/reader.ts';
import { encode, type Writer } from '../codec/writer.ts';
import type { Capabilities, Credential, Extension } from '../contract.ts';
import { InvalidMessage } from '../invalid-message.ts';
import { extensionType } from './code-points.ts';
import { readCredential, readUint16s, writeCredential, writeUint16s } from './leaf-node.ts';

/** RFC 9420 §11.1: what of its capabilities each member must have. */
export type RequiredCapabilities = Pick<Capabilities, 'extensions' | 'proposals' | 'credentials'>;

/** RFC 9420 §12.1.8.1. */
export interface ExternalSender {
  readonly signatureKey: Uint8Array;
  readonly credential: Credential;
}

/** app_data_dictionary (draft-ietf-mls-extensions §4.6) as component id to data, in ascending order. */
export type Dictionary = ReadonlyMap<number, Uint8Array>;

export function findExtension(extensions: readonly Extension[], type: number): Uint8Array | undefined {
  return extensions.find((extension) => extension.type === type)?.data;
}

/** RFC 9420 §13.4: at most one extension of a type. */
export function checkNoDuplicates(extensions: readonly Extension[]): void {
  if (new Set(extensions.map(({ type }) => type)).size !== extensions.length)
    throw new InvalidMessage('duplicate-extension');
}

export function writeRequiredCapabilities(writer: Writer, required: RequiredCapabilities): void {
  writeUint16s(writer, required.extensions);
  writeUint16s(writer, required.proposals);
  writeUint16s(writer, required.credentials);
}

export function readRequiredCapabilities(reader: Reader): RequiredCapabilities {
  return { extensions: readUint16s(reader), proposals: readUint16s(reader), credentials: readUint16s(reader) };
}

export function requiredCapabilitiesExtension(required: RequiredCapabilities): Extension {
  return { type: extensionType.requiredCapabilities, data: encode(writeRequiredCapabilities, required) };
}

export function requiredCapabilitiesIn(extensions: readonly Extension[]): RequiredCapabilities | undefined {
  const data = findExtension(extensions, extensionType.requiredCapabilities);
  if (data === undefined) return undefined;
  return decode(readRequiredCapabilities, data);
}

export function writeExternalSender(writer: Writer, sender: ExternalSender): void {
  writeCredential(writer.opaque(sender.signatureKey), sender.credential);
}

export function readExternalSender(reader: Reader): ExternalSender {
  return { signatureKey: reader.opaque(), credential: readCredential(reader) };
}

export function externalSendersExtension(senders: readonly ExternalSender[]): Extension {
  const data = encode((writer, list: readonly ExternalSender[]) => writer.vector(list, writeExternalSender), senders);
  return { type: extensionType.externalSenders, data };
}

export function externalSendersIn(extensions: readonly Extension[]): readonly ExternalSender[] {
  const data = findExtension(extensions, extensionType.externalSenders);
  if (data === undefined) return [];
  return decode((r) => r.vector(readExternalSender), data);
}

export function dictionaryExtension(entries: Dictionary): Extension {
  return { type: extensionType.appDataDictionary, data: encode(writeDictionary, entries) };
}

/** Throws `InvalidMessage('app-data-dictionary')` unless the entries are sorted and unique. */
export function readDictionary(reader: Reader): Dictionary {
  const entries = reader.vector((e) => [e.uint16(), e.opaque()] as const);
  for (let i = 1; i < entries.length; i++) {
    if ((entries[i - 1]?.[0] ?? 0) >= (entries[i]?.[0] ?? 0))
      throw new InvalidMessage('app-data-dictionary', 'components are not sorted or not unique');
  }
  return new Map(entries);
}

export function decodeDictionary(data: Uint8Array): Dictionary {
  return decode(readDictionary, data);
}

export function writeDictionary(writer: Writer, entries: Dictionary): void {
  const sorted = [...entries].sort(([a], [b]) => a - b);
  writer.vector(sorted, (w, [id, value]) => w.uint16(id).opaque(value));
}

const dictionaries = new WeakMap<Uint8Array, Dictionary>();

/** The dictionary among some extensions; an empty one where there is none. */
export function dictionaryIn(extensions: readonly Extension[]): Dictionary {
  const data = findExtension(extensions, extensionType.appDataDictionary);
  if (data === undefined) return new Map();
  let known = dictionaries.get(data);
  if (known === undefined) {
    known = decodeDictionary(data);
    dictionaries.set(data, known);
  }
  return known;
}

/** Puts a dictionary where the old one stood, or at the end (draft-ietf-mls-extensions §4.7). */
export function withDictionary(extensions: readonly Extension[], entries: Dictionary): Extension[] {
  const made = dictionaryExtension(entries);
  return extensions.some(({ type }) => type === made.type)
    ? extensions.map((extension) => (extension.type === made.type ? made : extension))
    : [...extensions, made];
}
