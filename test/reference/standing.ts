/** RP §3, §4 and §8: who has which role, and what a role holds. */
import type { Actor, Role, RoomState } from '../../src/policy/index.ts';
import { type Clause, clause } from './clause.ts';

export function uriOf(actor: Actor): string {
  return actor.type === 'user' ? actor.user : `mimi://${actor.domain}`;
}

export const isProvider = (uri: string): boolean => /^mimi:\/\/[^/]+$/.test(uri);

export function roleNumber(state: RoomState, index: number): Role | undefined {
  return state.roles.find((role) => role.index === index);
}

/** P §7.5: each user is assigned exactly one role. @returns 0 for whoever is not in the list (RP §3) */
export function listedRole(state: RoomState, user: string): number {
  return state.participants.find((participant) => participant.user === user)?.role ?? 0;
}

export const isListed = (state: RoomState, user: string): boolean => listedRole(state, user) !== 0;

export const clientsOf = (state: RoomState, user: string): number => state.clients.get(user) ?? 0;

/**
 * RP §4: rules are consulted one at a time; one matches when every claim has a corresponding claim in the credential that
 * exactly matches; the first that matches is it. @returns 0: none
 */
export function preauthorizedRole(state: RoomState, actor: Actor): number {
  for (const entry of state.preauthorized) {
    let every = true;
    for (const wanted of entry.claims) {
      let found = false;
      for (const held of actor.claims ?? []) {
        const sameId = held.credentialType === wanted.credentialType && same(held.id, wanted.id);
        if (sameId && same(held.value, wanted.value)) found = true;
      }
      if (!found) every = false;
    }
    // The banned have no capabilities (P §7.5): nobody gets any by that role.
    if (every) return isBanRole(state, entry.role) ? 0 : entry.role;
  }
  return 0;
}

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

/** RP §8: "has a specific entry in the Participant List … or is preauthorized to take action with a specific role". */
export function actingRole(state: RoomState, actor: Actor): number {
  const listed = listedRole(state, uriOf(actor));
  if (listed !== 0) return listed;
  // P §7.4, RFC 9420 §12.1.8: of those outside, external senders alone propose anything but to be added themselves.
  return actor.type === 'provider' ? preauthorizedRole(state, actor) : 0;
}

export function roleHolds(state: RoomState, role: number, capability: number): boolean {
  return roleNumber(state, role)?.capabilities.includes(capability) ?? false;
}

/** RP §8: "the holder of a capability can take some action". */
export function holds(state: RoomState, actor: Actor, capability: number, name: string): Clause {
  const role = actingRole(state, actor);
  return clause(role !== 0 && roleHolds(state, role, capability), `RP §8: the holder of ${name}`);
}

/** P §7.5: "explicitly banned, by assigning them a suitable role which does not have any capabilities". */
export function notBanned(state: RoomState, actor: Actor): Clause {
  return clause(!isBanned(state, uriOf(actor)), 'P §7.5: the banned have no capabilities');
}

/** RP §8: "a specific entry in the Participant List …, or is preauthorized". */
export function takesPart(state: RoomState, actor: Actor): Clause {
  return clause(actingRole(state, actor) !== 0, 'RP §8: in the list or preauthorized');
}

/** RP §3: `authorized_role_changes` of a role. */
export function pair(state: RoomState, role: number, from: number, to: number): boolean {
  const entries = roleNumber(state, role)?.authorizedRoleChanges ?? [];
  return entries.some((entry) => entry.from === from && entry.targets.includes(to));
}

/** RP §8.1.3: "always has role_index = 1 and role_name = banned". */
export const bannedRoleExists = (state: RoomState): boolean => roleNumber(state, 1)?.name === 'banned';

export const isBanRole = (state: RoomState, role: number): boolean => role === 1 && bannedRoleExists(state);

export const isBanned = (state: RoomState, user: string): boolean => isBanRole(state, listedRole(state, user));
