import { CborReader } from '../codec/cbor-reader.ts';
import { CborWriter } from '../codec/cbor-writer.ts';
import type { ExtensionKey, MimiContent } from '../contract.ts';
import { InvalidContent } from '../invalid-content.ts';
import { readAvMetadata, writeAvMetadata } from './av-metadata.ts';
import type { KnownExtensions } from './contract.ts';
import {
  readExternalMessageId,
  readLastSeen,
  readSenderTimestamp,
  readSubject,
  writeExternalMessageId,
  writeLastSeen,
  writeSenderTimestamp,
} from './more-extensions.ts';
import { readReason } from './reason.ts';

/**
 * Keys of the extensions that we know: of draft-ietf-mimi-content §8.2, those that draft-mimi-content-more-extensions
 * suggests, the text key of draft-mahy-mimi-av-metadata, and three of our own.
 */
export const extensionKeys = {
  sender: 1,
  room: 2,
  senderTimestamp: 3,
  externalMessageId: 4,
  subject: 5,
  lastSeen: 256,
  avMetadata: 'av_metadata',
  kind: 'mimi-gateway.kind',
  voice: 'mimi-gateway.voice',
  reason: 'mimi-gateway.reason',
} as const satisfies Record<keyof KnownExtensions, ExtensionKey>;

const readKind = (reader: CborReader): KnownExtensions['kind'] => {
  const kind = reader.text();
  return kind === 'emote' || kind === 'notice' ? kind : null;
};

const readVoice = (reader: CborReader): readonly number[] =>
  Array.from({ length: reader.arrayLength() }, () => reader.uint(0xffff));

/**
 * What the extensions say that we know. Most keys are suggestions of drafts that may yet be given to something else:
 * a value of another type is therefore no fault but an extension that we don't know (CF-09), and null here.
 */
export function knownExtensions(extensions: MimiContent['extensions']): KnownExtensions {
  const read = <T>(name: keyof KnownExtensions, how: (reader: CborReader) => T): T | null => {
    const value = extensions.get(extensionKeys[name]);
    return value === undefined ? null : tryToRead(value, how);
  };
  return {
    sender: read('sender', (reader) => reader.text()),
    room: read('room', (reader) => reader.text()),
    senderTimestamp: read('senderTimestamp', readSenderTimestamp),
    externalMessageId: read('externalMessageId', readExternalMessageId),
    subject: read('subject', readSubject),
    lastSeen: read('lastSeen', readLastSeen),
    avMetadata: read('avMetadata', readAvMetadata),
    kind: read('kind', readKind),
    voice: read('voice', readVoice),
    reason: read('reason', readReason),
  };
}

function tryToRead<T>(value: Uint8Array, how: (reader: CborReader) => T): T | null {
  const reader = new CborReader(value);
  try {
    const read = how(reader);
    reader.end();
    return read;
  } catch (cause) {
    // The message was taken as CBOR already: a value of another type is all that can be wrong.
    if (cause instanceof InvalidContent) return null;
    throw cause;
  }
}

/** Extensions of a message to be sent, as they stand in its map. Absent and null ones are left out. */
export function writeExtensions(known: Partial<KnownExtensions>): ReadonlyMap<ExtensionKey, Uint8Array> {
  const extensions = new Map<ExtensionKey, Uint8Array>();
  const write = <K extends keyof KnownExtensions>(
    name: K,
    how: (writer: CborWriter, value: NonNullable<KnownExtensions[K]>) => void,
  ): void => {
    const value = known[name] ?? null;
    if (value === null) return;
    const writer = new CborWriter();
    how(writer, value);
    extensions.set(extensionKeys[name], writer.finish());
  };
  const text = (writer: CborWriter, value: string): CborWriter => writer.text(value);
  write('sender', text);
  write('room', text);
  write('senderTimestamp', writeSenderTimestamp);
  write('externalMessageId', writeExternalMessageId);
  write('subject', text);
  write('lastSeen', writeLastSeen);
  write('avMetadata', writeAvMetadata);
  write('kind', text);
  write('voice', (writer, parts) => {
    writer.array(parts.length);
    for (const part of parts) writer.integer(part);
  });
  write('reason', text);
  return extensions;
}
