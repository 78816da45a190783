import type { CapabilityName } from '../code-points.ts';
import type { Actor, Decision, RoomState } from '../contract.ts';
import { allowed, refuse } from '../decision.ts';
import { barred, clientsOf, has, listedWith, roleAt, roleIndexOf, uriOf } from '../standing.ts';

const messages = 'room-policy §8.3';

/** `canSendMessage`, which is voice (KB-08), of somebody who has a client in the room. */
export function sendMessage(state: RoomState, actor: Actor): Decision {
  const bar = barred(state, actor) ?? absent(state, actor);
  if (bar) return bar;
  if (has(roleAt(state, roleIndexOf(state, uriOf(actor))), 'canSendMessage')) return allowed;
  return refuse('no-voice', messages, 'You have no voice in this room: a moderator can give it.');
}

function absent(state: RoomState, actor: Actor): Decision | null {
  if (clientsOf(state, uriOf(actor)) > 0) return null;
  return refuse('not-a-participant', messages, 'You are not in this room now; enter it first.');
}

/** `canReceiveMessage` and the capabilities to take messages back, of somebody who is listed. */
export function useMessage(state: RoomState, actor: Actor, capability: CapabilityName): Decision {
  const standing = listedWith(state, actor, capability, messages);
  return 'refusal' in standing ? standing.refusal : allowed;
}
