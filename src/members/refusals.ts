import type { UserUri } from '../identifiers/index.ts';
import { type Action, decide, refuseOutranked, type Refused, type RoomState } from '../policy/index.ts';
import type { Outcome, RefusalRule } from '../rooms/index.ts';

type RefusedOutcome = Extract<Outcome, { type: 'refused' }>;

/** A refusal of the policy as an outcome. */
export function refusedBy(decision: Refused): RefusedOutcome {
  return { type: 'refused', rule: decision.rule, section: decision.section, text: decision.text };
}

/** Refusals that come before any policy. */
const ours = {
  'no-such-room': 'There is no such room.',
  'room-exists': 'There is a room of that name already.',
  'creation-not-allowed': 'You may not make rooms here.',
  'too-many-rooms': 'You have as many rooms as one user may have here; destroy one of them first.',
  'message-too-long': 'The message is too long.',
  'unknown-message': 'There is no such message in this room.',
  'not-your-message': 'You may only take back messages of your own.',
  'invalid-name': 'There is no kind of room of that name.',
} as const satisfies Partial<Record<RefusalRule, string>>;

export function refused(rule: keyof typeof ours): RefusedOutcome {
  return { type: 'refused', rule, section: 'protocol §5', text: ours[rule] };
}

/** Acting in a room asks for a client in it. */
export const notInRoom: RefusedOutcome = {
  type: 'refused',
  rule: 'not-a-participant',
  section: 'protocol §5.4',
  text: 'You are not in this room.',
};

/** What another hub said no to, in its own words. */
export function refusedByHub(answer: {
  readonly errorDescription: string;
  readonly rule?: RefusalRule;
}): RefusedOutcome {
  return {
    type: 'refused',
    rule: answer.rule ?? 'invalid-combination',
    section: 'protocol §5.3',
    text: answer.errorDescription,
  };
}

/** Why a bridged user may not do something: its networks keep ranks, whatever a room's hub asks. null: it may. */
export function refusalOf(state: RoomState, user: UserUri, action: Action): RefusedOutcome | null {
  const actor = { type: 'user', user } as const;
  const decision = decide(state, actor, action);
  const refusal = decision.allowed ? refuseOutranked(state, actor, action) : decision;
  return refusal && refusedBy(refusal);
}

/** That a room admits no client of ours (GW-03); null: it would. */
export function refusedGateway(state: RoomState, user: UserUri): RefusedOutcome | null {
  const decision = decide(state, { type: 'user', user }, { type: 'join', gateway: true });
  return !decision.allowed && decision.rule === 'gateways-refused' ? refusedBy(decision) : null;
}
