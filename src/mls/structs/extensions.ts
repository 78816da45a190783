import { decode } from '../codec/reader.ts';
import { encode } from '../codec/writer.ts';
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

export function requiredCapabilitiesExtension(required: RequiredCapabilities): Extension {
  const data = encode((writer, value: RequiredCapabilities) => {
    writeUint16s(writer, value.extensions);
    writeUint16s(writer, value.proposals);
    writeUint16s(writer, value.credentials);
  }, required);
  return { type: extensionType.requiredCapabilities, data };
}

export function requiredCapabilitiesIn(extensions: readonly Extension[]): RequiredCapabilities | undefined {
  const data = findExtension(extensions, extensionType.requiredCapabilities);
  if (data === undefined) return undefined;
  return decode((r) => ({ extensions: readUint16s(r), proposals: readUint16s(r), credentials: readUint16s(r) }), data);
}

export function externalSendersExtension(senders: readonly ExternalSender[]): Extension {
  const data = encode(
    (writer, list: readonly ExternalSender[]) =>
      writer.vector(list, (w, sender) => writeCredential(w.opaque(sender.signatureKey), sender.credential)),
    senders,
  );
  return { type: extensionType.externalSenders, data };
}

export function externalSendersIn(extensions: readonly Extension[]): readonly ExternalSender[] {
  const data = findExtension(extensions, extensionType.externalSenders);
  if (data === undefined) return [];
  return decode((r) => r.vector((s) => ({ signatureKey: s.opaque(), credential: readCredential(s) })), data);
}

export function dictionaryExtension(entries: Dictionary): Extension {
  const sorted = [...entries].sort(([a], [b]) => a - b);
  const data = encode(
    (writer, list: typeof sorted) => writer.vector(list, (w, [id, value]) => w.uint16(id).opaque(value)),
    sorted,
  );
  return { type: extensionType.appDataDictionary, data };
}

/** Throws `InvalidMessage('app-data-dictionary')` unless the entries are sorted and unique. */
export function decodeDictionary(data: Uint8Array): Dictionary {
  const entries = decode((r) => r.vector((e) => [e.uint16(), e.opaque()] as const), data);
  for (let i = 1; i < entries.length; i++) {
    if ((entries[i - 1]?.[0] ?? 0) >= (entries[i]?.[0] ?? 0))
      throw new InvalidMessage('app-data-dictionary', 'components are not sorted or not unique');
  }
  return new Map(entries);
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
