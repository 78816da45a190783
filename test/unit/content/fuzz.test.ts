import { describe, expect, it } from 'vitest';
import { fuzzContent } from '../../fuzz/content-fuzz.ts';

describe('what strangers send', () => {
  it('is refused in the proper way or shown soundly, whatever it is', () => {
    const report = fuzzContent({ inputs: 6_000, seed: 6_000, limited: false });
    expect(report.findings).toEqual([]);
    expect(report.inputs).toBe(6_000);
    // Of each kind enough must get past the first look to reach what is behind it.
    for (const target of ['content', 'from Matrix', 'from XMPP', 'to Matrix', 'to XMPP']) {
      expect(report.byTarget[target]?.taken).toBeGreaterThan(100);
    }
  });
});
