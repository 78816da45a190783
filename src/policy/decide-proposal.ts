import { clash } from './combinations.ts';
import type { RoomState } from './contract.ts';
import type { HubRule } from './envelope/contract.ts';
import type { HandshakeProposal } from './handshake-contract.ts';
import type { Decision } from './rules/contract.ts';
import { refuseInvalid } from './decision.ts';
import { type ReadProposal, readProposal, removedByHub, stateAfter } from './handshake.ts';
import { InvalidPolicy } from './invalid-policy.ts';
import { askingOf, changesNumbers, countingRules, judgeProposal, judgeRight } from './judge-proposal.ts';
import { checkLimits, withoutStrays } from './limits.ts';
import { checkRoomState } from './room-state.ts';
import { becomesWholeParent } from './rules/parent-room.ts';
import { roleIndexOf, uriOf } from './standing.ts';

/** Runs a decision; a list update that doesn't fit the list, or a room that breaks its drafts, is a refusal. */
export function orInvalid(decideIt: () => Decision): Decision {
  try {
    return decideIt();
  } catch (cause) {
    if (cause instanceof InvalidPolicy) return refuseInvalid(cause);
    throw cause;
  }
}

/** Whether a proposal can leave components that contradict one another. */
const changesComponents = ({ type }: ReadProposal): boolean =>
  ['participants', 'join-links', 'other-component', 'remove-component'].includes(type);

/** Whether it is an Add that is counted by itself: its entry, which the hub writes, is yet to come. */
const asksToEnter = (outcome: RoomState, read: ReadProposal): boolean =>
  read.type === 'add' && read.user === uriOf(read.by) && roleIndexOf(outcome, read.user) === 0;

/**
 * A bare proposal (AC-06): by its sender's right as the room will be once everything pending is committed (UP-16), and
 * by whether one commit can hold it with them. What is refused as `invalid-combination` may be tried again in the next
 * epoch.
 * @param state of the epoch, without what is pending: list updates refer to its list (decision WF-11)
 * @param pending proposals that were accepted in this epoch, in order
 * @param hubRule what the hub asks besides, where it is the hub that decides
 */
export function decideProposal(
  state: RoomState,
  proposal: HandshakeProposal,
  pending: readonly HandshakeProposal[] = [],
  hubRule?: HubRule,
): Decision {
  return orInvalid(() => {
    const read = readProposal(state.participants, proposal);
    const before = pending.map((accepted) => readProposal(state.participants, accepted));
    const collision = clash(state, before, [read]);
    if (collision) return collision;
    const rights = stateAfter(state, before);
    const outcome = stateAfter(state, [...before, read]);
    const court = {
      rights,
      outcome,
      accepted: before,
      asking: askingOf([...before, read]),
      waived: countingRules,
      hubRule,
    };
    const judged = asksToEnter(outcome, read) ? judgeProposal(court, read) : judgeRight(court, read);
    if (!judged.allowed) return judged;
    if (changesComponents(read)) checkRoomState(outcome);
    if (!changesNumbers(read)) return judged;
    const limits = checkLimits(withoutStrays(rights), withoutStrays(outcome), removedByHub(state, [read]));
    return becomesWholeParent(rights, outcome) ?? limits;
  });
}
