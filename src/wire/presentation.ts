import {
  type ClientUri,
  formatMimiUri,
  InvalidIdentifier,
  parseClientUri,
  parseMimiUri,
  parseRoomUri,
  parseUserUri,
  type RoomUri,
  type UserUri,
} from '../identifiers/index.ts';
import {
  decodeExactly,
  type Dictionary,
  encodeWith,
  InvalidMessage,
  readDictionary,
  type Reader,
  writeDictionary,
  type Writer,
} from '../mls/index.ts';
import { protocols } from './codes.ts';
import type { PersonUri, PseudonymUri, WireCodec } from './contract.ts';
import { demand, InvalidWire, type WireRule } from './invalid-wire.ts';

/** Both directions of one field. What they throw, {@link codecOf} makes an `InvalidWire`. */
export interface Field<T> {
  readonly write: (writer: Writer, value: T) => void;
  readonly read: (reader: Reader) => T;
}

/** How a struct becomes a {@link WireCodec}. */
interface StructOptions<T> extends Field<T> {
  readonly section: string;
  /** Longest encoding, in octets: refused before it is looked at. */
  readonly limit: number;
  /** Throws `InvalidWire` when fields contradict one another; asked both ways. */
  readonly check?: (value: T) => void;
}

const ruleOfMessage: Partial<Record<InvalidMessage['rule'], WireRule>> = {
  'wrong-wire-format': 'mls-message',
  'app-data-dictionary': 'dictionary',
};

/** Makes what the engine refuses a refusal of the wire. @param rule where the engine's own has no counterpart here */
export function refusing<T>(section: string, act: () => T, rule: WireRule = 'malformed'): T {
  try {
    return act();
  } catch (cause) {
    if (!(cause instanceof InvalidMessage)) throw cause;
    throw new InvalidWire(ruleOfMessage[cause.rule] ?? rule, section, cause.message, { cause });
  }
}

/** A struct that is a whole body. */
export function codecOf<T>(struct: StructOptions<T>): WireCodec<T> {
  const { section, limit, check } = struct;
  const checkSize = (octets: Uint8Array): void => {
    demand(octets.length <= limit, 'too-large', section, `${octets.length} octets, at most ${limit}`);
  };
  return {
    encode: (value) => {
      check?.(value);
      const octets = refusing(section, () => encodeWith(struct.write, value));
      checkSize(octets);
      return octets;
    },
    decode: (octets) => {
      checkSize(octets);
      const value = refusing(section, () => decodeExactly(struct.read, octets));
      check?.(value);
      return value;
    },
  };
}

/** Protocol (P §5). There is one, so that its octet says nothing and no value has it. */
export const protocol = {
  write: (writer: Writer): void => {
    writer.uint8(protocols.mls10);
  },
  read: (reader: Reader): void => {
    const value = reader.uint8();
    demand(value === protocols.mls10, 'unknown-protocol', 'draft-ietf-mimi-protocol-06 §5', String(value));
  },
};

/** An enum of one octet. @param section of the enum */
export function code<Name extends string>(table: Readonly<Record<Name, number>>, section: string): Field<Name> {
  const names = new Map((Object.entries(table) as [Name, number][]).map(([name, value]) => [value, name]));
  return {
    write: (writer, name) => {
      writer.uint8(table[name]);
    },
    read: (reader) => {
      const value = reader.uint8();
      const name = names.get(value);
      if (name === undefined) throw new InvalidWire('unknown-code', section, String(value));
      return name;
    },
  };
}

const encoder = new TextEncoder();
const textSection = 'draft-ietf-mimi-protocol-06 §7.6 UTF8String';

function readUtf8(reader: Reader): string {
  const value = reader.text();
  if (value === null) throw new InvalidWire('text', textSection, 'not UTF-8');
  return value;
}

/** `string`, and `opaque<V>` that the draft calls UTF-8: without NUL (decision WF-05). */
export const text: Field<string> = {
  write: (writer, value) => {
    demand(value.isWellFormed() && !value.includes('\0'), 'text', textSection, 'a lone surrogate or a NUL');
    writer.opaque(encoder.encode(value));
  },
  read: (reader) => {
    const value = readUtf8(reader);
    demand(!value.includes('\0'), 'text', textSection, 'a NUL');
    return value;
  },
};

const uriSection = 'draft-ietf-mimi-protocol-06 §3';

/** A URI's field, and the same where it may be missing although the syntax has no optional: null is the empty one. */
interface UriField<Uri extends string> extends Field<Uri> {
  readonly orNone: Field<Uri | null>;
}

function uriField<Uri extends string>(parse: (text: string) => Uri): UriField<Uri> {
  const checked = (value: string): Uri => {
    let uri: Uri;
    try {
      uri = parse(value);
    } catch (cause) {
      if (!(cause instanceof InvalidIdentifier)) throw cause;
      throw new InvalidWire('identifier', uriSection, cause.message, { cause });
    }
    demand(uri === value, 'identifier', uriSection, 'not the canonical spelling');
    return uri;
  };
  return {
    write: (writer, value) => {
      writer.opaque(encoder.encode(checked(value)));
    },
    read: (reader) => checked(readUtf8(reader)),
    orNone: {
      write: (writer, value) => {
        writer.opaque(encoder.encode(value === null ? '' : checked(value)));
      },
      read: (reader) => {
        const value = readUtf8(reader);
        return value === '' ? null : checked(value);
      },
    },
  };
}

/** Canonical spelling of a person's URI. @throws InvalidIdentifier */
export function parsePerson(value: string): PersonUri {
  const uri = parseMimiUri(value);
  return uri.kind === 'pseudonym' ? (formatMimiUri(uri) as PseudonymUri) : parseUserUri(value);
}

/** IdentifierUri of a user or of a user's pseudonym (P §5.2; KP-06). */
export const person: UriField<PersonUri> = uriField(parsePerson);
/** IdentifierUri of a user. */
export const user: UriField<UserUri> = uriField(parseUserUri);
/** IdentifierUri of a client. */
export const client: UriField<ClientUri> = uriField(parseClientUri);
/** RoomId, which is an IdentifierUri (decision WF-05). */
export const room: UriField<RoomUri> = uriField(parseRoomUri);

/** `optional<T>` as null or a value. */
export function optional<T>(field: Field<T>): Field<T | null> {
  return {
    write: (writer, value) => {
      writer.optional(value, field.write);
    },
    read: (reader) => reader.optional(field.read) ?? null,
  };
}

/** `T<V>` of no more items than anybody has. @param section of the list */
export function list<T>(field: Field<T>, most: number, section: string): Field<readonly T[]> {
  return {
    write: (writer, items) => {
      demand(items.length <= most, 'too-large', section, `${items.length} items, at most ${most}`);
      writer.vector(items, field.write);
    },
    read: (reader) => {
      let left = most;
      return reader.vector((inner) => {
        demand(left-- > 0, 'too-large', section, `more than ${most} items`);
        return field.read(inner);
      });
    },
  };
}

/** Milliseconds since 1970. Beyond 2^53 (the year 287396) no clock of ours can say it. */
export const time: Field<number> = {
  write: (writer, value) => {
    demand(Number.isSafeInteger(value) && value >= 0, 'timestamp', 'draft-ietf-mimi-protocol-06 §5.3', 'not a time');
    writer.uint64(BigInt(value));
  },
  read: (reader) => {
    const value = reader.uint64();
    const known = value <= Number.MAX_SAFE_INTEGER;
    demand(known, 'timestamp', 'draft-ietf-mimi-protocol-06 §5.3', 'beyond 2^53 milliseconds');
    return Number(value);
  },
};

/** AppDataDictionary (draft-ietf-mls-extensions §4.6). */
export const dictionary: Field<Dictionary> = { write: writeDictionary, read: readDictionary };
