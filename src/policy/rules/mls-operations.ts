import type { CapabilityName } from '../code-points.ts';
import type { RoomState } from '../contract.ts';
import { allowed, refuse } from '../decision.ts';
import { actingRole, barred, has, isBanned, roleAt, uriOf, withCapability } from '../standing.ts';
import type { Actor, Decision } from './contract.ts';

const reserved = 'room-policy §8.7';

/** New extensions of the group. The hub stays an external sender whatever they say (AC-07). */
export function changeExtensions(state: RoomState, actor: Actor, dropsHub = false): Decision {
  const decision = withCapability(state, actor, 'canChangeMlsOperationalPolicies', reserved);
  if (!decision.allowed || !dropsHub) return decision;
  return refuse('immutable', 'protocol §7.4', 'The provider of the room stays one of its external senders.');
}

/**
 * Codes 0x0602 to 0x0605 restrict only where a room uses them: the draft's annex gives them to no role and yet lets people
 * join externally.
 */
function restricted(state: RoomState, actor: Actor, capability: CapabilityName): Decision {
  if (!state.roles.some((role) => has(role, capability))) return allowed;
  if (has(roleAt(state, actingRole(state, actor)), capability)) return allowed;
  return refuse('lacks-capability', reserved, `Your role here does not include ${capability}.`);
}

/** An Update or a PSK proposal. */
export function sendProposal(state: RoomState, actor: Actor, proposal: 'update' | 'psk'): Decision {
  const capability = proposal === 'update' ? 'canSendMLSUpdateProposal' : 'canSendMLSPSKProposal';
  return barred(state, actor) ?? restricted(state, actor, capability);
}

/** Proposals and commits from outside the group: what the operational policy says to all, and what roles say. */
export function actExternally(state: RoomState, actor: Actor, type: 'external-proposal' | 'external-commit'): Decision {
  const operational = state.components?.operational;
  const on = type === 'external-commit' ? operational?.externalCommitAllowed : operational?.externalProposalAllowed;
  if (on === false) {
    return refuse('operational-policy', 'room-policy §7.1', 'This room takes no such change from outside the group.');
  }
  if (isBanned(state, uriOf(actor))) {
    return refuse('banned', 'room-policy §2.1', 'You are banned from this room.');
  }
  const capability = type === 'external-commit' ? 'canSendMLSExternalCommit' : 'canSendMLSExternalProposal';
  return restricted(state, actor, capability);
}
