/** What a handshake's proposals mean, beside how they are asked: the model reads the first, the policy the second. */
import {
  type Actor,
  baseRoomPolicy,
  type BaseRoomPolicy,
  gatewayPolicy,
  type HandshakeProposal,
  type Participant,
  participantListUpdate,
  type ParticipantListUpdate,
  type PreauthorizedEntry,
  preauthorizedList,
  type Role,
  rolesList,
  roomMetadata,
  type RoomMetadata,
} from '../../../src/policy/index.ts';
import type { UserUri } from '../../../src/identifiers/index.ts';

export interface Leaf {
  readonly gateway?: boolean;
  readonly pseudonym?: boolean;
}

export type Wish =
  | ({ readonly kind: 'add'; readonly user: UserUri } & Leaf)
  | { readonly kind: 'remove' | 'self-remove'; readonly user: UserUri; readonly gateway?: boolean }
  | { readonly kind: 'list'; readonly update: ParticipantListUpdate }
  | { readonly kind: 'roles'; readonly roles: readonly Role[] }
  | { readonly kind: 'base'; readonly base: BaseRoomPolicy }
  /** With the roles that the wire takes an entry's role from (WF-19). */
  | { readonly kind: 'preauthorized'; readonly entries: readonly PreauthorizedEntry[]; readonly roles: readonly Role[] }
  | { readonly kind: 'metadata'; readonly metadata: RoomMetadata }
  | { readonly kind: 'gateways'; readonly refused: boolean }
  | { readonly kind: 'component'; readonly componentId: number; readonly update: Uint8Array }
  | { readonly kind: 'remove-component'; readonly componentId: number }
  | { readonly kind: 'ephemeral'; readonly componentId: number }
  | { readonly kind: 'reinit' }
  | { readonly kind: 'extensions'; readonly dropsHub: boolean }
  | ({ readonly kind: 'other'; readonly proposalType: number } & Leaf);

/** One proposal of a handshake. */
export interface Said {
  readonly by: Actor;
  readonly external?: boolean;
  readonly byReference: boolean;
  readonly wish: Wish;
}

/** P §7.5: what one entry of a list update does to whom; role 0: not in the list. */
export interface ListChange {
  readonly user: string;
  readonly from: number;
  readonly to: number;
}

/**
 * WF-11: indices are of the epoch's list.
 * @returns null when the update does not fit that list
 */
export function listChanges(
  list: readonly Participant[],
  { changedRoleParticipants, removedIndices, addedParticipants }: ParticipantListUpdate,
): readonly ListChange[] | null {
  const out: ListChange[] = [];
  for (const { userIndex, role } of changedRoleParticipants) {
    const entry = list[userIndex];
    if (!entry || role === 0) return null;
    out.push({ user: entry.user, from: entry.role, to: role });
  }
  for (const index of removedIndices) {
    const entry = list[index];
    if (!entry) return null;
    out.push({ user: entry.user, from: entry.role, to: 0 });
  }
  for (const { user, role } of addedParticipants) {
    if (role === 0 || list.some((entry) => entry.user === user)) return null;
    out.push({ user, from: 0, to: role });
  }
  return out;
}

/** Component ids, RP §10.1 and P §10. */
export const ids = {
  list: 0x0022,
  metadata: 0x0023,
  roles: 0x0025,
  preauthorized: 0x0026,
  base: 0x0027,
  gateways: 0xf0d2,
} as const;

/** Which component an AppDataUpdate is about; null for other proposals. */
export function componentOf(wish: Wish): number | null {
  if (wish.kind === 'component' || wish.kind === 'remove-component') return wish.componentId;
  return wish.kind in ids ? ids[wish.kind as keyof typeof ids] : null;
}

export function asked({ by, external, wish }: Said): HandshakeProposal {
  const sender = { by, ...(external === undefined ? {} : { external }) };
  const component = (componentId: number, update: Uint8Array | null): HandshakeProposal => ({
    ...sender,
    type: 'component',
    componentId,
    update,
  });
  switch (wish.kind) {
    case 'add':
    case 'remove':
    case 'self-remove':
    case 'ephemeral':
    case 'reinit':
    case 'other': {
      const { kind, ...rest } = wish;
      return { ...sender, type: kind, ...rest } as HandshakeProposal;
    }
    case 'extensions':
      return { ...sender, type: 'group-context-extensions', dropsHub: wish.dropsHub };
    case 'list':
      return component(ids.list, participantListUpdate.encode(wish.update));
    case 'roles':
      return component(ids.roles, rolesList.encode(wish.roles));
    case 'base':
      return component(ids.base, baseRoomPolicy.encode(wish.base));
    case 'preauthorized':
      return component(ids.preauthorized, preauthorizedList.encode(wish.entries, wish.roles));
    case 'metadata':
      return component(ids.metadata, roomMetadata.encode(wish.metadata));
    case 'gateways':
      return component(ids.gateways, gatewayPolicy.encode({ refused: wish.refused }));
    case 'component':
      return component(wish.componentId, wish.update);
    case 'remove-component':
      return component(wish.componentId, null);
  }
}
