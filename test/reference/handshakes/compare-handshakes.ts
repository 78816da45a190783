/** Asks both about the same commits, and about their proposals one by one. */
import { decideCommit, decideProposal, type Decision } from '../../../src/policy/index.ts';
import { Seeded } from '../../interop/seeded.ts';
import type { Verdict } from '../model.ts';
import { commitVerdict, proposalVerdict } from './handshake-model.ts';
import { type Handshake, randomHandshake } from './random-handshakes.ts';
import { roomAfter } from './room-after.ts';
import { asked, type Said } from './wishes.ts';

export interface HandshakeDisagreement extends Handshake {
  readonly pending?: readonly Said[];
  readonly proposal?: Said;
  readonly model: Verdict;
  readonly policy: Decision;
}

export interface HandshakeAgreement {
  readonly handshakes: number;
  readonly commits: number;
  readonly commitsAllowed: number;
  readonly proposals: number;
  readonly proposalsAllowed: number;
  readonly disagreements: number;
  /** How often both refused for a rule of this project alone. */
  readonly houseRules: Readonly<Record<string, number>>;
  /** The first of each, by what is said by the one that refuses. */
  readonly examples: Readonly<Record<string, readonly HandshakeDisagreement[]>>;
}

const shown = 3;

export function compareHandshakes(
  handshakes: number,
  seed: number,
  progress?: (done: number) => void,
): HandshakeAgreement {
  const random = new Seeded(seed);
  const tally = { commits: 0, commitsAllowed: 0, proposals: 0, proposalsAllowed: 0, disagreements: 0 };
  const houseRules: Record<string, number> = {};
  const examples: Record<string, HandshakeDisagreement[]> = {};
  const note = (one: HandshakeDisagreement): void => {
    const { model, policy, proposal } = one;
    tally.disagreements++;
    const why = policy.allowed ? model.sentence : `${policy.rule} ${policy.section}`;
    const list = (examples[`${proposal ? 'proposal' : 'commit'}: ${why}`] ??= []);
    if (list.length < shown) list.push(one);
  };
  const both = ({ houseRule }: Verdict): void => {
    if (houseRule !== undefined) houseRules[houseRule] = (houseRules[houseRule] ?? 0) + 1;
  };
  for (let done = 0; done < handshakes; done++) {
    const handshake = randomHandshake(random);
    const { state, committer, external, said } = handshake;
    const after = roomAfter(state, said) ?? state;
    const proposals = said.map((one) => ({ ...asked(one), byReference: one.byReference }));
    const model = commitVerdict(state, committer, external, said);
    const policy = decideCommit(state, { committer, external, proposals, after });
    tally.commits++;
    if (model.allowed !== policy.allowed) note({ ...handshake, model, policy });
    else if (policy.allowed) tally.commitsAllowed++;
    else both(model);
    if (!external) {
      const pending: Said[] = [];
      for (const proposal of said) {
        const own = proposalVerdict(state, pending, proposal);
        const theirs = decideProposal(state, asked(proposal), pending.map(asked));
        tally.proposals++;
        if (own.allowed !== theirs.allowed) {
          note({ ...handshake, pending: [...pending], proposal, model: own, policy: theirs });
        } else if (own.allowed) {
          tally.proposalsAllowed++;
          pending.push(proposal);
        } else {
          both(own);
        }
      }
    }
    if (done % 10_000 === 0) progress?.(done);
  }
  return { handshakes, ...tally, houseRules, examples };
}
