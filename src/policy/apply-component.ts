import { InvalidMessage } from '../mls/index.ts';
import { componentIds } from './code-points.ts';
import { baseRoomPolicy } from './components/base-room-policy.ts';
import { gatewayPolicy } from './components/gateway-policy.ts';
import { participantList, participantListUpdate } from './components/participant-list.ts';
import { preauthorizedList } from './components/preauthorized-list.ts';
import { rolesList } from './components/roles-list.ts';
import { roomMetadata } from './components/room-metadata.ts';
import { InvalidPolicy } from './invalid-policy.ts';
import { applyParticipantListUpdate } from './participants.ts';
import { checkRoles } from './room-state.ts';

/** Components whose update is their new value; each has a check that it is one. */
const replaced = new Map<number, (octets: Uint8Array) => unknown>([
  [componentIds.roomMetadata, roomMetadata.decode],
  [componentIds.rolesList, (octets) => checkRoles(rolesList.decode(octets))],
  [componentIds.preauthorizedList, preauthorizedList.decode],
  [componentIds.baseRoomPolicy, baseRoomPolicy.decode],
  [componentIds.gatewayPolicy, gatewayPolicy.decode],
]);

function apply(componentId: number, state: Uint8Array | undefined, updates: readonly Uint8Array[]): Uint8Array {
  if (componentId === componentIds.participantList) {
    const list = state ? participantList.decode(state) : [];
    return participantList.encode(applyParticipantListUpdate(list, updates.map(participantListUpdate.decode)));
  }
  const check = replaced.get(componentId);
  if (!check) throw new InvalidPolicy('unknown-component', 'no rule says how an update of it is applied');
  const [update, ...more] = updates;
  // draft-ietf-mimi-protocol §7.6 says it of the metadata; of two whole values of any component one would be lost.
  if (!update || more.length > 0) throw new InvalidPolicy('malformed', 'a component is replaced once in a commit');
  check(update);
  return update;
}

/**
 * The next state of one component (draft-ietf-mls-extensions §4.7), as `GroupRules.applyComponent` asks for it.
 * @param state undefined where the component has none yet
 * @throws InvalidMessage `app-data-update` when the updates don't apply, with the `InvalidPolicy` as its cause
 */
export function applyPolicyComponent(
  componentId: number,
  state: Uint8Array | undefined,
  updates: readonly Uint8Array[],
): Uint8Array {
  try {
    return apply(componentId, state, updates);
  } catch (cause) {
    if (cause instanceof InvalidPolicy) throw new InvalidMessage('app-data-update', cause.message, { cause });
    throw cause;
  }
}
