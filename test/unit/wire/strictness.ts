import fc from 'fast-check';
import { expect } from 'vitest';
import { InvalidWire, type WireCodec, type WireRule } from '../../../src/wire/index.ts';

/** The rule by which something is refused; any error that is no `InvalidWire` falls through. */
export function ruleOf(act: () => unknown): WireRule | 'accepted' {
  try {
    act();
  } catch (error) {
    if (error instanceof InvalidWire) {
      expect(error.kind).toBe('invalid');
      expect(error.section).not.toBe('');
      return error.rule;
    }
    throw error;
  }
  return 'accepted';
}

/** Whatever is encoded comes back, and nothing is left over when it is encoded again. */
export function comesBack<T>(codec: WireCodec<T>, values: fc.Arbitrary<T>, numRuns = 200): void {
  fc.assert(
    fc.property(values, (value) => {
      const octets = codec.encode(value);
      const decoded = codec.decode(octets);
      expect(decoded).toEqual(value);
      expect(codec.encode(decoded)).toEqual(octets);
    }),
    { numRuns },
  );
}

/** Cut off anywhere, or with an octet too many, it is refused. */
export function isWhole<T>(codec: WireCodec<T>, values: fc.Arbitrary<T>, numRuns = 5): void {
  fc.assert(
    fc.property(values, fc.nat(0xff), (value, octet) => {
      const octets = codec.encode(value);
      for (let length = 0; length < octets.length; length++) {
        expect(ruleOf(() => codec.decode(octets.subarray(0, length)))).not.toBe('accepted');
      }
      expect(ruleOf(() => codec.decode(Uint8Array.of(...octets, octet)))).not.toBe('accepted');
    }),
    { numRuns },
  );
}

/** With any octet changed it is refused, or it is the one spelling of something else. */
export function isCanonical<T>(codec: WireCodec<T>, values: fc.Arbitrary<T>, numRuns = 5): void {
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 255 }), (value, mask) => {
      const octets = codec.encode(value);
      for (let at = 0; at < octets.length; at++) {
        const damaged = octets.slice();
        damaged[at] = (octets[at] ?? 0) ^ mask;
        let decoded: T;
        try {
          decoded = codec.decode(damaged);
        } catch (error) {
          if (!(error instanceof InvalidWire)) throw error;
          continue;
        }
        expect(codec.encode(decoded)).toEqual(damaged);
      }
    }),
    { numRuns },
  );
}

/** All three. */
export function isStrict<T>(codec: WireCodec<T>, values: fc.Arbitrary<T>): void {
  comesBack(codec, values);
  isWhole(codec, values);
  isCanonical(codec, values);
}
