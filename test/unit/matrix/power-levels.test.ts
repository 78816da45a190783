import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  changedUsers,
  levelIn,
  levelOfRole,
  powerLevelsOf,
  roleOfLevel,
  samePowerLevels,
} from '../../../bridges/matrix/power-levels.ts';
import { parseUserUri, type UserUri } from '../../../src/identifiers/index.ts';
import { presetRoles } from '../../../src/policy/index.ts';
import type { ParticipantView, PolicyFlags } from '../../../src/rooms/index.ts';
import { openRoomFlags } from '../rooms/flags.ts';

function view(roles: Readonly<Record<string, number>>, change: Partial<PolicyFlags> = {}) {
  const participants = new Map<UserUri, ParticipantView>();
  for (const [name, role] of Object.entries(roles)) {
    const user = parseUserUri(`mimi://xmpp.test/u/${name}`);
    participants.set(user, { user, role, active: true, network: 'xmpp', nickname: null });
  }
  return { participants, flags: { ...openRoomFlags, ...change } };
}
const levels = (roles: Readonly<Record<string, number>>, change: Partial<PolicyFlags> = {}, roomVersion = '12') =>
  powerLevelsOf(view(roles, change), { bot: '@mimi:hs', roomVersion, nativeOf: (user) => user.slice(-1) });

describe('roles and power levels', () => {
  it('RC-03: every role has its level and every such level gives the role back', () => {
    for (const role of [2, 3, 4, 5, 6, 7]) {
      const level = levelOfRole(role);
      expect(level === null ? null : roleOfLevel(level, role)).toBe(role);
    }
    expect(levelOfRole(presetRoles.banned)).toBeNull();
    expect(levelOfRole(presetRoles.enforcer)).toBeNull();
  });

  it('a level in no row means the highest role not above it', () => {
    const expected = [
      [-100, 2],
      [-1, 2],
      [0, 3],
      [49, 3],
      [50, 5],
      [79, 5],
      [80, 6],
      [99, 6],
      [100, 7],
      [9000, 7],
    ];
    for (const [level = 0, role] of expected) expect(roleOfLevel(level, undefined)).toBe(role);
  });

  it('guests and members share a level, so the stored role is kept while the level stays', () => {
    expect(roleOfLevel(0, presetRoles.member)).toBe(presetRoles.member);
    expect(roleOfLevel(0, presetRoles.moderator)).toBe(presetRoles.guest);
    expect(roleOfLevel(50, presetRoles.member)).toBe(presetRoles.moderator);
  });

  it('a higher level never gives a lower role', () => {
    fc.assert(
      fc.property(fc.integer({ min: -200, max: 200 }), fc.nat(50), (level, more) => {
        expect(roleOfLevel(level + more, undefined)).toBeGreaterThanOrEqual(roleOfLevel(level, undefined));
      }),
    );
  });
});

describe('the power levels of a portal', () => {
  it('names whoever differs from the default, and nobody banned', () => {
    expect(levels({ a: 7, b: 6, c: 5, d: 4, e: 3, f: 2, g: 1 }).users).toEqual({ a: 100, b: 80, c: 50, f: -1 });
  });

  it('gives newcomers of a moderated room no voice from the first moment', () => {
    const moderated = levels({ a: 2, b: 3, c: 5 }, { moderated: true });
    expect(moderated.users_default).toBeLessThan(moderated.events_default);
    expect(moderated.users).toEqual({ b: 0, c: 50 });
  });

  it('needs no entry for the bot where creators are endless, and one above owners elsewhere', () => {
    expect(levels({}).users).toEqual({});
    expect(levels({ a: 7 }, {}, '11').users).toEqual({ '@mimi:hs': 101, a: 100 });
  });

  it('lets the topic and invitations follow the flags', () => {
    expect(levels({}).events['m.room.topic']).toBe(50);
    expect(levels({}, { anyoneMayChangeSubject: true }).events['m.room.topic']).toBe(0);
    expect(levels({}).invite).toBe(80);
    expect(levels({}, { anyoneMayInvite: true }).invite).toBe(0);
  });
});

describe('reading power levels', () => {
  it('reads numbers and the text that old rooms allow', () => {
    expect(levelIn({ users: { a: '50' }, users_default: 3 }, 'a')).toBe(50);
    expect(levelIn({ users: { a: 'high' }, users_default: 3 }, 'a')).toBe(3);
    expect(levelIn({}, 'a')).toBe(0);
  });

  it('finds whose level changed, by entry or by default', () => {
    expect(changedUsers({ users: { a: 50, b: 50 } }, { users: { a: 50, b: 0, c: 100 } })).toEqual(['b', 'c']);
    expect(changedUsers({ users: { a: 0 } }, { users: {} })).toEqual([]);
  });

  it('compares contents without regard to order', () => {
    const wanted = levels({ a: 7, b: 6 });
    expect(samePowerLevels({ ...wanted, users: { b: 80, a: 100 } }, wanted)).toBe(true);
    expect(samePowerLevels({ ...wanted, kick: 51 }, wanted)).toBe(false);
  });
});
