import { describe, expect, it } from 'vitest';
import { fuzzWire } from '../../fuzz/wire-fuzz.ts';
import { wireTargets } from '../../fuzz/wire-targets.ts';

describe('damaged bodies and components', () => {
  it('are refused by a rule of a draft, or are the one spelling of something else', () => {
    const report = fuzzWire({ inputs: 20_000, seed: 20_000, large: 5_000, timed: false });
    expect(report.findings).toEqual([]);
    expect(report.inputs).toBe(20_000);
    expect(Object.keys(report.byTarget)).toHaveLength(wireTargets().length);
    // Most damages know the format: enough must get past the decoder to reach the checks behind it.
    expect(report.taken).toBeGreaterThan(2_000);
  });
});
