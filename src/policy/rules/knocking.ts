import type { RoomState } from '../contract.ts';
import { allowed, refuse } from '../decision.ts';
import { barred, has, roleAt, roleIndexOf, standingWith, uriOf } from '../standing.ts';
import type { Action, Actor, Decision } from './contract.ts';
import { fixed } from './entering.ts';

// The draft reserves these capabilities (§8.7); requirement RC-24 gives them their evident meaning.
const reserved = 'room-policy §8.7';

/** `canKnock` on role 0: somebody who is not listed asks to be let in. */
export function knock(state: RoomState, actor: Actor): Decision {
  if (roleIndexOf(state, uriOf(actor)) !== 0) {
    return barred(state, actor) ?? refuse('target-is-participant', reserved, 'You are a participant of this room.');
  }
  const closed = fixed(state, 'The participants of this room were fixed when it was made.');
  if (closed) return closed;
  return has(roleAt(state, 0), 'canKnock')
    ? allowed
    : refuse('lacks-capability', reserved, 'Nobody can ask to be let into this room.');
}

/** `canAcceptKnock`: saying yes or no to somebody who is not listed. */
export function answerKnock(
  state: RoomState,
  actor: Actor,
  { user }: Extract<Action, { type: 'answer-knock' }>,
): Decision {
  const standing = standingWith(state, actor, 'canAcceptKnock', reserved);
  if ('refusal' in standing) return standing.refusal;
  if (roleIndexOf(state, user) === 0) return allowed;
  return refuse('target-is-participant', reserved, 'That user is a participant already, or banned.');
}
