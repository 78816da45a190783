import { describe, expect, it } from 'vitest';
import { type Actor, capabilities, decide, defaultRole, invitedRole, presetRoles } from '../../../src/policy/index.ts';
import { answer, as, cast, hub, list, onlyFor, persons, roomWith, ruleOf, theHub, user, withRole } from './rooms.ts';

const { banned, visitor, guest, member, moderator, admin, owner } = presetRoles;
const claim = (value: string) => ({
  credentialType: 2,
  id: Uint8Array.of(1),
  value: new Uint8Array(Buffer.from(value)),
});
const stranger = as('stranger');

describe('entering by oneself', () => {
  it.each([
    ['open', undefined, 'allowed'],
    ['open', guest, 'allowed'],
    ['open', member, 'no-open-join'],
    ['open', banned, 'no-open-join'],
    ['open', 0, 'no-open-join'],
    ['open', 99, 'no-open-join'],
    ['moderated', undefined, 'allowed'],
    ['moderated', visitor, 'allowed'],
    ['moderated', guest, 'no-open-join'],
    ['members-only', undefined, 'no-open-join'],
    ['members-only', guest, 'no-open-join'],
  ] as const)('RC-09: a stranger joins the %s room as %s: %s', (preset, role, expected) => {
    const action = role === undefined ? ({ type: 'join' } as const) : ({ type: 'join', role } as const);
    expect(answer(roomWith(preset), stranger, action)).toBe(expected);
  });

  it('RC-09: the role of an open join is the one that role 0 names', () => {
    expect(defaultRole(roomWith('open'))).toBe(guest);
    expect(defaultRole(roomWith('moderated'))).toBe(visitor);
    expect(defaultRole(roomWith('members-only'))).toBeNull();
    const bannedFirst = withRole(roomWith(), 0, { authorizedRoleChanges: [{ from: 0, targets: [1, 4] }] });
    expect(defaultRole(bannedFirst)).toBe(member);
    const nowhere = withRole(roomWith(), 0, { authorizedRoleChanges: [] });
    expect(answer(nowhere, stranger, { type: 'join' })).toBe('no-open-join');
  });

  it.each(persons)('RC-08: %s comes back with the role of the list, banned or not', (name) => {
    const expected = name === 'outcast' ? 'banned' : 'allowed';
    for (const preset of ['open', 'members-only', 'moderated'] as const) {
      expect(answer(roomWith(preset), as(name), { type: 'join' })).toBe(expected);
      expect(answer(roomWith(preset), as(name), { type: 'add-own-client' })).toBe(expected);
      expect(answer(roomWith(preset), as(name), { type: 'join', role: cast[name] })).toBe(expected);
      const other = name === 'outcast' ? 'banned' : 'target-is-participant';
      expect(answer(roomWith(preset), as(name), { type: 'join', role: cast[name] === guest ? member : guest })).toBe(
        other,
      );
    }
  });

  it('RC-08: without canAddOwnClient nobody brings a client in, and who is not listed never does', () => {
    const state = onlyFor(roomWith(), 'canAddOwnClient', null);
    expect(answer(state, as('member'), { type: 'add-own-client' })).toBe('lacks-capability');
    expect(answer(state, as('member'), { type: 'join' })).toBe('lacks-capability');
    expect(answer(roomWith(), stranger, { type: 'add-own-client' })).toBe('not-a-participant');
  });

  describe('by preauthorisation', () => {
    const closed = roomWith('members-only', {
      preauthorized: [
        { claims: [claim('hr'), claim('full-time')], role: moderator },
        { claims: [claim('full-time')], role: member },
        { claims: [claim('hr')], role: owner },
      ],
    });
    const room = [member, moderator].reduce(
      (state, index) =>
        withRole(state, index, {
          capabilities: [...(state.roles.find((role) => role.index === index)?.capabilities ?? []), 5],
        }),
      closed,
    );
    const holding = (...values: readonly string[]): Actor => ({
      type: 'user',
      user: user('stranger'),
      claims: values.map(claim),
    });

    it.each([
      [['hr', 'full-time'], undefined, 'allowed'],
      [['hr', 'full-time'], moderator, 'allowed'],
      [['hr', 'full-time'], member, 'no-open-join'],
      [['full-time'], undefined, 'allowed'],
      [['full-time'], member, 'allowed'],
      [['full-time'], moderator, 'no-open-join'],
      [['hr'], undefined, 'no-open-join'],
      [['hr'], owner, 'no-open-join'],
      [[], undefined, 'no-open-join'],
    ] as const)('RC-10: claims %j, asking for role %s: %s', (claims, role, expected) => {
      const action = role === undefined ? ({ type: 'join' } as const) : ({ type: 'join', role } as const);
      expect(answer(room, holding(...claims), action)).toBe(expected);
    });

    it('RC-10: the role needs canJoinIfPreauthorized, its limits hold, and a ban outlives it', () => {
      expect(answer(closed, holding('full-time'), { type: 'join' })).toBe('no-open-join');
      const full = withRole(room, member, { maximumParticipants: 1 });
      expect(answer(full, holding('full-time'), { type: 'join' })).toBe('role-maximum');
      const outcast: Actor = { type: 'user', user: user('outcast'), claims: [claim('full-time')] };
      expect(answer(room, outcast, { type: 'join' })).toBe('banned');
    });
  });

  it('a join code admits where role 0 has canUseJoinCode, as the role of the code', () => {
    const closed = roomWith('members-only');
    const action = { type: 'join', role: member, joinCode: true } as const;
    expect(answer(closed, stranger, action)).toBe('no-open-join');
    const coded = withRole(closed, 0, { capabilities: [capabilities.canUseJoinCode] });
    expect(answer(coded, stranger, action)).toBe('allowed');
    expect(answer(coded, stranger, { ...action, role: banned })).toBe('no-open-join');
    expect(answer(coded, stranger, { type: 'join', role: member })).toBe('no-open-join');
    expect(answer(coded, as('outcast'), action)).toBe('banned');
  });
});

describe('adding others', () => {
  const addable = [visitor, guest, member, moderator, admin, owner];
  const table = {
    open: {
      guest: [guest, member],
      member: [guest, member],
      moderator: [guest, member],
      admin: [visitor, guest, member, moderator],
      owner: addable,
    },
    moderated: {
      guest: [visitor],
      member: [visitor],
      moderator: [visitor],
      admin: [visitor, guest, member, moderator],
      owner: addable,
    },
    'members-only': { admin: [visitor, guest, member, moderator], owner: addable },
  } as const;

  it.each(['open', 'moderated', 'members-only'] as const)('RC-07 RC-05: who may add whom in the %s room', (preset) => {
    const state = roomWith(preset);
    for (const name of persons) {
      const targets: readonly number[] = (table[preset] as Partial<Record<string, readonly number[]>>)[name] ?? [];
      const may = targets.length > 0;
      for (const role of addable) {
        const refusal = name === 'outcast' ? 'banned' : may ? 'role-change-not-authorized' : 'lacks-capability';
        const expected = targets.includes(role) ? 'allowed' : refusal;
        const action = { type: 'add-participant', user: user('stranger'), role } as const;
        expect([name, role, answer(state, as(name), action)]).toEqual([name, role, expected]);
      }
      const invited = invitedRole(state, as(name), member);
      expect([name, invited]).toEqual([name, may ? Math.max(...targets.filter((role) => role <= member)) : null]);
    }
  });

  it.each([
    ['oneself', 'owner', member, 'target-is-self'],
    ['a participant', 'guest', member, 'target-is-participant'],
    ['a banned user', 'outcast', member, 'target-is-participant'],
    ['with role 0', 'stranger', 0, 'role-unknown'],
    ['with the ban role', 'stranger', banned, 'role-unknown'],
    ['with a role that is not there', 'stranger', 99, 'role-unknown'],
  ] as const)('RC-07: adding %s is refused', (_, target, role, expected) => {
    expect(answer(roomWith(), as('owner'), { type: 'add-participant', user: user(target), role })).toBe(expected);
  });

  it('RC-07: who is not listed adds nobody, and the hub adds nobody of its own will', () => {
    const action = { type: 'add-participant', user: user('x'), role: member } as const;
    expect(answer(roomWith(), stranger, action)).toBe('not-a-participant');
    expect(answer(roomWith(), theHub, action)).toBe('lacks-capability');
    expect(answer(roomWith(), { type: 'provider', domain: hub }, { type: 'send-message' })).not.toBe('allowed');
  });

  it('BP-02: nobody is added to a room of fixed membership', () => {
    const base = { ...roomWith().base, fixedMembership: true };
    const action = { type: 'add-participant', user: user('x'), role: member } as const;
    expect(answer(roomWith('open', { base }), as('owner'), action)).toBe('fixed-membership');
  });
});

describe('limits', () => {
  const join = { type: 'join' } as const;

  it.each([
    ['participants of a role', 'maximumParticipants', 'role-maximum'],
    ['active participants of a role', 'maximumActiveParticipants', 'role-maximum'],
  ] as const)('RC-06: the maximum of %s', (_, limit, rule) => {
    // One guest is there; a join makes two.
    expect(answer(withRole(roomWith(), guest, { [limit]: 2 }), stranger, join)).toBe('allowed');
    expect(answer(withRole(roomWith(), guest, { [limit]: 1 }), stranger, join)).toBe(rule);
    expect(answer(withRole(roomWith(), guest, { [limit]: 0 }), stranger, join)).toBe(rule);
    expect(answer(withRole(roomWith(), guest, { [limit]: null }), stranger, join)).toBe('allowed');
  });

  it('RC-06: the active maximum does not count who is only listed', () => {
    const state = withRole(roomWith(), member, { maximumActiveParticipants: 1 });
    const action = { type: 'add-participant', user: user('x'), role: member } as const;
    expect(answer(state, as('owner'), action)).toBe('allowed');
    const noClients = withRole(roomWith('open', { clients: new Map() }), guest, { maximumActiveParticipants: 0 });
    expect(answer(noClients, as('guest'), { type: 'add-own-client' })).toBe('role-maximum');
  });

  it('BP-05: max_users counts every user who is not banned, max_clients every leaf', () => {
    const { base, participants } = roomWith();
    // One is banned, one is the policy enforcer.
    const users = participants.length - 2;
    const users_ = (maxUsers: number) => roomWith('open', { base: { ...base, maxUsers } });
    expect(answer(users_(users + 1), stranger, join)).toBe('allowed');
    expect(answer(users_(users), stranger, join)).toBe('room-full');
    expect(answer(users_(users), as('admin'), { type: 'unban', user: user('outcast'), role: guest })).toBe('room-full');
    expect(answer(users_(users), as('guest'), { type: 'add-own-client' })).toBe('allowed');
    const clients = (maxClients: number) => roomWith('open', { base: { ...base, maxClients } });
    expect(answer(clients(8), stranger, join)).toBe('allowed');
    expect(answer(clients(7), stranger, join)).toBe('room-full');
    expect(answer(clients(7), as('guest'), { type: 'add-own-client' })).toBe('room-full');
    expect(answer(clients(7), as('guest'), { type: 'remove-own-client' })).toBe('allowed');
  });

  it('BP-04: without multi_device a user has one client', () => {
    const state = roomWith('open', { base: { ...roomWith().base, multiDevice: false } });
    expect(answer(state, as('guest'), { type: 'add-own-client' })).toBe('single-device');
    const away = { ...state, clients: new Map([...state.clients].filter(([name]) => name !== user('guest'))) };
    expect(answer(away, as('guest'), { type: 'add-own-client' })).toBe('allowed');
  });
});

describe('refusals', () => {
  it('AC-05: name rule, section and a sentence, the same for everybody who asks', () => {
    const refusal = decide(roomWith('members-only'), stranger, { type: 'join' });
    expect(refusal).toMatchObject({ allowed: false, rule: 'no-open-join', section: 'room-policy §8.1.1' });
    expect(ruleOf(refusal)).toBe('no-open-join');
    expect(decide(structuredClone(roomWith('members-only')), stranger, { type: 'join' })).toEqual(refusal);
    expect(list.add(as('owner'), 'x', member).type).toBe('component');
  });
});
