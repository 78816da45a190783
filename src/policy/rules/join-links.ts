import type { JoinLinksUpdate, RoomState } from '../contract.ts';
import { allowed, refuse } from '../decision.ts';
import { barred, withCapability } from '../standing.ts';
import type { Actor, Decision } from './contract.ts';

const section = 'room-policy §6.2';
// The draft reserves these capabilities (§8.7); requirements RC-24 and JN-12 give them their evident meaning.
const reserved = 'room-policy §8.7';

/** Making links needs `canCreateJoinCode`, taking them away `canDeleteJoinCode`; on request one stands at a time (JN-11). */
export function changeJoinLinks(state: RoomState, actor: Actor, update: JoinLinksUpdate): Decision {
  const bar = barred(state, actor);
  if (bar) return bar;
  const { addedLinks, removedIndices } = update;
  const created = addedLinks.length > 0 ? withCapability(state, actor, 'canCreateJoinCode', reserved) : allowed;
  if (!created.allowed) return created;
  const deleted = removedIndices.length > 0 ? withCapability(state, actor, 'canDeleteJoinCode', reserved) : allowed;
  if (!deleted.allowed) return deleted;
  const now = state.components?.joinLinks?.length ?? 0;
  const distinct = new Set(removedIndices);
  if (distinct.size !== removedIndices.length || removedIndices.some((index) => index >= now)) {
    return refuse('invalid-component', section, 'There is no such link to remove, or it is removed twice.');
  }
  const limited = state.components?.joinLinkPolicy?.onRequest === true && addedLinks.length > 0;
  if (!limited || now - distinct.size + addedLinks.length <= 1) return allowed;
  return refuse('join-links-limited', section, 'This room keeps one link for joining at a time.');
}
