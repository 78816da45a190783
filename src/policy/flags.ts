import { capabilities, type CapabilityName, componentIds } from './code-points.ts';
import type { BaseRoomPolicy, Role, RoleIndex, RoomState } from './contract.ts';
import { has, isParticipantsRole, roleAt, targetsFrom } from './standing.ts';

/** A policy in the terms that networks know; derived from roles and base policy, never stored (requirement BP-11). */
export interface PolicyFlags {
  /** Nobody enters by oneself without being listed. */
  readonly membersOnly: boolean;
  /** Newcomers have no voice. */
  readonly moderated: boolean;
  readonly discoverable: boolean;
  readonly persistent: boolean;
  /** null: no limit. */
  readonly maxUsers: number | null;
  /** Participants without moderator rights may change the subject. */
  readonly anyoneMayChangeSubject: boolean;
  /** Participants without admin rights may invite. */
  readonly anyoneMayInvite: boolean;
  /** Nobody enters through a gateway: what is said is encrypted from client to client. */
  readonly gatewaysRefused: boolean;
}

/** Roles with voice that moderate nobody: guests and members of the presets. */
const isOrdinary = (role: Role): boolean => has(role, 'canSendMessage') && !has(role, 'canKick');
/** Roles with voice that ban nobody: moderators too. */
const isBelowAdmin = (role: Role): boolean => has(role, 'canSendMessage') && !has(role, 'canBan');

type Roles = Pick<RoomState, 'roles'>;

/** The roles of those who are in the room. */
const participantsRoles = (state: Roles): readonly Role[] =>
  state.roles.filter(({ index }) => isParticipantsRole(state, index));

const all = (roles: readonly Role[], capability: CapabilityName): boolean =>
  roles.length > 0 && roles.every((role) => has(role, capability));

/** The role that a newcomer has, or would have if the room were open; 0 where role 0 names none. */
function newcomer(state: Roles): RoleIndex {
  const nobody = state.roles.find((role) => role.index === 0) ?? null;
  return targetsFrom(nobody, 0).find((role) => isParticipantsRole(state, role)) ?? 0;
}

/** The least role that somebody may give to a user who is added; 0 where nobody adds anybody. */
function leastAdded(state: Roles): RoleIndex {
  const adding = participantsRoles(state).filter((role) => has(role, 'canAddParticipant'));
  const given = adding.flatMap((role) => targetsFrom(role, 0)).filter((role) => isParticipantsRole(state, role));
  return given.reduce((least, role) => (least === 0 ? role : Math.min(least, role)), 0);
}

/** The view of a state (BP-11). */
export function policyFlags(state: RoomState): PolicyFlags {
  const first = newcomer(state) || leastAdded(state);
  const entersAs = first === 0 ? null : roleAt(state, first);
  return {
    membersOnly: !has(roleAt(state, 0), 'canOpenJoin'),
    moderated: entersAs !== null && !has(entersAs, 'canSendMessage'),
    discoverable: state.base.discoverable,
    persistent: state.base.persistentRoom,
    maxUsers: state.base.maxUsers,
    anyoneMayChangeSubject: all(participantsRoles(state).filter(isOrdinary), 'canChangeRoomSubject'),
    anyoneMayInvite: all(participantsRoles(state).filter(isBelowAdmin), 'canAddParticipant'),
    gatewaysRefused: state.gatewaysRefused,
  };
}

function grant(role: Role, capability: CapabilityName, granted: boolean): Role {
  const rest = role.capabilities.filter((code) => code !== capabilities[capability]);
  const held = granted ? [...rest, capabilities[capability]].sort((a, b) => a - b) : rest;
  return { ...role, capabilities: held };
}

function moving(role: Role, from: RoleIndex, targets: readonly RoleIndex[]): Role {
  const rest = role.authorizedRoleChanges.filter((change) => change.from !== from);
  const changes = targets.length === 0 ? rest : [{ from, targets }, ...rest];
  return { ...role, authorizedRoleChanges: changes };
}

/** Role 0 of a room in which newcomers have voice or not: its target is the least role that fits. */
function withNewcomers(roles: readonly Role[], moderated: boolean): readonly Role[] {
  const fits = participantsRoles({ roles }).filter((role) => has(role, 'canReceiveMessage') && !has(role, 'canKick'));
  const target = fits.find((role) => has(role, 'canSendMessage') !== moderated);
  return target ? roles.map((role) => (role.index === 0 ? moving(role, 0, [target.index]) : role)) : roles;
}

/** Whoever may invite brings in what a newcomer would be, and what the inviter is if that is an ordinary role. */
function withInvitations(roles: readonly Role[], invited: boolean): readonly Role[] {
  const entersAs = newcomer({ roles });
  const moderated = !has(roles.find((role) => role.index === entersAs) ?? null, 'canSendMessage');
  const highest = Math.max(
    entersAs,
    ...(moderated
      ? []
      : participantsRoles({ roles })
          .filter(isOrdinary)
          .map((role) => role.index)),
  );
  return roles.map((role) => {
    if (!isParticipantsRole({ roles }, role.index) || !isBelowAdmin(role)) return role;
    const targets = [entersAs, Math.min(role.index, highest)].filter((target) => isParticipantsRole({ roles }, target));
    const distinct = moderated ? [entersAs] : [...new Set(targets)];
    return moving(grant(role, 'canAddParticipant', invited), 0, invited ? distinct : []);
  });
}

/**
 * The components that differ when a room is to have some flags: whole values for `change-roles`, `change-base-policy`
 * and `change-gateways`. No key is there when nothing changes.
 */
export function withFlags(
  state: RoomState,
  flags: Partial<PolicyFlags>,
): Partial<Pick<RoomState, 'roles' | 'base' | 'gatewaysRefused'>> {
  const now = policyFlags(state);
  const next = { ...now, ...flags };
  let { roles } = state;
  if (next.membersOnly !== now.membersOnly) {
    roles = roles.map((role) => (role.index === 0 ? grant(role, 'canOpenJoin', !next.membersOnly) : role));
  }
  if (next.moderated !== now.moderated) roles = withNewcomers(roles, next.moderated);
  // Who may invite is written anew when newcomers change too: inviting must not be a way around a moderated room.
  if (next.anyoneMayInvite !== now.anyoneMayInvite || (next.moderated !== now.moderated && next.anyoneMayInvite)) {
    roles = withInvitations(roles, next.anyoneMayInvite);
  }
  if (next.anyoneMayChangeSubject !== now.anyoneMayChangeSubject) {
    const granted = next.anyoneMayChangeSubject;
    roles = roles.map((role) => (isOrdinary(role) ? grant(role, 'canChangeRoomSubject', granted) : role));
  }
  const { gatewaysRefused } = next;
  const base = withBase(state.base, next);
  return {
    ...(roles === state.roles ? {} : { roles }),
    ...(base === state.base ? {} : { base }),
    ...(gatewaysRefused === now.gatewaysRefused ? {} : { gatewaysRefused }),
  };
}

/** The same value where nothing differs. */
function withBase(base: BaseRoomPolicy, flags: PolicyFlags): BaseRoomPolicy {
  const { discoverable, persistent: persistentRoom, maxUsers } = flags;
  // A room that has the component names it among those that make up its policy (draft-ietf-mimi-room-policy §5).
  const unnamed = flags.gatewaysRefused && !base.policyComponents.includes(componentIds.gatewayPolicy);
  const policyComponents = unnamed ? [...base.policyComponents, componentIds.gatewayPolicy] : base.policyComponents;
  const same =
    discoverable === base.discoverable && persistentRoom === base.persistentRoom && maxUsers === base.maxUsers;
  return same && !unnamed ? base : { ...base, discoverable, persistentRoom, maxUsers, policyComponents };
}
