import { describe, expect, it } from 'vitest';
import { compareHandshakes } from '../../reference/handshakes/compare-handshakes.ts';

describe('a model of handshakes, written from the drafts alone', () => {
  it('UP-27 UP-29 WF-11: agrees on bare proposals and commits, save where docs/policy-decisions.md says', () => {
    const report = compareHandshakes(5_000, 7);
    expect(report.unexplained).toBe(0);
    // Neither side may be agreed with by refusing everything.
    expect(report.commitsAllowed).toBeGreaterThan(900);
    expect(report.proposalsAllowed).toBeGreaterThan(2_000);
  });
});
