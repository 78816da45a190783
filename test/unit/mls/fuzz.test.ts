import { describe, expect, it } from 'vitest';
import { fuzz } from '../../fuzz/fuzz.ts';

describe('damaged messages and states', () => {
  it('are refused with InvalidMessage, decode canonically or not at all, and forge nothing', async () => {
    const report = await fuzz({ inputs: 20_000, seed: 20_000, suites: [1, 2] });
    expect(report.findings).toEqual([]);
    expect(report.inputs).toBe(20_000);
    // Half of the damages know the format: enough must get past the decoder to reach the checks behind it.
    expect(report.decoded).toBeGreaterThan(2_000);
  });
});
