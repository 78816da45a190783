import { componentIds } from './code-points.ts';
import { baseRoomPolicy } from './components/base-room-policy.ts';
import { participantListUpdate } from './components/participant-list.ts';
import { preauthorizedList } from './components/preauthorized-list.ts';
import { rolesList } from './components/roles-list.ts';
import { roomMetadata } from './components/room-metadata.ts';
import type { HandshakeContent, HandshakeProposal, Participant, RoomState } from './contract.ts';
import { applyChanges, type ListChange, resolveUpdate } from './participants.ts';
import { uriOf } from './standing.ts';

/**
 * What an AppDataUpdate means (draft-ietf-mls-extensions §4.7).
 * @param update null for the removal of the component
 * @throws InvalidPolicy when the update is not what the component's draft says
 */
export function readComponentUpdate(componentId: number, update: Uint8Array | null): HandshakeContent {
  if (update === null) return { type: 'remove-component', componentId };
  switch (componentId) {
    case componentIds.participantList:
      return { type: 'participants', update: participantListUpdate.decode(update) };
    case componentIds.roomMetadata:
      return { type: 'metadata', metadata: roomMetadata.decode(update) };
    case componentIds.baseRoomPolicy:
      return { type: 'base-policy', base: baseRoomPolicy.decode(update) };
    case componentIds.rolesList:
      return { type: 'roles', roles: rolesList.decode(update) };
    case componentIds.preauthorizedList:
      return { type: 'preauthorized', entries: preauthorizedList.decode(update) };
    default:
      return { type: 'other-component', componentId };
  }
}

/** The list changes of one proposal; none for other kinds. @throws InvalidPolicy */
export function listChangesOf(list: readonly Participant[], proposal: HandshakeProposal): readonly ListChange[] {
  return proposal.type === 'participants' ? resolveUpdate(list, proposal.update) : [];
}

/** A Remove of somebody else's client. */
export function removesAnother(proposal: HandshakeProposal): boolean {
  return proposal.type === 'remove' && proposal.user !== uriOf(proposal.sender);
}

/**
 * The room as it will be once the proposals are committed: what the hub decides by from the moment that it has accepted
 * them (draft-ietf-mimi-protocol §7.1, UP-16).
 * @param state of the epoch; all indices refer to its list
 * @throws InvalidPolicy when the proposals do not go together; accepted ones do
 */
export function effectiveState(state: RoomState, proposals: readonly HandshakeProposal[]): RoomState {
  const changes: ListChange[] = [];
  const clients = new Map(state.clients);
  const count = (user: string, by: 1 | -1): void => {
    const next = Math.max((clients.get(user) ?? 0) + by, 0);
    if (next === 0) clients.delete(user);
    else clients.set(user, next);
  };
  let next = state;
  for (const proposal of proposals) {
    changes.push(...listChangesOf(state.participants, proposal));
    if (proposal.type === 'add') count(proposal.user, 1);
    else if (proposal.type === 'remove') count(proposal.user, -1);
    else if (proposal.type === 'self-remove') count(uriOf(proposal.sender), -1);
    else if (proposal.type === 'metadata') next = { ...next, metadata: proposal.metadata };
    else if (proposal.type === 'base-policy') next = { ...next, base: proposal.base };
    else if (proposal.type === 'roles') next = { ...next, roles: proposal.roles };
    else if (proposal.type === 'preauthorized') next = { ...next, preauthorized: proposal.entries };
  }
  return { ...next, participants: applyChanges(state.participants, changes), clients };
}
