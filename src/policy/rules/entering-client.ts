import type { RoomState } from '../contract.ts';
import { refuse } from '../decision.ts';
import type { EnteringClient, Refused } from './contract.ts';
import { refuseGateway } from './gateways.ts';

/** What a room asks of the leaf of a client that comes in, or that changes its leaf; null when it is content. */
export function refuseClient(state: RoomState, client: EnteringClient): Refused | null {
  const keptOut = refuseGateway(state, client.gateway);
  if (keptOut || client.pseudonym !== true || state.base.pseudonymsAllowed) return keptOut;
  return refuse('pseudonyms-refused', 'room-policy §5', 'Nobody is in this room under a pseudonym.');
}
