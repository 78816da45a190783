import type { Arrived } from './listeners.ts';

const rounded = (value: number): number => Math.round(value * 10) / 10;

/** Milliseconds. */
export interface Latency {
  readonly p50: number;
  readonly p95: number;
  readonly count: number;
}

export function latency(values: readonly number[]): Latency {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number =>
    rounded(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN);
  return { p50: at(0.5), p95: at(0.95), count: sorted.length };
}

/** `sender #number`. */
export const burstText = (sender: string, number: number): string => `${sender} #${number}`;

export interface Burst {
  readonly perSecond: number;
  readonly lost: number;
  readonly doubled: number;
  readonly outOfOrder: number;
}

/** What became of a burst, from everything that one client of the other side received. */
export function burst(sent: readonly string[], arrived: readonly Arrived[], began: number): Burst {
  const wanted = new Set(sent);
  const ours = arrived.filter(({ text }) => wanted.has(text));
  const first = new Set<string>();
  const last = new Map<string, number>();
  let doubled = 0;
  let outOfOrder = 0;
  for (const { text } of ours) {
    if (first.has(text)) {
      doubled++;
      continue;
    }
    first.add(text);
    const [sender = '', number = ''] = text.split(' #');
    if (Number(number) < (last.get(sender) ?? 0)) outOfOrder++;
    last.set(sender, Number(number));
  }
  const seconds = ((ours.at(-1)?.at ?? began) - began) / 1000;
  return { perSecond: rounded(first.size / seconds), lost: sent.length - first.size, doubled, outOfOrder };
}
