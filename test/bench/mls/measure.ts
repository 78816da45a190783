/** Timing and memory, the same way for every figure. */
import { performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Took } from '../../interop/rust-peer.ts';

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** Milliseconds, three digits. */
export const rounded = (value: number): number => Math.round(value * 1000) / 1000;

export async function timed<T>(run: () => T | Promise<T>): Promise<{ value: T; took: Took }> {
  const cpu = process.cpuUsage();
  const started = performance.now();
  const value = await run();
  const ms = performance.now() - started;
  const { user, system } = process.cpuUsage(cpu);
  return { value, took: { ms, cpuMs: (user + system) / 1000 } };
}

/** Each of `count` calls by itself. */
export async function eachOf(count: number, run: (index: number) => unknown): Promise<Took[]> {
  const times: Took[] = [];
  for (let i = 0; i < count; i++) times.push((await timed(() => run(i))).took);
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

/** Where the machine is busy with other things, the processor time is what tells. */
export interface Summary {
  readonly medianMs: number;
  readonly medianCpuMs: number;
  readonly worstMs: number;
  readonly runs: number;
}

export function summary(times: readonly Took[]): Summary {
  return {
    medianMs: rounded(median(times.map(({ ms }) => ms))),
    medianCpuMs: rounded(median(times.map(({ cpuMs }) => cpuMs))),
    worstMs: rounded(Math.max(...times.map(({ ms }) => ms))),
    runs: times.length,
  };
}

/** Ours against another's: below 1 is faster than it. */
export function ratio(ours: Summary, other: Summary): { byClock: number; byProcessor: number } {
  return {
    byClock: rounded(ours.medianMs / other.medianMs),
    byProcessor: rounded(ours.medianCpuMs / other.medianCpuMs),
  };
}
