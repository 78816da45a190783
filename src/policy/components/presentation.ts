import { decodeExactly, encodeWith, InvalidMessage, type Reader, type Writer } from '../../mls/index.ts';
import { InvalidPolicy } from '../invalid-policy.ts';

// The pieces that components are made of, over the strict codec of RFC 9420 §2.1.

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Both directions of one component. Decoding throws {@link InvalidPolicy} `malformed`. */
export interface ComponentCodec<T> {
  readonly encode: (value: T) => Uint8Array;
  readonly decode: (octets: Uint8Array) => T;
}

/** A codec from the two halves of a struct; what is not wholly and minimally spelled is refused. */
export function codecOf<T>(write: (writer: Writer, value: T) => void, read: (reader: Reader) => T): ComponentCodec<T> {
  return {
    encode: (value) => encodeWith(write, value),
    decode: (octets) => {
      try {
        return decodeExactly(read, octets);
      } catch (cause) {
        if (cause instanceof InvalidMessage) throw new InvalidPolicy('malformed', cause.message, { cause });
        throw cause;
      }
    },
  };
}

export function writeText(writer: Writer, text: string): void {
  writer.opaque(encoder.encode(text));
}

/** UTF-8 without NUL (draft-ietf-mimi-protocol §7.6 UTF8String; decision WF-05). */
export function readText(reader: Reader): string {
  let text: string;
  try {
    text = decoder.decode(reader.opaque());
  } catch (cause) {
    if (cause instanceof InvalidMessage) throw cause;
    throw new InvalidPolicy('malformed', 'a string is not UTF-8', { cause });
  }
  if (text.includes('\0')) throw new InvalidPolicy('malformed', 'a string has a NUL');
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
