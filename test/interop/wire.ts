/**
 * The few encodings that the tests write themselves, independently of the engine: what all members must agree on, and
 * lists that the peers take in their wire form (RFC 9420 §2.1.2, §8.1, §13).
 */
import type { Extension, GroupContext } from '../../src/mls/index.ts';

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
export const unhex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));
export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** RFC 9420 §2.1.2: the length of a vector, in as few bytes as possible. */
function lengthPrefix(length: number): Buffer {
  if (length < 0x40) return Buffer.from([length]);
  if (length < 0x4000) return Buffer.from([0x40 | (length >> 8), length & 0xff]);
  const prefix = Buffer.alloc(4);
  prefix.writeUInt32BE((0x80000000 | length) >>> 0);
  return prefix;
}

export function vector(content: Uint8Array): Buffer {
  return Buffer.concat([lengthPrefix(content.length), content]);
}

export function uint16(value: number): Buffer {
  return Buffer.from([value >> 8, value & 0xff]);
}

export function uint64(value: bigint): Buffer {
  const out = Buffer.alloc(8);
  out.writeBigUInt64BE(value);
  return out;
}

export function extensionList(extensions: readonly Extension[]): Buffer {
  return vector(Buffer.concat(extensions.flatMap(({ type, data }) => [uint16(type), vector(data)])));
}

/** RFC 9420 §8.1 */
export function groupContextBytes(context: GroupContext): Buffer {
  return Buffer.concat([
    uint16(context.version),
    uint16(context.cipherSuite),
    vector(context.groupId),
    uint64(context.epoch),
    vector(context.treeHash),
    vector(context.confirmedTranscriptHash),
    extensionList(context.extensions),
  ]);
}
