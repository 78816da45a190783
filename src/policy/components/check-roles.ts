import { capabilities } from '../code-points.ts';
import type { Role } from '../contract.ts';
import { InvalidPolicy } from '../invalid-policy.ts';

/** RoleData by itself (draft-ietf-mimi-room-policy §3, §8.1). @throws {@link InvalidPolicy} `roles` */
export function checkRoles(roles: readonly Role[]): void {
  const seen = new Set<number>();
  for (const role of roles) {
    if (seen.has(role.index)) throw new InvalidPolicy('roles', `role ${role.index} stands twice`);
    seen.add(role.index);
    if (role.index !== 0 && role.capabilities.includes(capabilities.canOpenJoin)) {
      throw new InvalidPolicy('roles', `canOpenJoin stands on role ${role.index}, it is for role 0 only (§8.1.1)`);
    }
    if (role.index === 0 && role.capabilities.includes(capabilities.canJoinIfPreauthorized)) {
      throw new InvalidPolicy('roles', 'canJoinIfPreauthorized stands on role 0 (§8.1.1)');
    }
    checkLimitOrder(role);
    const sources = role.authorizedRoleChanges.map(({ from }) => from);
    if (new Set(sources).size !== sources.length) {
      throw new InvalidPolicy('roles', `role ${role.index} lists changes from one role twice`);
    }
  }
}

function checkLimitOrder(role: Role): void {
  const pairs = [
    [role.minimumParticipants, role.maximumParticipants],
    [role.minimumActiveParticipants, role.maximumActiveParticipants],
  ] as const;
  if (pairs.some(([minimum, maximum]) => maximum !== null && minimum > maximum)) {
    throw new InvalidPolicy('roles', `role ${role.index} has a minimum above its maximum`);
  }
}
