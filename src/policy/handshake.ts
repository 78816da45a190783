import { componentIds } from './code-points.ts';
import { baseRoomPolicy } from './components/base-room-policy.ts';
import { gatewayPolicy } from './components/gateway-policy.ts';
import { applyJoinLinksUpdates, joinLinksUpdate } from './components/join-links.ts';
import { participantListUpdate } from './components/participant-list.ts';
import { preauthorizedList } from './components/preauthorized-list.ts';
import { componentRegistry } from './components/registry.ts';
import { rolesList } from './components/roles-list.ts';
import { updateRoomComponents } from './components/room-components.ts';
import { roomMetadata } from './components/room-metadata.ts';
import type {
  BaseRoomPolicy,
  JoinLinksUpdate,
  Participant,
  PreauthorizedEntry,
  Role,
  RoomMetadata,
  RoomState,
} from './contract.ts';
import type { HandshakeProposal } from './handshake-contract.ts';
import type { Actor } from './rules/contract.ts';
import { applyChanges, type ListChange, resolveUpdate } from './participants.ts';
import { isHub, isServiceLeaf, uriOf } from './standing.ts';

/** A proposal whose component was read: what the rules are written against. */
export type ReadProposal =
  | Exclude<HandshakeProposal, { readonly type: 'component' }>
  | ({ readonly by: Actor; readonly external?: boolean } & ComponentChange);

/** What an AppDataUpdate means (draft-ietf-mls-extensions §4.7). */
export type ComponentChange =
  | { readonly type: 'participants'; readonly changes: readonly ListChange[] }
  | { readonly type: 'metadata'; readonly metadata: RoomMetadata }
  | { readonly type: 'base-policy'; readonly base: BaseRoomPolicy }
  | { readonly type: 'roles'; readonly roles: readonly Role[] }
  | { readonly type: 'preauthorized'; readonly entries: readonly PreauthorizedEntry[] }
  | { readonly type: 'gateways'; readonly refused: boolean }
  | { readonly type: 'join-links'; readonly update: JoinLinksUpdate }
  | { readonly type: 'other-component'; readonly componentId: number; readonly update: Uint8Array }
  | { readonly type: 'remove-component'; readonly componentId: number };

/**
 * Reads a proposal's component.
 * @param list participants of the epoch, which all indices refer to (decision WF-11)
 * @throws InvalidPolicy when the update is not what the component's draft says, or doesn't fit the list
 */
export function readProposal(list: readonly Participant[], proposal: HandshakeProposal): ReadProposal {
  if (proposal.type !== 'component') return proposal;
  const { by, external = false } = proposal;
  return { by, external, ...readComponent(list, proposal.componentId, proposal.update) };
}

function readComponent(list: readonly Participant[], componentId: number, update: Uint8Array | null): ComponentChange {
  if (update === null) return { type: 'remove-component', componentId };
  switch (componentId) {
    case componentIds.participantList:
      return { type: 'participants', changes: resolveUpdate(list, participantListUpdate.decode(update)) };
    case componentIds.roomMetadata:
      return { type: 'metadata', metadata: roomMetadata.decode(update) };
    case componentIds.baseRoomPolicy:
      return { type: 'base-policy', base: baseRoomPolicy.decode(update) };
    case componentIds.rolesList:
      return { type: 'roles', roles: rolesList.decode(update) };
    case componentIds.preauthorizedList:
      return { type: 'preauthorized', entries: preauthorizedList.decode(update) };
    case componentIds.gatewayPolicy:
      return { type: 'gateways', ...gatewayPolicy.decode(update) };
    case componentIds.joinLinks:
      return { type: 'join-links', update: joinLinksUpdate.decode(update) };
    default:
      return { type: 'other-component', componentId, update };
  }
}

/** The list changes of one proposal; none for other kinds. */
export function listChangesOf(proposal: ReadProposal): readonly ListChange[] {
  return proposal.type === 'participants' ? proposal.changes : [];
}

/** Users whom the hub strikes from the list. */
export function removedByHub(state: RoomState, proposals: readonly ReadProposal[]): ReadonlySet<string> {
  const own = proposals.filter(({ by }) => isHub(state, by));
  return new Set(own.flatMap(listChangesOf).flatMap(({ user, to }) => (to === 0 ? [user as string] : [])));
}

/** A Remove of somebody else's client. */
export function removesAnother(proposal: ReadProposal): boolean {
  return proposal.type === 'remove' && proposal.user !== uriOf(proposal.by);
}

type Removal = Extract<ReadProposal, { readonly type: 'remove' | 'self-remove' }>;

export const isRemoval = (proposal: ReadProposal): proposal is Removal =>
  proposal.type === 'remove' || proposal.type === 'self-remove';

/**
 * The room as it will be once the proposals are committed: what the hub decides by from the moment that it has accepted
 * them (draft-ietf-mimi-protocol §7.1, UP-16).
 * @throws InvalidPolicy when two of them touch one user's entry
 */
export function stateAfter(state: RoomState, proposals: readonly ReadProposal[]): RoomState {
  const clients = new Map(state.clients);
  const count = (user: string, by: 1 | -1): void => {
    const next = Math.max((clients.get(user) ?? 0) + by, 0);
    if (next === 0) clients.delete(user);
    else clients.set(user, next);
  };
  const participants = applyChanges(state.participants, proposals.flatMap(listChangesOf));
  let next = state;
  let { gatewayLeaves } = state;
  for (const proposal of proposals) {
    if ('gateway' in proposal && proposal.gateway) gatewayLeaves += isRemoval(proposal) ? -1 : 1;
    // One that comes is nobody's who is listed with it, one that goes was nobody's.
    const list = proposal.type === 'add' ? { ...state, participants } : state;
    const service = 'user' in proposal && isServiceLeaf(list, proposal.by, proposal.user);
    if (service) continue;
    if (proposal.type === 'add') count(proposal.user, 1);
    else if (isRemoval(proposal)) count(proposal.user, -1);
    else if (proposal.type === 'metadata') next = { ...next, metadata: proposal.metadata };
    else if (proposal.type === 'base-policy') next = { ...next, base: proposal.base };
    else if (proposal.type === 'roles') next = { ...next, roles: proposal.roles };
    else if (proposal.type === 'preauthorized') next = { ...next, preauthorized: proposal.entries };
    else if (proposal.type === 'gateways') next = { ...next, gatewaysRefused: proposal.refused };
    else if (proposal.type === 'other-component') next = withComponent(next, proposal.componentId, proposal.update);
    else if (proposal.type === 'remove-component') next = withComponent(next, proposal.componentId, null);
  }
  return { ...withJoinLinks(state, next, proposals), participants, clients, gatewayLeaves };
}

/** One of the further components with a new value, or without one. @throws InvalidPolicy */
function withComponent(state: RoomState, componentId: number, update: Uint8Array | null): RoomState {
  const next = withPresence(state, componentId, update !== null);
  const components = updateRoomComponents(state.components ?? {}, componentId, update);
  if (components) return { ...next, components };
  return componentId === componentIds.preauthorizedList ? { ...next, preauthorized: [] } : next;
}

/** What there is, where somebody looked (BP-09): policy components, and those that only the base policy names. */
function withPresence(state: RoomState, componentId: number, there: boolean): RoomState {
  const counts = componentRegistry.get(componentId)?.policy ?? state.base.policyComponents.includes(componentId);
  if (!state.present || !counts || state.present.has(componentId) === there) return state;
  const present = new Set(state.present);
  if (there) present.add(componentId);
  else present.delete(componentId);
  return { ...state, present };
}

/** Indices of join links refer to the links of the epoch, as those of participants do (decision WF-11). */
function withJoinLinks(epoch: RoomState, next: RoomState, proposals: readonly ReadProposal[]): RoomState {
  const updates = proposals.flatMap((proposal) => (proposal.type === 'join-links' ? [proposal.update] : []));
  if (updates.length === 0) return next;
  const joinLinks = applyJoinLinksUpdates(epoch.components?.joinLinks ?? [], updates);
  const there = withPresence(next, componentIds.joinLinks, true);
  return { ...there, components: { ...there.components, joinLinks } };
}

/** {@link stateAfter} of proposals as they come. @throws InvalidPolicy */
export function effectiveState(state: RoomState, proposals: readonly HandshakeProposal[]): RoomState {
  const read = proposals.map((proposal) => readProposal(state.participants, proposal));
  return stateAfter(state, read);
}
