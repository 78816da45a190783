import type { UserUri } from '../../src/identifiers/index.ts';
import { presetRoles, type RoleIndex } from '../../src/policy/index.ts';
import type { PolicyFlags, RoomView } from '../../src/rooms/index.ts';
import type { EventContent, PowerLevels } from './contract.ts';
import { objectOf } from './event.ts';

/**
 * Power level of each role that can be in a room. A ban is a membership in Matrix, so `banned` has no level; the
 * enforcer is the hub, whose hand is the bot. Guests and members look alike here: the stored role tells them apart.
 */
const levelOf: Readonly<Record<RoleIndex, number>> = {
  [presetRoles.visitor]: -1,
  [presetRoles.guest]: 0,
  [presetRoles.member]: 0,
  [presetRoles.moderator]: 50,
  [presetRoles.admin]: 80,
  [presetRoles.owner]: 100,
};

/** Levels from high to low with the role that each of them means to somebody who had none with that level. */
const roleAtLeast: readonly (readonly [level: number, role: RoleIndex])[] = [
  [100, presetRoles.owner],
  [80, presetRoles.admin],
  [50, presetRoles.moderator],
  [0, presetRoles.guest],
];

/** Above every role: a bot at 100 could not demote an owner at 100. Only rooms older than version 12 need it. */
export const botLevel = 101;

/** Room versions in which the creator stands above all levels and in none of them (MSC4289). */
export function creatorIsEndless(roomVersion: string): boolean {
  return Number(roomVersion) >= 12;
}

/** Power level that shows a role; null for `banned`, for the enforcer and for roles that no preset has. */
export function levelOfRole(role: RoleIndex): number | null {
  return levelOf[role] ?? null;
}

/**
 * Role that a power level asks for. A level in no row means the highest role not above it; below 0 nobody has a voice.
 * @param stored the user's role now: kept while it has this level, so that members do not become guests.
 */
export function roleOfLevel(level: number, stored: RoleIndex | undefined): RoleIndex {
  const row = roleAtLeast.find(([least]) => level >= least);
  const role = row === undefined ? presetRoles.visitor : row[1];
  if (stored !== undefined && levelOf[stored] === levelOf[role]) return stored;
  return role;
}

/** Newcomers have no voice in a moderated room, from the first moment on: the default says so, not an entry each. */
export function defaultLevel(flags: PolicyFlags): number {
  return flags.moderated ? -1 : 0;
}

/**
 * The whole `m.room.power_levels` content that shows the hub's roles.
 * @param nativeOf the Matrix user id of a participant
 */
export function powerLevelsOf(
  view: Pick<RoomView, 'participants' | 'flags'>,
  o: { readonly bot: string; readonly roomVersion: string; readonly nativeOf: (user: UserUri) => string },
): PowerLevels {
  const usual = defaultLevel(view.flags);
  const users: Record<string, number> = creatorIsEndless(o.roomVersion) ? {} : { [o.bot]: botLevel };
  for (const { user, role } of view.participants.values()) {
    const level = levelOfRole(role);
    if (level !== null && level !== usual) users[o.nativeOf(user)] = level;
  }
  return {
    users,
    users_default: usual,
    events: {
      'm.room.name': 80,
      'm.room.topic': view.flags.anyoneMayChangeSubject ? 0 : 50,
      'm.room.avatar': 80,
      'm.room.pinned_events': 50,
      'm.room.power_levels': 100,
      'm.room.join_rules': 100,
      'm.room.history_visibility': 100,
      'm.room.guest_access': 100,
      'm.room.canonical_alias': 100,
      'm.room.server_acl': 100,
      'm.room.encryption': 100,
      // Version 12 asks for more than any owner has: replacing the room is the bot's to do.
      'm.room.tombstone': creatorIsEndless(o.roomVersion) ? 150 : 100,
    },
    events_default: 0,
    state_default: 100,
    invite: view.flags.anyoneMayInvite ? 0 : 80,
    kick: 50,
    ban: 80,
    redact: 50,
    notifications: { room: 50 },
  };
}

/** One user's level in a power-levels content. Levels sent as text are read too: rooms older than version 10 have them. */
export function levelIn(content: EventContent, user: string): number {
  const own = numberOf(objectOf(content, 'users')[user]);
  return own ?? numberOf(content.users_default) ?? 0;
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : undefined;
}

/** Whose level differs between two power-levels contents. */
export function changedUsers(before: EventContent, after: EventContent): readonly string[] {
  const named = new Set([...Object.keys(objectOf(before, 'users')), ...Object.keys(objectOf(after, 'users'))]);
  return [...named].filter((user) => levelIn(before, user) !== levelIn(after, user));
}

/** Whether two contents say the same, whatever the order of their keys. */
export function samePowerLevels(a: EventContent, b: PowerLevels): boolean {
  return canonical(a) === canonical(b);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([x], [y]) => (x < y ? -1 : 1)))
      : inner,
  );
}
