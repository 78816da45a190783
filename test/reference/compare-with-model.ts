/** Asks both about the same triples. */
import { type Action, decide, type Decision } from '../../src/policy/index.ts';
import { Seeded } from '../interop/seeded.ts';
import { type Verdict, verdict } from './model.ts';
import { randomTriple, type Triple } from './random-triples.ts';

export interface Disagreement extends Triple {
  readonly model: Verdict;
  readonly policy: Decision;
}

export interface Agreement {
  readonly triples: number;
  readonly allowed: number;
  readonly disagreements: number;
  /** How often both refused for a rule of this project alone. */
  readonly houseRules: Readonly<Record<string, number>>;
  readonly byType: Readonly<Record<string, { readonly triples: number; readonly allowed: number }>>;
  /** The first disagreements about each type of action, at most ten. */
  readonly examples: Readonly<Record<string, readonly Disagreement[]>>;
}

const shown = 10;

export function compareWithModel(triples: number, seed: number, progress?: (done: number) => void): Agreement {
  const random = new Seeded(seed);
  const examples: Record<string, Disagreement[]> = {};
  const houseRules: Record<string, number> = {};
  const byType: Record<string, { triples: number; allowed: number }> = {};
  let allowed = 0;
  let disagreements = 0;
  for (let done = 0; done < triples; done++) {
    const triple = randomTriple(random);
    const { state, actor, action } = triple;
    const model = verdict(state, actor, action);
    const policy = decide(state, actor, action);
    const counts = (byType[action.type satisfies Action['type']] ??= { triples: 0, allowed: 0 });
    counts.triples++;
    if (model.allowed !== policy.allowed) {
      disagreements++;
      const list = (examples[action.type] ??= []);
      if (list.length < shown) list.push({ ...triple, model, policy });
    } else if (policy.allowed) {
      allowed++;
      counts.allowed++;
    } else if (model.houseRule !== undefined) {
      houseRules[model.houseRule] = (houseRules[model.houseRule] ?? 0) + 1;
    }
    if (done % 50_000 === 0) progress?.(done);
  }
  return { triples, allowed, disagreements, houseRules, byType, examples };
}
