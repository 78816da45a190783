import { describe, expect, it } from 'vitest';
import { readOptions } from '../../fuzz/options.ts';
import { exitCodeOf } from '../../fuzz/run.ts';

describe('the fuzzing commands', () => {
  it.each(['abc', '0', '-1', '1.5', '', ' ', 'Infinity', 'NaN', '99999999999999999999'])(
    'refuse %j inputs and %j workers: a run that does nothing would find nothing',
    (count) => {
      expect(() => readOptions([`--inputs=${count}`])).toThrow('--inputs');
      expect(() => readOptions([`--workers=${count}`])).toThrow('--workers');
    },
  );

  it('refuse a seed that is no whole number', () => {
    for (const seed of ['abc', '-1', '0.5', '']) expect(() => readOptions([`--seed=${seed}`])).toThrow('--seed');
  });

  it('take what is said, and something sensible for what is not', () => {
    expect(readOptions(['--inputs', '300', '--seed', '0', '--workers', '3'])).toEqual({
      inputs: 300,
      seed: 0,
      workers: 3,
    });
    const { inputs, seed, workers } = readOptions([]);
    expect([inputs, seed]).toEqual([100_000, 1]);
    expect(workers).toBeGreaterThan(0);
  });

  it('fail when something was found and when nothing was tried', () => {
    expect(exitCodeOf({ inputs: 5, findings: [] })).toBe(0);
    expect(exitCodeOf({ inputs: 5, findings: [{}] })).toBe(1);
    expect(exitCodeOf({ inputs: 0, findings: [] })).toBe(1);
  });
});
