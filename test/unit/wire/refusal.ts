import { InvalidWire, type WireRule } from '../../../src/wire/index.ts';

/** The rule by which something is refused; anything else that is thrown goes on. */
export function refusal(act: () => unknown): WireRule {
  try {
    act();
  } catch (error) {
    if (error instanceof InvalidWire) return error.rule;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** The octets with one bit of one octet turned. */
export function damaged(octets: Uint8Array, at = 0): Uint8Array {
  const copy = octets.slice();
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}
