import { describe, expect, it } from 'vitest';
import { type Action, capabilities, type PresetName, presetRoles, type RoomState } from '../../../src/policy/index.ts';
import {
  answer,
  answerAtHub,
  as,
  cast,
  onlyFor,
  type Person,
  persons,
  roomWith,
  theHub,
  user,
  withRole,
} from './rooms.ts';

const { banned, visitor, guest, member, moderator, admin, owner } = presetRoles;
const roles = [banned, visitor, guest, member, moderator, admin, owner];
const everyPreset: readonly PresetName[] = ['open', 'members-only', 'moderated'];

/** Rows: who acts; columns: on whom (outcast, visitor, guest, member, moderator, admin, owner). `+` allowed. */
function expectTable(
  state: RoomState,
  action: (target: Person) => Action,
  table: Readonly<Record<Person, string>>,
  asked = answer,
): void {
  for (const actor of persons) {
    const row = persons
      .map((target) => (actor === target ? '=' : asked(state, as(actor), action(target)) === 'allowed' ? '+' : '-'))
      .join('');
    expect([actor, row]).toEqual([actor, table[actor]]);
  }
}

describe('kick', () => {
  it.each(everyPreset)('KB-02 RC-15: who may kick whom in the %s room', (preset) => {
    expectTable(roomWith(preset), (target) => ({ type: 'kick', user: user(target) }), {
      outcast: '=------',
      visitor: '-=-----',
      guest: '--=----',
      member: '---=---',
      moderator: '++++=++',
      admin: '+++++=+',
      owner: '++++++=',
    });
  });

  it.each(everyPreset)('KB-02 RC-15: whom this hub lets a user kick in the %s room', (preset) => {
    const kicks = (target: Person): Action => ({ type: 'kick', user: user(target) });
    const table = {
      outcast: '=------',
      visitor: '-=-----',
      guest: '--=----',
      member: '---=---',
      moderator: '-+++=--',
      admin: '+++++=-',
      owner: '++++++=',
    };
    expectTable(roomWith(preset), kicks, table, answerAtHub);
  });

  it('KB-01: the entry stays, so that the kicked user may come back at once', () => {
    const kicked = roomWith('open', { clients: new Map() });
    expect(answer(kicked, as('guest'), { type: 'join' })).toBe('allowed');
    expect(answer(kicked, as('guest'), { type: 'send-message' })).toBe('not-a-participant');
  });

  it('KB-02: needs canKick and leaves the active minimum of the role', () => {
    const action = { type: 'kick', user: user('guest') } as const;
    expect(answer(onlyFor(roomWith(), 'canKick', null), as('owner'), action)).toBe('lacks-capability');
    expect(answer(onlyFor(roomWith(), 'canKick', moderator), as('moderator'), action)).toBe('allowed');
    expect(answer(withRole(roomWith(), guest, { minimumActiveParticipants: 1 }), as('owner'), action)).toBe(
      'role-minimum',
    );
    expect(answer(withRole(roomWith(), guest, { minimumParticipants: 1 }), as('owner'), action)).toBe('allowed');
  });

  it('KB-02: not oneself, nobody who is not listed, and not in a room of fixed membership', () => {
    expect(answer(roomWith(), as('owner'), { type: 'kick', user: user('owner') })).toBe('target-is-self');
    expect(answer(roomWith(), as('owner'), { type: 'kick', user: user('x') })).toBe('target-not-a-participant');
    const base = { ...roomWith().base, fixedMembership: true };
    expect(answer(roomWith('open', { base }), as('owner'), { type: 'kick', user: user('guest') })).toBe(
      'fixed-membership',
    );
  });
});

describe('ban and unban', () => {
  it.each(everyPreset)('KB-04 RC-15: who may ban whom in the %s room', (preset) => {
    expectTable(roomWith(preset), (target) => ({ type: 'ban', user: user(target) }), {
      outcast: '=------',
      visitor: '-=-----',
      guest: '--=----',
      member: '---=---',
      moderator: '----=--',
      admin: '-++++=-',
      owner: '-+++++=',
    });
  });

  it.each([
    ['open', 'join', { type: 'join' }],
    ['open', 'own client', { type: 'add-own-client' }],
    ['open', 'own role', { type: 'change-own-role', role: member }],
    ['open', 'message', { type: 'send-message' }],
    ['open', 'reading', { type: 'receive-message' }],
    ['open', 'leaving', { type: 'remove-self' }],
    ['moderated', 'join', { type: 'join', role: visitor }],
  ] as const)('KB-03: in the %s room, no %s of a banned user', (preset, _, action) => {
    expect(answer(roomWith(preset), as('outcast'), action)).toBe('banned');
  });

  it('KB-03: nobody brings a banned user in', () => {
    for (const actor of persons.filter((name) => name !== 'outcast')) {
      const invite = { type: 'add-participant', user: user('outcast'), role: guest } as const;
      expect(answer(roomWith(), as(actor), invite)).not.toBe('allowed');
    }
  });

  it('KB-04: needs canBan, the pair, and role 1 of that name; minima hold', () => {
    const action = { type: 'ban', user: user('guest') } as const;
    expect(answer(onlyFor(roomWith(), 'canBan', null), as('owner'), action)).toBe('lacks-capability');
    const noPair = withRole(roomWith(), admin, { authorizedRoleChanges: [{ from: guest, targets: [0, 2] }] });
    expect(answer(noPair, as('admin'), action)).toBe('role-change-not-authorized');
    expect(answer(withRole(roomWith(), guest, { minimumParticipants: 1 }), as('owner'), action)).toBe('role-minimum');
    expect(answer(roomWith(), as('owner'), { type: 'ban', user: user('owner') })).toBe('target-is-self');
    expect(answer(roomWith(), as('owner'), { type: 'ban', user: user('outcast') })).toBe('target-is-participant');
  });

  it('RC-02: role 1 of another name is no ban role', () => {
    const state = withRole(roomWith(), banned, { name: 'Banned' });
    expect(answer(state, as('owner'), { type: 'ban', user: user('guest') })).toBe('ban-role-missing');
    expect(answer(state, as('owner'), { type: 'unban', user: user('outcast'), role: guest })).toBe('ban-role-missing');
    const none = { ...state, roles: state.roles.filter(({ index }) => index !== banned) };
    expect(answer(none, as('owner'), { type: 'ban', user: user('guest') })).toBe('ban-role-missing');
  });

  it('KB-05: somebody who is not in the room can be banned', () => {
    const action = { type: 'ban', user: user('x') } as const;
    expect(answer(roomWith(), as('admin'), action)).toBe('allowed');
    expect(answer(roomWith(), theHub, action)).toBe('allowed');
    expect(answer(roomWith(), as('moderator'), action)).toBe('lacks-capability');
  });

  it.each([
    ['admin', guest, 'allowed'],
    ['admin', moderator, 'allowed'],
    ['admin', admin, 'role-change-not-authorized'],
    ['admin', 0, 'allowed'],
    ['admin', 99, 'role-unknown'],
    ['admin', banned, 'role-unknown'],
    ['owner', owner, 'allowed'],
    ['moderator', guest, 'lacks-capability'],
    ['moderator', 0, 'lacks-capability'],
  ] as const)('KB-06: %s unbans to role %s: %s', (actor, role, expected) => {
    expect(answer(roomWith(), as(actor), { type: 'unban', user: user('outcast'), role })).toBe(expected);
  });

  it('KB-06: needs canUnban, or for the removal canRemoveParticipant, and a banned target', () => {
    const to = (role: number) => ({ type: 'unban', user: user('outcast'), role }) as const;
    const noUnban = onlyFor(roomWith(), 'canUnban', null);
    expect(answer(noUnban, as('owner'), to(guest))).toBe('lacks-capability');
    expect(answer(noUnban, as('owner'), to(0))).toBe('allowed');
    const noRemove = onlyFor(roomWith(), 'canRemoveParticipant', null);
    expect(answer(noRemove, as('owner'), to(guest))).toBe('allowed');
    expect(answer(noRemove, as('owner'), to(0))).toBe('lacks-capability');
    for (const role of [0, guest]) {
      expect(answer(roomWith(), as('owner'), { type: 'unban', user: user('member'), role })).toBe(
        'target-not-a-participant',
      );
    }
  });

  it('ID-04: a ban holds for one user id, not for another of the same person', () => {
    expect(answer(roomWith(), as('outcast'), { type: 'join' })).toBe('banned');
    expect(answer(roomWith(), as('outcast2'), { type: 'join' })).toBe('allowed');
  });
});

describe('changes of role', () => {
  /** For an actor: target's role to the roles that the actor may give. */
  const allowed: Readonly<Record<Person, Readonly<Record<number, readonly number[]>>>> = {
    outcast: {},
    visitor: {},
    guest: {},
    member: {},
    moderator: { [visitor]: [guest], [guest]: [visitor], [member]: [visitor] },
    admin: Object.fromEntries(
      [banned, visitor, guest, member, moderator].map((from) => [
        from,
        [banned, visitor, guest, member, moderator].filter((to) => to !== from),
      ]),
    ),
    owner: Object.fromEntries(roles.map((from) => [from, roles.filter((to) => to !== from)])),
  };

  it.each(persons)('RC-16 RC-05: what %s may make of whom', (actor) => {
    for (const target of persons.filter((name) => name !== actor)) {
      const got = roles.filter(
        (role) => answer(roomWith(), as(actor), { type: 'change-role', user: user(target), role }) === 'allowed',
      );
      expect([target, got]).toEqual([target, allowed[actor][cast[target]] ?? []]);
    }
  });

  it.each([
    ['oneself', 'admin', visitor, 'target-is-self'],
    ['somebody not listed', 'x', guest, 'target-not-a-participant'],
    ['to role 0', 'guest', 0, 'role-unknown'],
    ['to a role that is not there', 'guest', 99, 'role-unknown'],
  ] as const)('RC-16: a change of %s is refused', (_, target, role, expected) => {
    expect(answer(roomWith(), as('admin'), { type: 'change-role', user: user(target), role })).toBe(expected);
  });

  it('RC-16 RC-06: needs canChangeUserRole; minimum of the old role, maximum of the new', () => {
    const action = { type: 'change-role', user: user('guest'), role: member } as const;
    expect(answer(onlyFor(roomWith(), 'canChangeUserRole', null), as('admin'), action)).toBe('lacks-capability');
    const rule = (index: number, limits: object): string =>
      answer(withRole(roomWith(), index, limits), as('admin'), action);
    expect(rule(guest, { minimumParticipants: 1 })).toBe('role-minimum');
    expect(rule(guest, { minimumActiveParticipants: 1 })).toBe('role-minimum');
    expect(rule(member, { maximumParticipants: 1 })).toBe('role-maximum');
    expect(rule(member, { maximumActiveParticipants: 1 })).toBe('role-maximum');
    expect(rule(member, { maximumParticipants: 2, maximumActiveParticipants: 2 })).toBe('allowed');
  });

  it('the own role changes only to the one that is preauthorised', () => {
    const claims = [{ credentialType: 2, id: Uint8Array.of(1), value: Uint8Array.of(2) }];
    const state = onlyFor(
      roomWith('open', { preauthorized: [{ claims, role: moderator }] }),
      'canChangeOwnRole',
      guest,
    );
    const actor = { type: 'user', user: user('guest'), claims } as const;
    expect(answer(state, actor, { type: 'change-own-role', role: moderator })).toBe('allowed');
    expect(answer(state, actor, { type: 'change-own-role', role: admin })).toBe('role-change-not-authorized');
    expect(answer(state, as('guest'), { type: 'change-own-role', role: moderator })).toBe('role-change-not-authorized');
    expect(answer(state, as('member'), { type: 'change-own-role', role: moderator })).toBe('lacks-capability');
  });
});

describe('voice', () => {
  it('KB-08: voice is canSendMessage; a visitor has none until a moderator gives it', () => {
    const send = { type: 'send-message' } as const;
    const state = roomWith('moderated');
    expect(persons.map((name) => [name, answer(state, as(name), send)])).toEqual([
      ['outcast', 'banned'],
      ['visitor', 'no-voice'],
      ...['guest', 'member', 'moderator', 'admin', 'owner'].map((name) => [name, 'allowed']),
    ]);
    expect(answer(state, as('stranger'), send)).toBe('not-a-participant');
    const granted = roomWith('moderated', {
      participants: state.participants.map((entry) =>
        entry.user === user('visitor') ? { ...entry, role: guest } : entry,
      ),
    });
    expect(answer(granted, as('visitor'), send)).toBe('allowed');
    expect(answer(onlyFor(state, 'canSendMessage', null), as('owner'), send)).toBe('no-voice');
  });

  it('KB-08: who has no voice still reads', () => {
    expect(answer(roomWith('moderated'), as('visitor'), { type: 'receive-message' })).toBe('allowed');
    expect(answer(onlyFor(roomWith(), 'canReceiveMessage', null), as('guest'), { type: 'receive-message' })).toBe(
      'lacks-capability',
    );
    expect(answer(roomWith(), as('stranger'), { type: 'receive-message' })).toBe('not-a-participant');
  });

  it('messages are taken back by who may', () => {
    const may = (type: 'delete-own-message' | 'delete-other-message') =>
      persons.filter((name) => answer(roomWith(), as(name), { type }) === 'allowed');
    expect(may('delete-own-message')).toEqual(['guest', 'member', 'moderator', 'admin', 'owner']);
    expect(may('delete-other-message')).toEqual(['moderator', 'admin', 'owner']);
    expect(capabilities.canDeleteOtherMessage).toBe(0x010b);
  });
});
