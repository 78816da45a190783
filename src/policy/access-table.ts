import type { CapabilityName } from './code-points.ts';
import type { RoleIndex, RoomState } from './contract.ts';
import { has, isBanRole } from './standing.ts';

/** What may be put into a proposal or a commit (draft-ietf-mimi-room-policy §8), and what it needs. */
const proposals = {
  'Add of own clients': 'canAddOwnClient',
  'Add of others': 'canAddParticipant',
  'Remove of own clients': 'canRemoveOwnClient',
  'Remove of others': 'canKick',
  'list: enter': 'canOpenJoin',
  'list: enter by preauthorisation': 'canJoinIfPreauthorized',
  'list: enter by join code': 'canUseJoinCode',
  'list: add': 'canAddParticipant',
  'list: leave': 'canRemoveSelf',
  'list: remove': 'canRemoveParticipant',
  'list: change roles': 'canChangeUserRole',
  'list: change own role': 'canChangeOwnRole',
  'list: ban': 'canBan',
  'list: unban': 'canUnban',
  'metadata: name': 'canChangeRoomName',
  'metadata: descriptions': 'canChangeRoomDescription',
  'metadata: avatar': 'canChangeRoomAvatar',
  'metadata: subject': 'canChangeRoomSubject',
  'metadata: mood': 'canChangeRoomMood',
  'base policy': 'canChangeRoomMembershipStyle',
  roles: 'canChangeRoleDefinitions',
  preauthorisation: 'canChangePreauthorizedUserList',
  'join links: add': 'canCreateJoinCode',
  'join links: remove': 'canDeleteJoinCode',
  'operational policy': 'canChangeMlsOperationalPolicies',
  'other policies': 'canChangeOtherPolicyAttribute',
  GroupContextExtensions: 'canChangeMlsOperationalPolicies',
  ReInit: 'canSendMLSReinitProposal',
  Update: 'canSendMLSUpdateProposal',
  PreSharedKey: 'canSendMLSPSKProposal',
  'external proposals': 'canSendMLSExternalProposal',
  'external commits': 'canSendMLSExternalCommit',
} as const satisfies Record<string, CapabilityName>;

export type ProposalKind = keyof typeof proposals;

/** Kinds that are free in a room where no role has the code (requirement RC-24). */
const freeUnlessUsed: readonly ProposalKind[] = ['Update', 'PreSharedKey', 'external proposals', 'external commits'];

/**
 * The MLS-level access policy of a room as one table (requirement AC-01): for each kind of proposal the roles that may make
 * it, 0 for who is not listed. Which roles a change of the list may lead from and to, is in each role's pairs.
 */
export function accessTable(state: Pick<RoomState, 'roles'>): ReadonlyMap<ProposalKind, readonly RoleIndex[]> {
  const kinds = Object.entries(proposals) as readonly (readonly [ProposalKind, CapabilityName])[];
  return new Map(
    kinds.map(([kind, capability]) => {
      const holders = state.roles.filter((role) => has(role, capability));
      const free = holders.length === 0 && freeUnlessUsed.includes(kind);
      return [
        kind,
        (free ? state.roles.filter(({ index }) => !isBanRole(state.roles, index)) : holders).map(({ index }) => index),
      ];
    }),
  );
}
