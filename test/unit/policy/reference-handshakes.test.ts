import { describe, expect, it } from 'vitest';
import { compareHandshakes } from '../../reference/handshakes/compare-handshakes.ts';

describe('a model of handshakes, written from the drafts alone', () => {
  it('AC-06 UP-27 UP-29: agrees on bare proposals and commits', () => {
    const report = compareHandshakes(5_000, 7);
    expect(report.examples).toEqual({});
    // Neither side may be agreed with by refusing everything.
    expect(report.commitsAllowed).toBeGreaterThan(900);
    expect(report.proposalsAllowed).toBeGreaterThan(2_000);
  });
});
