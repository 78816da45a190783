/**
 * Ways to damage a valid encoding: blind ones, and ones that know where its vectors are, so that what is damaged lies
 * deep and everything around it still fits.
 */
import { Reader } from '../../src/mls/codec/reader.ts';
import { decodeMessage } from '../../src/mls/structs/message.ts';
import type { Seeded } from '../interop/seeded.ts';
import { vector } from '../interop/wire.ts';

/** A vector in an encoding: its length stands at `start`, its content ends before `end`. */
export interface Span {
  readonly start: number;
  readonly content: number;
  readonly end: number;
}

function prefixSize(first: number): number {
  return 1 << (first >> 6);
}

/** Where the vectors of a message are, as the codec itself reads them. */
export function spansOf(octets: Uint8Array, read: (octets: Uint8Array) => unknown = decodeMessage): Span[] {
  const spans: Span[] = [];
  const prototype = Reader.prototype;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with the reader of each call below
  const { opaque, vector: readVector } = prototype;
  const note = (reader: Reader, start: number): void => {
    const end = reader.position;
    // A reader over other octets (a value decoded for itself) has positions that mean nothing here.
    const first = octets[start];
    if (first !== undefined && end <= octets.length) spans.push({ start, content: start + prefixSize(first), end });
  };
  prototype.opaque = function (this: Reader): Uint8Array {
    const start = this.position;
    const value = opaque.call(this);
    note(this, start);
    return value;
  };
  prototype.vector = function <T>(this: Reader, readItem: (reader: Reader) => T): T[] {
    const start = this.position;
    const value = readVector.call(this, readItem) as T[];
    note(this, start);
    return value;
  };
  try {
    read(octets);
  } finally {
    prototype.opaque = opaque;
    prototype.vector = readVector;
  }
  return spans.filter((span) => span.content <= span.end);
}

/** Puts other octets in place of a span's, length included, and mends the lengths of all that encloses it. */
function replaced(octets: Uint8Array, spans: readonly Span[], target: Span, by: Uint8Array): Uint8Array {
  const enclosing = spans
    .filter((span) => span.content <= target.start && span.end >= target.end && span !== target)
    .sort((a, b) => b.start - a.start);
  let { start, end } = target;
  let middle: Uint8Array = by;
  for (const span of enclosing) {
    middle = vector(Buffer.concat([octets.subarray(span.content, start), middle, octets.subarray(end, span.end)]));
    start = span.start;
    end = span.end;
  }
  return Buffer.concat([octets.subarray(0, start), middle, octets.subarray(end)]);
}

export type Mutation = (octets: Uint8Array, random: Seeded, spans: readonly Span[], donor: Uint8Array) => Uint8Array;

const flipBits: Mutation = (octets, random) => {
  const out = octets.slice();
  for (let i = random.below(3); i >= 0; i--) {
    const at = random.below(out.length);
    out[at] = (out[at] as number) ^ (1 << random.below(8));
  }
  return out;
};

const interesting = [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 0x3f, 0x40, 0x7f, 0x80, 0xbf, 0xc0, 0xff] as const;

const setOctet: Mutation = (octets, random) => {
  const out = octets.slice();
  out[random.below(out.length)] = random.chance(0.5) ? random.pick(interesting) : random.below(256);
  return out;
};

const truncate: Mutation = (octets, random) => octets.slice(0, random.below(octets.length));

const extend: Mutation = (octets, random) => Buffer.concat([octets, random.bytes(1 + random.below(8))]);

const removeRange: Mutation = (octets, random) => {
  const at = random.below(octets.length);
  return Buffer.concat([octets.subarray(0, at), octets.subarray(at + 1 + random.below(16))]);
};

const repeatRange: Mutation = (octets, random) => {
  const at = random.below(octets.length);
  const end = Math.min(octets.length, at + 1 + random.below(64));
  return Buffer.concat([octets.subarray(0, end), octets.subarray(at)]);
};

const splice: Mutation = (octets, random, _spans, donor) => {
  const from = random.below(donor.length);
  const at = random.below(octets.length);
  const piece = donor.subarray(from, from + 1 + random.below(64));
  return Buffer.concat([octets.subarray(0, at), piece, octets.subarray(at + (random.chance(0.5) ? piece.length : 0))]);
};

/** The same length in more octets than needed (RFC 9420 §2.1.2: refused). */
const longerPrefix: Mutation = (octets, random, spans) => {
  const target = random.pick(spans);
  const length = target.end - target.content;
  const wide = Buffer.alloc(4);
  wide.writeUInt32BE((0x80000000 | length) >>> 0);
  const prefix = length < 0x40 && random.chance(0.5) ? Buffer.from([0x40, length]) : wide;
  return replaced(octets, spans, target, Buffer.concat([prefix, octets.subarray(target.content, target.end)]));
};

const wrongLength: Mutation = (octets, random, spans) => {
  const target = random.pick(spans);
  const out = octets.slice();
  const width = target.content - target.start;
  const last = target.content - 1;
  switch (random.below(4)) {
    case 0:
      out[last] = (out[last] as number) + 1;
      break;
    case 1:
      out[last] = (out[last] as number) - 1;
      break;
    case 2:
      // The reserved prefix, and lengths beyond everything.
      out[target.start] = random.pick([0xc0, 0xff, 0x80, 0xbf]);
      break;
    default:
      for (let i = 1; i < width; i++) out[target.start + i] = 0xff;
  }
  return out;
};

/** Another content with fitting lengths all around. */
const otherContent: Mutation = (octets, random, spans, donor) => {
  const target = random.pick(spans);
  const content = octets.subarray(target.content, target.end);
  const choices = [
    () => new Uint8Array(),
    () => content.subarray(0, random.below(content.length + 1)),
    () => Buffer.concat([content, content]),
    () => Buffer.concat([content, random.bytes(1 + random.below(4))]),
    () => random.bytes(content.length),
    () => {
      const from = random.below(donor.length);
      return donor.subarray(from, from + random.below(100));
    },
    () => {
      const other = random.pick(spans);
      return octets.subarray(other.content, other.end);
    },
    () => flipBits(content.length === 0 ? new Uint8Array(1) : content, random, [], donor),
  ];
  return replaced(octets, spans, target, vector(random.pick(choices)()));
};

/** Contents that are much work to take apart: empty vectors, vectors of one octet, blanks, and what stood there. */
const fillings = [[0], [1, 0x61], [0, 0], [2, 0, 0], [1, 0], [0x40], [0xff]] as const;

/** One vector grown to a size, out of many repetitions, with fitting lengths all around. */
export function inflate(
  octets: Uint8Array,
  random: Seeded,
  spans: readonly Span[],
  size: number,
): { name: string; octets: Uint8Array } {
  const target = random.pick(spans);
  const content = octets.subarray(target.content, target.end);
  const filling = content.length > 0 && random.chance(0.5) ? content : Uint8Array.from(random.pick(fillings));
  const repeated = Buffer.alloc(size - (size % filling.length), filling);
  const name = filling === content ? 'inflate by itself' : `inflate by ${Buffer.from(filling).toString('hex')}`;
  return { name, octets: new Uint8Array(replaced(octets, spans, target, vector(repeated))) };
}

const blind = [flipBits, setOctet, truncate, extend, removeRange, repeatRange, splice] as const;
const aware = [longerPrefix, wrongLength, otherContent, otherContent] as const;

/** One damage, sometimes two. */
export function mutate(
  octets: Uint8Array,
  random: Seeded,
  spans: readonly Span[],
  donor: Uint8Array,
): { name: string; octets: Uint8Array } {
  const first = spans.length > 0 && random.chance(0.6) ? random.pick(aware) : random.pick(blind);
  let out = first(octets, random, spans, donor);
  if (out.length > 0 && random.chance(0.15)) out = random.pick(blind)(out, random, [], donor);
  return { name: first.name, octets: new Uint8Array(out) };
}
