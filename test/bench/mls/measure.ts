/** Timing and memory, the same way for every figure. */
import { performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** Milliseconds, three digits. */
export const rounded = (value: number): number => Math.round(value * 1000) / 1000;

export async function timed<T>(run: () => T | Promise<T>): Promise<{ value: T; ms: number }> {
  const started = performance.now();
  const value = await run();
  return { value, ms: performance.now() - started };
}

/** Milliseconds a call, each of `count` calls by itself. */
export async function eachOf(count: number, run: (index: number) => unknown): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < count; i++) times.push((await timed(() => run(i))).ms);
  return times;
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes of heap and buffers that stay after a collection. */
export function memory(): number {
  collect();
  collect();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
}

export interface Summary {
  readonly medianMs: number;
  readonly worstMs: number;
  readonly runs: number;
}

export function summary(times: readonly number[]): Summary {
  return { medianMs: rounded(median(times)), worstMs: rounded(Math.max(...times)), runs: times.length };
}
