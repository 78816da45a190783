/** Messages as large as they may be, made of what is most work to take apart. */
import { decodeContent, InvalidContent } from '../../src/content/index.ts';
import type { Seeded } from '../interop/seeded.ts';
import type { Input } from './content-targets.ts';

const head = `8750${'07'.repeat(16)}f640f6f6`;
const body = '83016000';
/** Values of an extension, in hex: one octet each, floats, keys in order, the longest forms, what is nested and tagged. */
const fillings = [
  '00',
  'f6',
  '40',
  '60',
  'fb3ff3ae147ae147ae',
  '1bffffffffffffffff',
  '8180',
  'd82060',
  'c249ffffffffffffffffff',
];

/** An extension that is a list of very many values, or text, or a map; sometimes cut off before its end. */
export function inflated(random: Seeded): Input {
  const size = 0x1_0000 + random.below(0x2_f000);
  const octets = Buffer.from(`${head}a107${valueOf(random, size)}${body}`, 'hex');
  const given = random.chance(0.2) ? octets.subarray(0, octets.length - 1) : octets;
  return {
    kind: 'decode',
    target: 'large content',
    size: given.length,
    run: () => {
      try {
        decodeContent(given);
        return () => undefined;
      } catch (error) {
        if (error instanceof InvalidContent) return null;
        throw error;
      }
    },
    shown: () => given.subarray(0, 200).toString('hex'),
  };
}

/** A head whose argument is above 255, in its shortest form. */
const long = (major: number, count: number): string =>
  count < 0x1_0000
    ? (major + 25).toString(16) + count.toString(16).padStart(4, '0')
    : (major + 26).toString(16) + count.toString(16).padStart(8, '0');

function valueOf(random: Seeded, size: number): string {
  const draw = random.below(3);
  if (draw === 0)
    return (
      long(0x60, size) +
      Buffer.alloc(size, 'é')
        .toString('hex')
        .slice(0, size * 2)
    );
  if (draw === 1) {
    const count = Math.floor(size / 6);
    const keys = Array.from({ length: count }, (_, at) => `1a${(0x10000 + at).toString(16).padStart(8, '0')}00`);
    return long(0xa0, count) + keys.join('');
  }
  const filling = random.pick(fillings);
  const count = Math.floor((size * 2) / filling.length);
  return long(0x80, count) + filling.repeat(count);
}
