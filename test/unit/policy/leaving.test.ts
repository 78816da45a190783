import { describe, expect, it } from 'vitest';
import { presetRoles, type RoomState } from '../../../src/policy/index.ts';
import { answer, answerAtHub, as, onlyFor, persons, roomWith, theHub, user, withRole } from './rooms.ts';

const { guest, member, admin, owner } = presetRoles;

describe('leaving', () => {
  it.each(persons.filter((name) => name !== 'outcast'))('RC-14: %s may leave', (name) => {
    expect(answer(roomWith(), as(name), { type: 'remove-self' })).toBe('allowed');
  });

  it('RC-14: needs canRemoveSelf and the pair from the own role to 0', () => {
    const leave = { type: 'remove-self' } as const;
    expect(answer(onlyFor(roomWith(), 'canRemoveSelf', null), as('guest'), leave)).toBe('lacks-capability');
    expect(answer(withRole(roomWith(), guest, { authorizedRoleChanges: [] }), as('guest'), leave)).toBe(
      'role-change-not-authorized',
    );
    expect(answer(roomWith(), as('x'), leave)).toBe('not-a-participant');
  });

  it('UP-41: the last owner stays until there is another', () => {
    const state = roomWith();
    const alone: RoomState = {
      ...state,
      participants: state.participants.filter((entry) => entry.user !== user('founder')),
    };
    expect(answer(alone, as('owner'), { type: 'remove-self' })).toBe('role-minimum');
    expect(answer(state, as('owner'), { type: 'remove-self' })).toBe('allowed');
    expect(answer(alone, theHub, { type: 'remove-participant', user: user('owner') })).toBe('role-minimum');
    expect(answer(alone, theHub, { type: 'ban', user: user('owner') })).toBe('role-minimum');
    expect(answer(alone, theHub, { type: 'change-role', user: user('owner'), role: guest })).toBe('role-minimum');
    const promoted = { type: 'change-role', user: user('admin'), role: owner } as const;
    expect(answer(alone, as('owner'), promoted)).toBe('allowed');
  });

  it('RC-06: a room that begins below a minimum can still be left by others', () => {
    const state = withRole(roomWith(), admin, { minimumParticipants: 5 });
    expect(answer(state, as('guest'), { type: 'remove-self' })).toBe('allowed');
    expect(answer(state, as('admin'), { type: 'remove-self' })).toBe('role-minimum');
  });

  it('RC-13: an own client goes without the list, if the active minimum holds', () => {
    const remove = { type: 'remove-own-client' } as const;
    expect(answer(roomWith(), as('guest'), remove)).toBe('allowed');
    expect(answer(onlyFor(roomWith(), 'canRemoveOwnClient', null), as('guest'), remove)).toBe('lacks-capability');
    const needed = withRole(roomWith(), guest, { minimumActiveParticipants: 1 });
    expect(answer(needed, as('guest'), remove)).toBe('role-minimum');
    const two = { ...needed, clients: new Map([...needed.clients, [user('guest'), 2] as const]) };
    expect(answer(two, as('guest'), remove)).toBe('allowed');
  });

  it('UP-22: who is banned or struck off takes clients out, and does nothing else', () => {
    const state = roomWith('open', {
      clients: new Map([...roomWith().clients, [user('outcast'), 1], [user('gone'), 1]]),
    });
    for (const [name, rule] of [
      ['outcast', 'banned'],
      ['gone', 'removal-pending'],
    ] as const) {
      expect(answer(state, as(name), { type: 'remove-own-client' })).toBe('allowed');
      expect(answer(state, as(name), { type: 'send-message' })).toBe(rule);
      expect(answer(state, as(name), { type: 'receive-message' })).toBe(rule);
      expect(answer(state, as(name), { type: 'add-own-client' })).toBe(rule);
      expect(answer(state, as(name), { type: 'kick', user: user('guest') })).toBe(rule);
    }
    expect(answer(roomWith(), as('gone'), { type: 'remove-own-client' })).toBe('not-a-participant');
  });
});

describe('ending somebody else’s membership', () => {
  it('RC-12 RC-05: who may remove whom', () => {
    const may = (actor: (typeof persons)[number]) =>
      persons.filter(
        (target) => answer(roomWith(), as(actor), { type: 'remove-participant', user: user(target) }) === 'allowed',
      );
    expect(persons.map((actor) => [actor, may(actor)])).toEqual([
      ...['outcast', 'visitor', 'guest', 'member', 'moderator'].map((name) => [name, []]),
      ['admin', ['outcast', 'visitor', 'guest', 'member', 'moderator']],
      ['owner', ['outcast', 'visitor', 'guest', 'member', 'moderator', 'admin']],
    ]);
  });

  it('RC-12: needs canRemoveParticipant and the minima; not oneself, nobody who is not listed', () => {
    const action = { type: 'remove-participant', user: user('guest') } as const;
    expect(answer(onlyFor(roomWith(), 'canRemoveParticipant', null), as('owner'), action)).toBe('lacks-capability');
    expect(answer(withRole(roomWith(), guest, { minimumParticipants: 1 }), as('owner'), action)).toBe('role-minimum');
    expect(answer(withRole(roomWith(), guest, { minimumActiveParticipants: 1 }), as('owner'), action)).toBe(
      'role-minimum',
    );
    expect(answer(roomWith(), as('owner'), { ...action, user: user('owner') })).toBe('target-is-self');
    expect(answer(roomWith(), as('owner'), { ...action, user: user('x') })).toBe('target-not-a-participant');
  });

  it('RC-12: equals may remove one another by the pair; this hub lets no admin remove another', () => {
    const state = roomWith();
    const two: RoomState = { ...state, participants: [...state.participants, { user: user('second'), role: admin }] };
    const action = { type: 'remove-participant', user: user('second') } as const;
    expect(answer(two, as('admin'), action)).toBe('allowed');
    expect(answerAtHub(two, as('admin'), action)).toBe('outranked');
    // draft-ietf-mimi-room-policy A.1: ordinary users add and remove one another and change no roles.
    const equals = onlyFor(
      {
        ...two,
        participants: two.participants.map((entry) =>
          entry.user === user('second') ? { ...entry, role: member } : entry,
        ),
      },
      'canRemoveParticipant',
      member,
    );
    expect(answerAtHub(equals, as('member'), action)).toBe('allowed');
  });

  it('BP-02: nobody leaves a room of fixed membership or is removed, and clients may go', () => {
    const state = roomWith('open', { base: { ...roomWith().base, fixedMembership: true } });
    expect(answer(state, as('guest'), { type: 'remove-self' })).toBe('fixed-membership');
    expect(answer(state, as('owner'), { type: 'remove-participant', user: user('guest') })).toBe('fixed-membership');
    expect(answer(state, as('guest'), { type: 'remove-own-client' })).toBe('allowed');
  });
});
