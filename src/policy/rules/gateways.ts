import type { RoomState } from '../contract.ts';
import type { Actor, Decision, Refused } from './contract.ts';
import { refuse } from '../decision.ts';
import { withCapability } from '../standing.ts';

/** The room's own policy components are named there. */
const section = 'room-policy §5';

/** Whether a room refuses gateways while one of them could read it, the hub's own service leaf included. */
export function isReadByGateway(state: RoomState): boolean {
  // A room in which nobody is has nothing to read: there the service leaf keeps the group for who comes first.
  return state.gatewaysRefused && state.gatewayLeaves > 0 && state.clients.size > 0;
}

/**
 * A gateway runs its users' clients and so ends the encryption between members (requirements GW-03, GW-04): a room may
 * refuse that. null: this client may come in, as far as that goes.
 * @param runByGateway the client's leaf is marked so
 */
export function refuseGateway(state: RoomState, runByGateway: boolean | undefined): Refused | null {
  if (runByGateway !== true || !state.gatewaysRefused) return null;
  return refuse(
    'gateways-refused',
    section,
    'This room admits nobody through a gateway, because a gateway ends the encryption.',
  );
}

/**
 * Refusing gateways from now on, or no longer. A room never says that it is closed to gateways while one reads it: whoever
 * switches that on has to take their clients out first, or by the same commit.
 * @param outcome the room as the whole commit leaves it
 */
export function changeGateways(state: RoomState, actor: Actor, refused: boolean, outcome: RoomState): Decision {
  const decision = withCapability(state, actor, 'canChangeOtherPolicyAttribute', 'room-policy §8.7');
  if (!decision.allowed || !isReadByGateway({ ...outcome, gatewaysRefused: refused })) return decision;
  return refuse(
    'gateways-present',
    section,
    'Clients that a gateway runs are in this room: it can refuse gateways once they are gone.',
  );
}
