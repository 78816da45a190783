/** The fuzzing loop: inputs from a seed, counts and worst times out. */
import { decodeMessage } from '../../src/mls/structs/message.ts';
import { decodeRatchetTree } from '../../src/mls/structs/tree-node.ts';
import { decodeHostedGroup, decodePublicGroup } from '../../src/mls/index.ts';
import { Seeded } from '../interop/seeded.ts';
import { hex } from '../interop/wire.ts';
import { type Corpus, type Kind, makeCorpus, type Sample } from './corpus.ts';
import { mutate, type Span, spansOf } from './mutate.ts';
import { resigned } from './resign.ts';
import { examine, examineResigned } from './targets.ts';

/** `worstMs` is processor time: what an input costs, whatever else the machine does. */
export interface FuzzReport {
  readonly inputs: number;
  readonly seed: number;
  readonly decoded: number;
  readonly accepted: number;
  readonly byKind: Readonly<Record<string, { inputs: number; decoded: number; accepted: number; worstMs: number }>>;
  readonly findings: readonly {
    readonly sample: string;
    readonly mutation: string;
    readonly why: string;
    readonly input: string;
  }[];
}

const readers: Readonly<Record<Kind, (octets: Uint8Array) => unknown>> = {
  'key-package': decodeMessage,
  'public-commit': decodeMessage,
  'public-proposal': decodeMessage,
  private: decodeMessage,
  'group-info': decodeMessage,
  'present-group-info': decodeMessage,
  welcome: decodeMessage,
  tree: decodeRatchetTree,
  'public-state': decodePublicGroup,
  'hosted-state': decodeHostedGroup,
};

/** States are long and are never received from outside: drawn less often. */
const weights: Readonly<Record<Kind, number>> = {
  'key-package': 4,
  'public-commit': 6,
  'public-proposal': 2,
  private: 4,
  'group-info': 6,
  'present-group-info': 4,
  welcome: 6,
  tree: 4,
  'public-state': 1,
  'hosted-state': 1,
};

interface Target {
  readonly corpus: Corpus;
  readonly sample: Sample;
  readonly spans: readonly Span[];
}

async function targets(suites: readonly Corpus['suite'][]): Promise<Target[]> {
  const corpora = await Promise.all(suites.map(makeCorpus));
  return corpora.flatMap((corpus) =>
    corpus.samples.flatMap((sample) =>
      Array<Target>(weights[sample.kind]).fill({ corpus, sample, spans: spansOf(sample.octets, readers[sample.kind]) }),
    ),
  );
}

/** At most ten findings are kept. */
export async function fuzz(o: {
  inputs: number;
  seed: number;
  suites?: readonly Corpus['suite'][];
  onProgress?: (done: number) => void;
}): Promise<FuzzReport> {
  const random = new Seeded(o.seed);
  const drawn = await targets(o.suites ?? [1, 2, 3]);
  const originals = new Set(drawn.map(({ sample }) => hex(sample.octets)));
  const byKind: Record<string, { inputs: number; decoded: number; accepted: number; worstMs: number }> = {};
  const findings: FuzzReport['findings'][number][] = [];
  let done = 0;
  while (done < o.inputs && findings.length < 10) {
    const { corpus, sample, spans } = random.pick(drawn);
    const again = random.chance(0.25) ? resigned(corpus, sample, random) : null;
    const { name, octets } = again ?? mutate(sample.octets, random, spans, random.pick(drawn).sample.octets);
    if (originals.has(hex(octets))) continue;
    const count = (byKind[sample.kind] ??= { inputs: 0, decoded: 0, accepted: 0, worstMs: 0 });
    count.inputs += 1;
    const before = process.threadCpuUsage();
    try {
      const outcome =
        again === null ? await examine(corpus, sample, octets) : await examineResigned(corpus, sample.kind, octets);
      if (outcome.decoded) count.decoded += 1;
      if (outcome.accepted) count.accepted += 1;
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? `\n${error.cause.stack ?? ''}` : '';
      findings.push({
        sample: `${sample.name}, suite ${corpus.suite}`,
        mutation: name,
        why: `${String(error)}${cause}`,
        input: hex(octets),
      });
    }
    const { user, system } = process.threadCpuUsage(before);
    count.worstMs = Math.max(count.worstMs, (user + system) / 1000);
    done += 1;
    if (done % 10_000 === 0) o.onProgress?.(done);
  }
  const total = (of: 'inputs' | 'decoded' | 'accepted'): number =>
    Object.values(byKind).reduce((sum, count) => sum + count[of], 0);
  return {
    inputs: total('inputs'),
    seed: o.seed,
    decoded: total('decoded'),
    accepted: total('accepted'),
    byKind,
    findings,
  };
}
