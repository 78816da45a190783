/** The loop over the decoders and renderings of messages: inputs from a seed; counts, findings and worst inputs out. */
import { Seeded } from '../interop/seeded.ts';
import { decodeInput, type Input, readInput, showInput, statusInput } from './content-targets.ts';
import { inflated } from './content-large.ts';
import { Finding } from './targets.ts';

/** Milliseconds of processor time that an input may cost: decoding by size, and renderings whatever their size. */
export const budget = { decodeMsPerMegabyte: 50, renderMs: 100, smallest: 0x1_0000, smallestMs: 5 } as const;
const megabyte = 0x10_0000;

export interface Costly {
  readonly target: string;
  readonly size: number;
  readonly ms: number;
  /** How the input begins. */
  readonly begins: string;
}

export interface ContentFinding {
  readonly target: string;
  readonly why: string;
  /** Inputs that were found for the same reason; the first is given. */
  times: number;
  readonly input: string;
}

export interface ContentFuzzReport {
  readonly seed: number;
  readonly inputs: number;
  readonly byTarget: Readonly<Record<string, { inputs: number; taken: number; worstMs: number }>>;
  readonly worst: readonly Costly[];
  readonly findings: readonly ContentFinding[];
}

const kept = 5;

function allowed({ kind, size }: Input): number {
  if (kind === 'read' || kind === 'show') return budget.renderMs;
  return size < budget.smallest ? budget.smallestMs : (budget.decodeMsPerMegabyte * size) / megabyte;
}

function timed<T>(run: () => T): { readonly ms: number; readonly value: T } {
  const before = process.threadCpuUsage();
  const value = run();
  const { user, system } = process.threadCpuUsage(before);
  return { ms: (user + system) / 1000, value };
}

/** The least of several times where one is high: garbage of inputs before may be collected in it. */
function examined(input: Input, limited: boolean): { readonly ms: number; readonly taken: boolean } {
  const { ms: first, value: after } = timed(input.run);
  let ms = first;
  for (let again = 0; limited && again < 4 && ms > allowed(input) / 2; again += 1)
    ms = Math.min(ms, timed(input.run).ms);
  if (limited && ms > allowed(input)) throw new Finding(`took ${ms} ms for ${input.size}`);
  after?.();
  return { ms, taken: after !== null };
}

/** Where it was thrown is the reason; what called that differs from input to input. */
function note(findings: ContentFinding[], input: Input, error: unknown): void {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const why = error instanceof Finding ? error.message : stack.split('\n').slice(0, 4).join('\n');
  const reasonOf = (words: string): string => words.replaceAll(/\d+/g, '');
  const known = findings.find((finding) => finding.target === input.target && reasonOf(finding.why) === reasonOf(why));
  if (known) known.times += 1;
  else findings.push({ target: input.target, why, times: 1, input: input.shown() });
}

const makers = [decodeInput, decodeInput, statusInput, readInput, readInput, showInput, showInput, showInput];

/**
 * Ends after ten findings of different reasons.
 * @param o.large one input of so many is a message of up to 256 KiB
 * @param o.limited whether an input that takes too long is a finding
 */
export function fuzzContent(o: {
  inputs: number;
  seed: number;
  large?: number;
  limited?: boolean;
  onProgress?: (done: number) => void;
}): ContentFuzzReport {
  const random = new Seeded(o.seed);
  const byTarget: Record<string, { inputs: number; taken: number; worstMs: number }> = {};
  const findings: ContentFinding[] = [];
  const worst: Costly[] = [];
  let done = 0;
  while (done < o.inputs && findings.length < 10) {
    const input = random.chance(1 / (o.large ?? 1000)) ? inflated(random) : random.pick(makers)(random);
    const count = (byTarget[input.target] ??= { inputs: 0, taken: 0, worstMs: 0 });
    count.inputs += 1;
    try {
      const { ms, taken } = examined(input, o.limited ?? true);
      if (taken) count.taken += 1;
      count.worstMs = Math.max(count.worstMs, ms);
      if (worst.length < kept || ms > (worst.at(-1)?.ms ?? 0)) {
        worst.push({ target: input.target, size: input.size, ms, begins: input.shown().slice(0, 160) });
        worst.sort((a, b) => b.ms - a.ms);
        worst.length = Math.min(worst.length, kept);
      }
    } catch (error) {
      note(findings, input, error);
    }
    done += 1;
    if (done % 10_000 === 0) o.onProgress?.(done);
  }
  return { seed: o.seed, inputs: done, byTarget, worst, findings };
}
