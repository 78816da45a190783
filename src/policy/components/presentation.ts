import { decodeExactly, encodeWith, InvalidMessage, type Reader, type Writer } from '../../mls/index.ts';
import { InvalidPolicy } from '../invalid-policy.ts';
import type { Optionality } from './contract.ts';

// The pieces that components are made of, over the strict codec of RFC 9420 §2.1.

const encoder = new TextEncoder();

/** Both directions of one component. Decoding throws {@link InvalidPolicy} `malformed`. */
export interface ComponentCodec<T> {
  readonly encode: (value: T) => Uint8Array;
  readonly decode: (octets: Uint8Array) => T;
}

/**
 * A codec from the two halves of a struct; what is not wholly and minimally spelled is refused.
 * @param check what the draft demands of the value by itself, in both directions: what could not be read is not written
 */
export function codecOf<T>(
  write: (writer: Writer, value: T) => void,
  read: (reader: Reader) => T,
  check?: (value: T) => void,
): ComponentCodec<T> {
  return {
    encode: (value) => {
      check?.(value);
      return encodeWith(write, value);
    },
    decode: (octets) => {
      const value = malformedAsPolicy(() => decodeExactly(read, octets));
      check?.(value);
      return value;
    },
  };
}

function malformedAsPolicy<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof InvalidMessage) throw new InvalidPolicy('malformed', cause.message, { cause });
    throw cause;
  }
}

/** What {@link readText} reads: an encoder would put another character in the place of half of one. */
export function writeText(writer: Writer, text: string): void {
  if (!text.isWellFormed()) throw new InvalidPolicy('malformed', 'a string has half a character');
  checkNul(text);
  writer.opaque(encoder.encode(text));
}

function checkNul(text: string): void {
  if (text.includes('\0')) throw new InvalidPolicy('malformed', 'a string has a NUL');
}

/** UTF-8 without NUL (draft-ietf-mimi-protocol §7.6 UTF8String; decision WF-05). */
export function readText(reader: Reader): string {
  const text = reader.text();
  if (text === null) throw new InvalidPolicy('malformed', 'a string is not UTF-8');
  checkNul(text);
  return text;
}

export function writeBool(writer: Writer, value: boolean): void {
  writer.uint8(value ? 1 : 0);
}

/** One octet, 0 or 1 (decision WF-05). */
export function readBool(reader: Reader): boolean {
  const octet = reader.uint8();
  if (octet > 1) throw new InvalidPolicy('malformed', 'a boolean is neither 0 nor 1');
  return octet === 1;
}

export function writeOptionalUint32(writer: Writer, value: number | null): void {
  writer.optional(value, (inner, number) => {
    inner.uint32(number);
  });
}

export function readOptionalUint32(reader: Reader): number | null {
  return reader.optional((inner) => inner.uint32()) ?? null;
}

/** The spelling of an enum of one octet, from 0 up. */
export interface Enumeration<Name extends string> {
  readonly write: (writer: Writer, name: Name) => void;
  /** @throws InvalidPolicy `malformed` for a value that the draft has not */
  readonly read: (reader: Reader) => Name;
}

export function enumeration<Name extends string>(...names: readonly Name[]): Enumeration<Name> {
  return {
    write: (writer, name) => {
      writer.uint8(names.indexOf(name));
    },
    read: (reader) => {
      const name = names[reader.uint8()];
      if (name === undefined) throw new InvalidPolicy('malformed', `an enum is none of ${names.join(', ')}`);
      return name;
    },
  };
}

/** draft-ietf-mimi-room-policy §6.1; `mandatory` in a select is the same value (decision WF-06). */
export const optionality = enumeration<Optionality>('optional', 'required', 'forbidden');
