/** RP §3 to §5: which rooms are valid, whoever makes them so. */
import type { RoomState } from '../../src/policy/index.ts';
import { can } from './capability-numbers.ts';
import { type Clause, clause, houseRule } from './clause.ts';
import { inParent, maxUsers } from './constraints.ts';
import { namedRolesExist } from './further-components.ts';
import { bannedRoleExists } from './standing.ts';

export function validRoles(after: RoomState): readonly Clause[] {
  const { roles } = after;
  const known = new Set(roles.map(({ index }) => index));
  const rolesWith = (capability: number): readonly number[] =>
    roles.filter(({ capabilities }) => capabilities.includes(capability)).map(({ index }) => index);
  const adders = rolesWith(can.addParticipant).filter(
    (index) => index > 1 || (index === 1 && !bannedRoleExists(after)),
  );
  const inOrder = (least: number, most: number | null): boolean => most === null || least <= most;
  return [
    clause(known.size === roles.length, 'RP §3: role_index "is used to refer to the role elsewhere"'),
    clause(
      rolesWith(can.openJoin).every((index) => index === 0),
      'RP §8.1.1: canOpenJoin "MUST NOT appear in any non-zero role"',
    ),
    houseRule(
      'no-preauthorized-zero',
      !rolesWith(can.joinIfPreauthorized).includes(0),
      'RP §8.1.1: canJoinIfPreauthorized is "on a non-zero role"',
    ),
    houseRule(
      'limits-in-order',
      roles.every(
        (role) =>
          inOrder(role.minimumParticipants, role.maximumParticipants) &&
          inOrder(role.minimumActiveParticipants, role.maximumActiveParticipants),
      ),
      'RP §3: a minimum above its maximum holds of no room',
    ),
    clause(
      !after.base.fixedMembership || adders.length === 0,
      'RP §5: "none of its non-zero, non-banned roles can contain the canAddParticipant capability"',
    ),
    clause(
      after.participants.every(({ role }) => known.has(role)),
      'P §7.5: each user has one role, which the list of roles describes',
    ),
    clause(
      after.preauthorized.every(({ role }) => role !== 0 && known.has(role)),
      'RP §4: a preauthorised role is one of the list, RP §8.1.1: and not zero',
    ),
    ...namedRolesExist(after),
  ];
}

/** @param after the room as it would be */
export function validBase(after: RoomState): readonly Clause[] {
  const { base, participants } = after;
  const counts = [...after.clients.values()];
  const all = counts.reduce((sum, count) => sum + count, 0);
  const banned = bannedRoleExists(after) ? 1 : -1;
  const present = participants.filter(({ role }) => role !== banned);
  // Each stands as the newcomer of a room without it.
  const others = (user: string): RoomState => ({
    ...after,
    participants: participants.filter((participant) => participant.user !== user),
  });
  return [
    clause(base.parentDependent === (base.parentRoom !== ''), 'RP §5: parent_room MUST be set, otherwise zero-length'),
    clause(base.maxClients === null || all <= base.maxClients, 'RP §5: max_clients'),
    clause(base.multiDevice || counts.every((count) => count <= 1), 'RP §5: multi_device'),
    maxUsers(after, 0),
    ...present.map(({ user }) => inParent(others(user), user)),
    clause(
      !base.parentDependent || (after.parentMembers?.size ?? 0) > 0,
      'RP §5: nothing is "a strict subset" of nobody',
    ),
  ];
}
