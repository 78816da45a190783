/** The loop over the decoders between providers: inputs from a seed; counts, findings and the dearest inputs out. */
import { Seeded } from '../interop/seeded.ts';
import { hex } from '../interop/wire.ts';
import { inflate, mutate, type Span, spansOf } from './mutate.ts';
import { Finding } from './targets.ts';
import { type AfterReading, isRefusal, type WireTarget, wireTargets } from './wire-targets.ts';

/** What an input costs. Below `smallest` octets a millisecond says nothing, so they are held to `smallestMs`. */
export const budget = { msPerMegabyte: 50, smallest: 0x2_0000, smallestMs: 6.25 } as const;
const megabyte = 0x10_0000;

export interface Costly {
  readonly target: string;
  readonly mutation: string;
  readonly octets: number;
  readonly ms: number;
  readonly msPerMegabyte: number;
  /** How the input begins, in hex. */
  readonly begins: string;
}

export interface WireFinding {
  readonly target: string;
  readonly mutation: string;
  readonly why: string;
  /** In hex; of a long one the beginning only. */
  readonly input: string;
}

export interface WireFuzzReport {
  readonly seed: number;
  readonly inputs: number;
  readonly taken: number;
  readonly byTarget: Readonly<Record<string, { inputs: number; taken: number }>>;
  /** The dearest by time alone, and the dearest by size of those that are large. */
  readonly worst: { readonly byTime: readonly Costly[]; readonly bySize: readonly Costly[] };
  readonly findings: readonly WireFinding[];
}

interface Drawn {
  readonly target: WireTarget;
  readonly octets: Uint8Array;
  readonly spans: readonly Span[];
}

const kept = 5;

/** Null when it was refused in the proper way. */
function readBy(target: WireTarget, octets: Uint8Array): AfterReading | null {
  try {
    return target.read(octets);
  } catch (error) {
    if (isRefusal(error)) return null;
    throw error instanceof Finding ? error : new Finding(`threw ${String(error)}`, { cause: error });
  }
}

/** Milliseconds of processor time; the garbage of inputs before may be collected in it, so that one high value is none. */
function timed(run: () => unknown): number {
  const before = process.threadCpuUsage();
  run();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

/** Milliseconds to read the octets. @throws Finding for what is read but has another spelling */
function examined(target: WireTarget, octets: Uint8Array): { readonly ms: number; readonly taken: boolean } {
  const read: { after: AfterReading | null } = { after: null };
  let ms = timed(() => {
    read.after = readBy(target, octets);
  });
  for (let again = 0; again < 4 && ms > allowed(octets) / 2; again++) {
    ms = Math.min(
      ms,
      timed(() => readBy(target, octets)),
    );
  }
  return { ms, taken: read.after !== null && isOneSpelling(read.after, octets) };
}

function isOneSpelling(after: AfterReading, octets: Uint8Array): boolean {
  let again: Uint8Array | null;
  try {
    again = after();
  } catch (error) {
    throw error instanceof Finding ? error : new Finding(`afterwards threw ${String(error)}`, { cause: error });
  }
  if (again !== null && Buffer.compare(again, octets) !== 0) throw new Finding('accepted what is not canonical');
  return true;
}

function allowed(octets: Uint8Array): number {
  return octets.length < budget.smallest ? budget.smallestMs : (budget.msPerMegabyte * octets.length) / megabyte;
}

function keepWorst(list: Costly[], one: Costly, by: (costly: Costly) => number): void {
  list.push(one);
  list.sort((a, b) => by(b) - by(a));
  list.length = Math.min(list.length, kept);
}

function samplesOf(targets: readonly WireTarget[]): readonly (readonly Drawn[])[] {
  return targets.map((target) =>
    target.samples.map((octets) => ({
      target,
      octets,
      spans: spansOf(octets, (input) => target.read(input)).filter(({ end }) => end <= octets.length),
    })),
  );
}

/**
 * At most ten findings are kept.
 * @param o.large one input of so many is grown to between 128 KiB and 2 MiB
 * @param o.timed whether an input that costs too much is a finding; default true
 */
export function fuzzWire(o: {
  inputs: number;
  seed: number;
  large?: number;
  timed?: boolean;
  onProgress?: (done: number) => void;
}): WireFuzzReport {
  const random = new Seeded(o.seed);
  const drawn = samplesOf(wireTargets());
  const originals = new Set(drawn.flat().map(({ octets }) => hex(octets)));
  const byTarget: Record<string, { inputs: number; taken: number }> = {};
  const findings: WireFinding[] = [];
  const byTime: Costly[] = [];
  const bySize: Costly[] = [];
  let done = 0;
  while (done < o.inputs && findings.length < 10) {
    const { target, octets: sample, spans } = random.pick(random.pick(drawn));
    const grows = spans.length > 0 && random.chance(1 / (o.large ?? 500));
    const size = budget.smallest + random.below(2 * megabyte - budget.smallest);
    const { name, octets } = grows
      ? inflate(sample, random, spans, size)
      : mutate(sample, random, spans, random.pick(random.pick(drawn)).octets);
    if (octets.length < 0x1_0000 && originals.has(hex(octets))) continue;
    const count = (byTarget[target.name] ??= { inputs: 0, taken: 0 });
    count.inputs += 1;
    try {
      const { ms, taken } = examined(target, octets);
      if (taken) count.taken += 1;
      if (o.timed !== false && ms > allowed(octets)) throw new Finding(`took ${ms} ms for ${octets.length} octets`);
      const cost: Costly = {
        target: target.name,
        mutation: name,
        octets: octets.length,
        ms,
        msPerMegabyte: Math.round((ms * megabyte) / octets.length),
        begins: hex(octets.subarray(0, 64)),
      };
      keepWorst(byTime, cost, (one) => one.ms);
      if (octets.length >= budget.smallest) keepWorst(bySize, cost, (one) => one.msPerMegabyte);
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? `\n${error.cause.stack ?? ''}` : '';
      const input = hex(octets.subarray(0, 0x4000));
      findings.push({ target: target.name, mutation: name, why: `${String(error)}${cause}`, input });
    }
    done += 1;
    if (done % 10_000 === 0) o.onProgress?.(done);
  }
  const taken = Object.values(byTarget).reduce((sum, count) => sum + count.taken, 0);
  return { seed: o.seed, inputs: done, taken, byTarget, worst: { byTime, bySize }, findings };
}
