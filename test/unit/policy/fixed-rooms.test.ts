import { describe, expect, it } from 'vitest';
import { domainOf, parseDomain } from '../../../src/identifiers/index.ts';
import {
  type Action,
  type Actor,
  baseRoomPolicy,
  capabilities,
  componentIds,
  decide,
  decideCommit,
  decideProposal,
  effectiveState,
  type HandshakeProposal,
  newRoomState,
  type Participant,
  presetRoles,
  type RoomState,
  strayFromParent,
} from '../../../src/policy/index.ts';
import { add, answer, as, hub, list, remove, room, roomWith, ruleOf, theHub, user, withRole } from './rooms.ts';

const { member, guest, owner, visitor } = presetRoles;
const itsProvider: Actor = { type: 'provider', domain: domainOf(user('juliet')) };
const elsewhere: Actor = { type: 'provider', domain: parseDomain('matrix.example.org') };

const commit = (state: RoomState, by: Actor, proposals: readonly HandshakeProposal[]): string =>
  ruleOf(
    decideCommit(state, {
      committer: by,
      external: false,
      proposals: proposals.map((proposal) => ({ ...proposal, byReference: false })),
      after: effectiveState(state, proposals),
    }),
  );
const committedBy = (state: RoomState, by: Actor, proposals: readonly HandshakeProposal[]): string =>
  ruleOf(
    decideCommit(state, {
      committer: by,
      external: false,
      proposals: proposals.map((proposal) => ({ ...proposal, byReference: true })),
      after: effectiveState(state, proposals),
    }),
  );

describe('fixed membership', () => {
  const others: readonly Participant[] = [{ user: user('juliet'), role: member }];
  const direct: RoomState = {
    ...newRoomState('one-on-one', { room, creator: user('romeo'), hub, others }),
    clients: new Map([
      [user('romeo'), 1],
      [user('juliet'), 2],
    ]),
  };
  const romeo = as('romeo');
  const juliet = user('juliet');

  it.each<readonly [string, Actor, Action]>([
    ['nobody enters', as('stranger'), { type: 'join' }],
    ['nobody enters by a code', as('stranger'), { type: 'join', role: member, joinCode: true }],
    ['nobody leaves', romeo, { type: 'remove-self' }],
    ['nobody knocks', as('stranger'), { type: 'knock' }],
  ])('KB-12 BP-02: %s', (_, by, action) => {
    const open = withRole(
      withRole(direct, 0, {
        capabilities: [capabilities.canOpenJoin, capabilities.canUseJoinCode, capabilities.canKnock],
        authorizedRoleChanges: [{ from: 0, targets: [member] }],
      }),
      member,
      {
        capabilities: [capabilities.canRemoveSelf],
        authorizedRoleChanges: [{ from: member, targets: [0] }],
      },
    );
    expect(decide(open, by, action)).toMatchObject({ rule: 'fixed-membership', section: 'room-policy §5' });
    expect(answer({ ...open, base: { ...open.base, fixedMembership: false, maxUsers: 9 } }, by, action)).toBe(
      'allowed',
    );
  });

  it.each(['remove-participant', 'kick', 'ban'] as const)(
    'KB-12: nobody is taken out by %s, not by the hub either',
    (type) => {
      const held = [capabilities.canRemoveParticipant, capabilities.canKick, capabilities.canBan];
      const pairs = [0, 1, member].map((from) => ({ from, targets: [0, 1] }));
      let state = direct;
      for (const role of [member, presetRoles.enforcer]) {
        state = withRole(state, role, { capabilities: held, authorizedRoleChanges: pairs });
      }
      for (const by of [romeo, theHub]) {
        expect(answer(state, by, { type, user: juliet })).toBe('fixed-membership');
        const flexible = { ...state, base: { ...state.base, fixedMembership: false } };
        expect(answer(flexible, by, { type, user: juliet })).toBe('allowed');
      }
      expect(answer(state, romeo, { type: 'ban', user: user('stranger') })).toBe('fixed-membership');
    },
  );

  it('KB-12 BP-02: nobody is added, and no role could say so', () => {
    const can = withRole(direct, member, {
      capabilities: [capabilities.canAddParticipant],
      authorizedRoleChanges: [{ from: 0, targets: [member] }],
    });
    expect(answer(can, romeo, { type: 'add-participant', user: user('x'), role: member })).toBe('fixed-membership');
    expect(answer(can, romeo, { type: 'fetch-key-material', user: user('x') })).toBe('fixed-membership');
    const change: Action = { type: 'change-roles', roles: can.roles };
    const governed = withRole(direct, member, { capabilities: [capabilities.canChangeRoleDefinitions] });
    expect(answer(governed, romeo, change)).toBe('invalid-component');
    const opposite = withRole(roomWith(), owner, {
      capabilities: [capabilities.canChangeRoomMembershipStyle, capabilities.canAddParticipant],
    });
    const base = { ...opposite.base, fixedMembership: true };
    expect(answer(opposite, as('owner'), { type: 'change-base-policy', base })).toBe('invalid-component');
  });

  it('KB-12: a user takes its own clients out, also the last, and comes back', () => {
    expect(answer(direct, romeo, { type: 'remove-own-client' })).toBe('allowed');
    const out = { ...direct, clients: new Map([[juliet, 2]]) };
    expect(answer(out, romeo, { type: 'join' })).toBe('allowed');
    expect(committedBy(direct, as('juliet'), [remove(romeo, 'romeo')])).toBe('allowed');
    expect(commit(direct, romeo, [add(romeo, 'romeo')])).toBe('allowed');
  });

  it.each([
    ['the hub', theHub],
    ['the provider of the user', itsProvider],
  ])('KB-12 UP-37: %s takes out all clients of a user but the last', (_, by) => {
    const action: Action = { type: 'remove-client', user: juliet };
    const one = { ...direct, clients: new Map([[juliet, 1]]) };
    expect(answer(direct, by, action)).toBe('allowed');
    expect(answer(one, by, action)).toBe('fixed-membership');
    expect(ruleOf(decideProposal(direct, remove(by, 'juliet')))).toBe('allowed');
    expect(ruleOf(decideProposal(direct, remove(by, 'juliet'), [remove(by, 'juliet')]))).toBe('fixed-membership');
    expect(committedBy(direct, romeo, [remove(by, 'juliet')])).toBe('allowed');
    expect(committedBy(direct, romeo, [remove(by, 'juliet'), remove(by, 'juliet')])).toBe('fixed-membership');
    expect(answer(direct, by, { ...action, user: user('nobody') })).toBe('target-not-a-participant');
  });

  it('KB-12 UP-37: nobody else takes out single clients', () => {
    expect(answer(direct, romeo, { type: 'remove-client', user: juliet })).toBe('lacks-capability');
    expect(answer(direct, elsewhere, { type: 'remove-client', user: juliet })).toBe('lacks-capability');
    expect(answer(roomWith(), as('owner'), { type: 'remove-client', user: user('guest') })).toBe('lacks-capability');
    const weak = withRole(roomWith(), presetRoles.enforcer, { capabilities: [] });
    expect(answer(weak, theHub, { type: 'remove-client', user: user('guest') })).toBe('lacks-capability');
    // Where membership is not fixed the last one goes too, and a kick is not needed.
    expect(answer(roomWith(), theHub, { type: 'remove-client', user: user('guest') })).toBe('allowed');
  });

  it('KB-12: the logger of a fixed room is not taken out', () => {
    const logger = user('logger');
    const state: RoomState = {
      ...newRoomState('fixed-with-logger', {
        room,
        creator: user('romeo'),
        hub,
        others: [...others, { user: logger, role: visitor }],
        components: {
          logging: { logging: 'required', loggers: [logger], machineReadablePolicy: '', humanReadablePolicy: '' },
        },
      }),
      clients: new Map([
        [user('romeo'), 1],
        [logger, 3],
      ]),
    };
    for (const by of [theHub, itsProvider]) {
      expect(answer(state, by, { type: 'remove-client', user: logger })).toBe('fixed-membership');
    }
    const one = { ...state, clients: new Map([[logger, 1]]) };
    expect(answer(one, as('logger'), { type: 'remove-own-client' })).toBe('logging-required');
    expect(answer(state, as('logger'), { type: 'remove-own-client' })).toBe('allowed');
    expect(answer(state, as('logger'), { type: 'send-message' })).toBe('no-voice');
  });
});

describe('rooms that have to be logged', () => {
  const logging = (mode: 'required' | 'optional', ...names: readonly string[]): Partial<RoomState> => ({
    components: {
      logging: { logging: mode, loggers: names.map(user), machineReadablePolicy: '', humanReadablePolicy: '' },
    },
  });

  it('BL-03: the last logger stays, by whatever action it would go', () => {
    const state = roomWith('open', logging('required', 'guest'));
    const target = user('guest');
    expect(answer(state, as('owner'), { type: 'remove-participant', user: target })).toBe('logging-required');
    expect(answer(state, as('owner'), { type: 'ban', user: target })).toBe('logging-required');
    expect(answer(state, as('moderator'), { type: 'kick', user: target })).toBe('logging-required');
    expect(answer(state, as('guest'), { type: 'remove-self' })).toBe('logging-required');
    expect(answer(state, theHub, { type: 'remove-client', user: target })).toBe('logging-required');
    expect(answer(state, as('moderator'), { type: 'kick', user: user('visitor') })).toBe('allowed');
    const two = roomWith('open', logging('required', 'guest', 'member'));
    expect(answer(two, as('owner'), { type: 'ban', user: target })).toBe('allowed');
    const free = roomWith('open', logging('optional', 'guest'));
    expect(answer(free, as('owner'), { type: 'ban', user: target })).toBe('allowed');
  });

  it('BL-03: no commit leaves such a room without a logger that it had', () => {
    const two = roomWith('open', logging('required', 'guest', 'member'));
    const one = remove(as('owner'), 'guest');
    const other = remove(as('owner'), 'member');
    expect(commit(two, as('owner'), [one])).toBe('allowed');
    expect(commit(two, as('owner'), [one, other])).toBe('logging-required');
    const never = roomWith('open', logging('required', 'absent'));
    expect(commit(never, as('owner'), [one])).toBe('allowed');
  });
});

describe('rooms below a room', () => {
  const parent = 'mimi://mimi.example.org/r/parent';
  const names = ['founder', 'visitor', 'guest', 'member', 'moderator', 'admin', 'owner'];
  const below = (parentMembers: readonly string[] | null, more: Partial<RoomState> = {}): RoomState => {
    const state = roomWith('open', more);
    return {
      ...state,
      base: { ...state.base, parentDependent: true, parentRoom: parent },
      ...(parentMembers ? { parentMembers: new Set(parentMembers.map(user)) } : {}),
    };
  };
  const join: Action = { type: 'join' };

  it('BP-03: only participants of the parent come in', () => {
    const state = below([...names, 'x', 'y']);
    expect(answer(state, as('x'), join)).toBe('allowed');
    expect(decide(state, as('z'), join)).toMatchObject({ rule: 'parent-room', section: 'room-policy §5' });
    const adding = (name: string): Action => ({ type: 'add-participant', user: user(name), role: guest });
    expect(answer(state, as('member'), adding('x'))).toBe('allowed');
    expect(answer(state, as('member'), adding('z'))).toBe('parent-room');
    const unban: Action = { type: 'unban', user: user('outcast'), role: guest };
    expect(answer(state, as('admin'), unban)).toBe('parent-room');
    expect(answer(below([...names, 'outcast', 'x']), as('admin'), unban)).toBe('allowed');
    expect(answer(state, as('member'), { type: 'fetch-key-material', user: user('z') })).toBe('parent-room');
  });

  it('BP-03: where nobody knows the parent nobody comes in', () => {
    expect(answer(below(null), as('x'), join)).toBe('parent-room');
    expect(strayFromParent(below(null))).toEqual([]);
  });

  it('BP-03: somebody of the parent stays outside', () => {
    expect(answer(below([...names, 'x']), as('x'), join)).toBe('parent-whole');
    expect(answer(below([...names, 'x', 'y']), as('x'), join)).toBe('allowed');
    // Two additions that are right alone would together take in everybody.
    const both = below([...names, 'x', 'y']);
    const one = list.add(as('member'), 'x', guest);
    const other = list.add(as('member'), 'y', guest);
    expect(commit(both, as('member'), [one])).toBe('allowed');
    expect(commit(both, as('member'), [one, other])).toBe('parent-whole');
    expect(ruleOf(decideProposal(both, other, [one]))).toBe('parent-whole');
  });

  it('BP-03: who left the parent brings in no client, and is removed by the hub whatever else holds', () => {
    const left = below(names.filter((name) => name !== 'guest' && name !== 'founder' && name !== 'owner').concat('x'));
    expect(strayFromParent(left)).toEqual([user('founder'), user('guest'), user('owner')]);
    expect(answer(left, as('guest'), { type: 'add-own-client' })).toBe('parent-room');
    const powerless = withRole({ ...left, base: { ...left.base, fixedMembership: true } }, presetRoles.enforcer, {
      capabilities: [],
      authorizedRoleChanges: [],
    });
    expect(answer(powerless, theHub, { type: 'remove-participant', user: user('guest') })).toBe('allowed');
    expect(answer(powerless, theHub, { type: 'remove-participant', user: user('member') })).not.toBe('allowed');
    expect(answer(left, as('member'), { type: 'remove-participant', user: user('guest') })).toBe('lacks-capability');
    // The last owners too: no minimum keeps them.
    const going = ['founder', 'owner', 'guest'].flatMap((name) => [
      list.remove(left, theHub, name),
      remove(theHub, name),
    ]);
    expect(committedBy(left, as('member'), going)).toBe('allowed');
  });

  it('BP-13 BP-03: a room comes under a parent only with people who are there', () => {
    const state = roomWith();
    const base = { ...state.base, parentDependent: true, parentRoom: parent };
    const change: Action = { type: 'change-base-policy', base };
    const among = (members: readonly string[]): RoomState => ({ ...state, parentMembers: new Set(members.map(user)) });
    expect(answer(among([...names, 'x']), as('owner'), change)).toBe('allowed');
    expect(answer(among(names), as('owner'), change)).toBe('parent-room');
    expect(answer(among(names.slice(1).concat('x')), as('owner'), change)).toBe('parent-room');
    expect(answer(state, as('owner'), change)).toBe('parent-room');
    const update: HandshakeProposal = {
      by: as('owner'),
      type: 'component',
      componentId: componentIds.baseRoomPolicy,
      update: baseRoomPolicy.encode(base),
    };
    expect(ruleOf(decideProposal(among(names), update))).toBe('parent-room');
    expect(commit(among([...names, 'x']), as('owner'), [update])).toBe('allowed');
  });
});
