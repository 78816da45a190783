import { domainOf, providerUri, type ProviderUri, type UserUri } from '../identifiers/index.ts';
import { capabilities, type CapabilityName } from './code-points.ts';
import type { PreauthorizedEntry, Role, RoleIndex, RoomState } from './contract.ts';
import type { Actor, Decision, Refused } from './rules/contract.ts';
import { allowed, refuse } from './decision.ts';
import { rolesByUser } from './participants.ts';

/** The ban role (draft-ietf-mimi-room-policy §8.1.3) has this index, and is one only if it has exactly this name. */
export const banned = 1;
const bannedName = 'banned';

const bansByRoles = new WeakMap<readonly Role[], boolean>();

export function isBanRole(roles: readonly Role[], index: RoleIndex): boolean {
  if (index !== banned) return false;
  // Looked up once for a list, since lists are values: it is asked of each of many entries.
  let exists = bansByRoles.get(roles);
  if (exists === undefined) {
    exists = roles.find((role) => role.index === banned)?.name === bannedName;
    bansByRoles.set(roles, exists);
  }
  return exists;
}

/** Whether who has a role, if the room has it, may be there with clients: all roles but 0 and the ban role. */
export function isParticipantsRole({ roles }: Pick<RoomState, 'roles'>, index: RoleIndex): boolean {
  return index !== 0 && !isBanRole(roles, index);
}

/** The URI under which an actor stands in the participant list: the user's, or the provider's (decision WF-24). */
export function uriOf(actor: Actor): UserUri | ProviderUri {
  return actor.type === 'user' ? actor.user : providerUri(actor.domain);
}

/** Whether a list entry is a provider's and not a user's: its URI ends with the domain. */
export function isProvider(entry: string): boolean {
  return !entry.includes('/', 'mimi://'.length);
}

/** Whether an actor is the provider that owns the room. */
export function isHub(state: RoomState, actor: Actor): boolean {
  return actor.type === 'provider' && actor.domain === domainOf(state.room);
}

/**
 * Whether a client is the hub's own, which it brings and takes: it stands outside the list and outside all limits, and
 * `RoomState.clients` doesn't count it.
 */
export function isServiceLeaf(state: RoomState, actor: Actor, user: UserUri): boolean {
  return isHub(state, actor) && domainOf(user) === domainOf(state.room) && roleIndexOf(state, user) === 0;
}

/** Index of somebody's role; 0 when not listed. */
export function roleIndexOf(state: RoomState, user: string): RoleIndex {
  return rolesByUser(state.participants).get(user) ?? 0;
}

/** Definition of a role; null when the room has none with this index. */
export function roleAt(state: RoomState, index: RoleIndex): Role | null {
  return state.roles.find((role) => role.index === index) ?? null;
}

/** Number of leaves. */
export function clientsOf(state: RoomState, user: string): number {
  return state.clients.get(user) ?? 0;
}

export function has(role: Role | null, capability: CapabilityName): boolean {
  return role?.capabilities.includes(capabilities[capability]) ?? false;
}

/** Roles to which a role may move somebody who has role `from` (`authorized_role_changes`, §3). */
export function targetsFrom(role: Role | null, from: RoleIndex): readonly RoleIndex[] {
  return role?.authorizedRoleChanges.find((change) => change.from === from)?.targets ?? [];
}

export function mayMove(role: Role | null, from: RoleIndex, to: RoleIndex): boolean {
  return targetsFrom(role, from).includes(to);
}

/** Whether `canBan` and `canUnban` mean anything here (§8.1.3). */
export function banRoleExists(state: RoomState): boolean {
  return isBanRole(state.roles, banned);
}

export function isBanned(state: RoomState, user: string): boolean {
  return isBanRole(state.roles, roleIndexOf(state, user));
}

/** Whether somebody is listed and not banned. */
export function takesPart(state: RoomState, user: string): boolean {
  return isParticipantsRole(state, roleIndexOf(state, user));
}

/**
 * Index of the role that an actor acts with: that of its entry, or for a provider that has none the role for which its
 * credential is preauthorised (room-policy §4, §8; requirement UP-34); 0 for none.
 */
export function actingRole(state: RoomState, actor: Actor): RoleIndex {
  const listed = roleIndexOf(state, uriOf(actor));
  if (listed !== 0 || actor.type === 'user') return listed;
  const preauthorized = preauthorizedRole(state, actor) ?? 0;
  return isParticipantsRole(state, preauthorized) && roleAt(state, preauthorized) ? preauthorized : 0;
}

/**
 * Why somebody who should have a role can't act at all, or null when nothing is in the way: banned, removed but still in
 * the group until the commit (draft-ietf-mimi-protocol §5.3), or not listed.
 */
export function barred(state: RoomState, actor: Actor): Refused | null {
  const role = actingRole(state, actor);
  if (isParticipantsRole(state, role)) return null;
  if (role !== 0) return refuse('banned', 'room-policy §2.1', 'You are banned from this room.');
  if (clientsOf(state, uriOf(actor)) > 0) {
    return refuse('removal-pending', 'protocol §5.3', 'You were removed from this room.');
  }
  return refuse('not-a-participant', 'room-policy §3', 'You are not a participant of this room.');
}

/** The role that the actor acts with, if it has the capability; else the refusal. */
export function standingWith(
  state: RoomState,
  actor: Actor,
  capability: CapabilityName,
  section: string,
): { readonly role: Role } | { readonly refusal: Refused } {
  const bar = barred(state, actor);
  if (bar) return { refusal: bar };
  const role = roleAt(state, actingRole(state, actor));
  if (role && has(role, capability)) return { role };
  return { refusal: refuse('lacks-capability', section, `Your role here does not include ${capability}.`) };
}

/** {@link standingWith} of somebody who has an entry: what one does to the own entry needs one. */
export function listedWith(
  state: RoomState,
  actor: Actor,
  capability: CapabilityName,
  section: string,
): { readonly role: Role } | { readonly refusal: Refused } {
  if (roleIndexOf(state, uriOf(actor)) === 0 && actingRole(state, actor) !== 0) {
    return { refusal: refuse('not-a-participant', 'room-policy §3', 'You are not a participant of this room.') };
  }
  return standingWith(state, actor, capability, section);
}

/** Allowed with one capability. */
export function withCapability(state: RoomState, actor: Actor, capability: CapabilityName, section: string): Decision {
  const standing = standingWith(state, actor, capability, section);
  return 'refusal' in standing ? standing.refusal : allowed;
}

/** First rule whose claims all match the actor's credential exactly (§4), a rule without claims for all; null for none. */
export function preauthorizedRole(state: RoomState, actor: Actor): RoleIndex | null {
  // Strangers write both lists: each claim of the one compared with each of the other took a second a decision.
  const own = new Set(actor.claims?.map(spelled));
  const entry = state.preauthorized.find(({ claims }) => claims.every((claim) => own.has(spelled(claim))));
  return entry?.role ?? null;
}

const hex = (octets: Uint8Array): string => Buffer.from(octets).toString('hex');

/** Alike for the same claims only. */
const spelled = ({ credentialType, id, value }: PreauthorizedEntry['claims'][number]): string =>
  `${credentialType} ${hex(id)} ${hex(value)}`;
