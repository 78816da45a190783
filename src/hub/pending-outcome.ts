import type { ProviderDomain, RoomUri } from '../identifiers/index.ts';
import { component, leafExtensions, memberAt, type PublicGroup } from '../mls/index.ts';
import { applyPolicyComponent, type RoomState, readRoomState } from '../policy/index.ts';
import { isGatewayKeyPackage, isRunByGateway, serviceUserOf, userOf, userOfKeyPackage } from '../provider/index.ts';

/**
 * What holds once everything that waits for a commit is committed. An accepted change counts for the hub's decisions at
 * once, although MLS has not committed it (UP-16, UP-22).
 * @param state of the group's epoch; returned as it is when nothing is pending.
 * @throws InvalidPolicy when the pending changes don't fit together
 */
export function pendingOutcome(group: PublicGroup, state: RoomState, room: RoomUri, hub: ProviderDomain): RoomState {
  if (group.pending.size === 0) return state;
  const updates = new Map<number, Uint8Array[]>();
  const gone = new Set<number>();
  const clients = new Map(state.clients);
  let { gatewayLeaves } = state;
  const service = serviceUserOf(hub);
  const count = (user: string, by: number): void => {
    if (user === service) return;
    const left = (clients.get(user) ?? 0) + by;
    if (left > 0) clients.set(user, left);
    else clients.delete(user);
  };
  for (const { sender, proposal } of group.pending.values()) {
    if (proposal.type === 'app-data-update' && proposal.update !== null) {
      const of = updates.get(proposal.componentId) ?? [];
      of.push(proposal.update);
      updates.set(proposal.componentId, of);
    } else if (proposal.type === 'remove') {
      gone.add(proposal.removed);
    } else if (proposal.type === 'self-remove' && sender.type === 'member') {
      gone.add(sender.leafIndex);
    } else if (proposal.type === 'add') {
      count(userOfKeyPackage(proposal.keyPackage), 1);
      if (isGatewayKeyPackage(proposal.keyPackage)) gatewayLeaves++;
    } else if (proposal.type === 'update' && sender.type === 'member') {
      gatewayLeaves += gatewaysGained(group, sender.leafIndex, proposal.leafNode);
    }
  }
  for (const leaf of gone) {
    const member = memberAt(group, leaf);
    if (!member) continue;
    count(userOf(member), -1);
    if (isRunByGateway(member)) gatewayLeaves--;
  }
  return readRoomState({
    room,
    clients,
    gatewayLeaves,
    dictionary: (componentId) => {
      const present = component(group.context, componentId);
      const changes = updates.get(componentId);
      return changes ? applyPolicyComponent(componentId, present, changes) : present;
    },
  });
}

/** By an Update of a leaf: 1 when a gateway runs it from then on, -1 when no longer. */
function gatewaysGained(group: PublicGroup, leafIndex: number, leafNode: Uint8Array): number {
  const before = memberAt(group, leafIndex);
  return Number(isRunByGateway(leafExtensions(leafNode))) - Number(before !== null && isRunByGateway(before));
}
