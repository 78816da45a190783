import { describe, expect, it } from 'vitest';
import { compareWithModel } from '../../reference/compare-with-model.ts';

describe('a model written from the drafts alone', () => {
  it('RC-05 RC-06 AC-05: agrees on rooms near their limits', () => {
    const report = compareWithModel(20_000, 4);
    expect(report.examples).toEqual({});
    // Neither side may be agreed with by refusing everything.
    expect(report.allowed).toBeGreaterThan(3_000);
    expect(Object.keys(report.byType)).toHaveLength(42);
    expect(Object.values(report.byType).filter(({ allowed }) => allowed === 0)).toEqual([]);
  });
});
