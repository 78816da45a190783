import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startKeyRenewal } from '../../../src/cli/key-renewal.ts';
import { createLog } from '../../../src/observe/index.ts';

describe('the renewal of keys', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is looked for once a minute, goes on after a failure, and ends', async () => {
    const asked: number[] = [];
    const renewKeys = (before: number): Promise<number> => {
      asked.push(before);
      return asked.length === 1 ? Promise.reject(new Error('the database is away')) : Promise.resolve(1);
    };
    const log = createLog({ level: 'silent' });
    const stop = startKeyRenewal({ renewKeys }, { days: 7, clock: () => 10 * 86_400_000, log });
    await vi.advanceTimersByTimeAsync(150_000);
    expect(asked).toEqual([3 * 86_400_000, 3 * 86_400_000]);
    await stop();
    await vi.advanceTimersByTimeAsync(150_000);
    expect(asked).toHaveLength(2);
  });
});
