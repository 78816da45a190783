import { describe, expect, it } from 'vitest';
import { parseDomain } from '../../../src/identifiers/index.ts';
import {
  type Actor,
  baseRoomPolicy,
  componentIds,
  decideCommit,
  decideProposal,
  effectiveState,
  type HandshakeProposal,
  preauthorizedList,
  presetRoles,
  rolesList,
  type RoomMetadata,
  roomMetadata,
  type RoomState,
} from '../../../src/policy/index.ts';
import { add, as, hub, list, listProposal, remove, roomWith, ruleOf, theHub, user, withRole } from './rooms.ts';

const { banned, visitor, guest, member, moderator, admin, owner } = presetRoles;

const component = (by: Actor, componentId: number, update: Uint8Array | null): HandshakeProposal => ({
  by,
  type: 'component',
  componentId,
  update,
});
const named = (by: Actor, change: Partial<RoomMetadata>): HandshakeProposal =>
  component(by, componentIds.roomMetadata, roomMetadata.encode({ ...roomWith().metadata, ...change }));

/** What a bare proposal is answered, after others are pending. */
const bare = (state: RoomState, proposal: HandshakeProposal, ...pending: readonly HandshakeProposal[]): string =>
  ruleOf(decideProposal(state, proposal, pending));

interface CommitOptions {
  readonly by?: Actor;
  readonly external?: boolean;
  /** Stood as bare proposals. */
  readonly referenced?: readonly HandshakeProposal[];
  readonly after?: RoomState;
}

/** What a commit is answered; unless said otherwise it leaves the room that its proposals make. */
function commit(state: RoomState, inline: readonly HandshakeProposal[], o: CommitOptions = {}): string {
  const referenced = o.referenced ?? [];
  const proposals = [
    ...referenced.map((proposal) => ({ ...proposal, byReference: true })),
    ...inline.map((proposal) => ({ ...proposal, byReference: false })),
  ];
  const committer = o.by ?? inline[0]?.by ?? theHub;
  const after = o.after ?? safely(() => effectiveState(state, proposals)) ?? state;
  return ruleOf(decideCommit(state, { committer, external: o.external ?? false, proposals, after }));
}

/** The room after proposals that go together; null for those that don't, which are refused before it is looked at. */
function safely(make: () => RoomState): RoomState | null {
  try {
    return make();
  } catch {
    return null;
  }
}

describe('one proposal, bare and in a commit', () => {
  const state = roomWith();
  const cases: readonly (readonly [string, readonly HandshakeProposal[], string])[] = [
    ['a member lists a stranger', [list.add(as('member'), 'x', member)], 'allowed'],
    ['a visitor lists a stranger', [list.add(as('visitor'), 'x', member)], 'lacks-capability'],
    ['an admin makes a moderator', [list.change(state, as('admin'), 'guest', moderator)], 'allowed'],
    ['an admin makes an owner', [list.change(state, as('admin'), 'guest', owner)], 'role-change-not-authorized'],
    ['a moderator takes voice', [list.change(state, as('moderator'), 'guest', visitor)], 'allowed'],
    ['a member takes voice', [list.change(state, as('member'), 'guest', visitor)], 'lacks-capability'],
    ['an admin lifts a ban', [list.change(state, as('admin'), 'outcast', guest)], 'allowed'],
    ['an admin clears a ban', [list.remove(state, as('admin'), 'outcast')], 'allowed'],
    ['a moderator lifts a ban', [list.change(state, as('moderator'), 'outcast', guest)], 'lacks-capability'],
    ['an admin bans somebody absent', [list.add(as('admin'), 'x', banned)], 'allowed'],
    ['a moderator kicks', [remove(as('moderator'), 'guest')], 'allowed'],
    ['a moderator kicks an owner', [remove(as('moderator'), 'owner')], 'allowed'],
    ['a guest kicks', [remove(as('guest'), 'member')], 'lacks-capability'],
    ['an admin names the room', [named(as('admin'), { name: 'x' })], 'allowed'],
    ['a moderator sets the subject', [named(as('moderator'), { subject: 'x' })], 'allowed'],
    ['a moderator names the room', [named(as('moderator'), { name: 'x', subject: 'x' })], 'lacks-capability'],
    ['a guest brings another client', [add(as('guest'), 'guest')], 'allowed'],
    ['a banned user brings a client', [add(as('outcast'), 'outcast')], 'banned'],
    ['a guest takes an own client out', [remove(as('guest'), 'guest')], 'allowed'],
    ['somebody unlisted updates', [{ by: as('x'), type: 'other', proposalType: 2 }], 'not-a-participant'],
    ['a guest updates', [{ by: as('guest'), type: 'other', proposalType: 2 }], 'allowed'],
    ['an owner reinitialises', [{ by: as('owner'), type: 'reinit' }], 'allowed'],
    ['an admin reinitialises', [{ by: as('admin'), type: 'reinit' }], 'lacks-capability'],
    ['the hub changes extensions', [{ by: theHub, type: 'group-context-extensions' }], 'allowed'],
    ['an owner changes extensions', [{ by: as('owner'), type: 'group-context-extensions' }], 'lacks-capability'],
    ['an owner removes a component', [component(as('owner'), componentIds.rolesList, null)], 'immutable'],
    ['an owner sets another component', [component(as('owner'), 0x8001, new Uint8Array())], 'allowed'],
    ['an admin sets another component', [component(as('admin'), 0x8001, new Uint8Array())], 'lacks-capability'],
    [
      'an index beyond the list',
      [listProposal(as('owner'), { changedRoleParticipants: [], removedIndices: [99], addedParticipants: [] })],
      'invalid-component',
    ],
    [
      'bytes that are no update',
      [component(as('owner'), componentIds.participantList, Uint8Array.of(1))],
      'invalid-component',
    ],
  ];

  it.each(cases)('AC-06 RC-31: %s', (_, proposals, expected) => {
    const [proposal] = proposals;
    expect(proposal && bare(state, proposal)).toBe(expected);
    expect(commit(state, proposals)).toBe(expected);
    if (expected === 'allowed') expect(commit(state, [], { referenced: proposals, by: as('member') })).toBe('allowed');
  });

  it('AC-06: leaving is proposed by oneself and committed by others', () => {
    const leaving = [
      list.remove(state, as('guest'), 'guest'),
      { by: as('guest'), type: 'self-remove', user: user('guest') } as const,
    ];
    const [struck, gone] = leaving as [HandshakeProposal, HandshakeProposal];
    expect(bare(state, struck)).toBe('allowed');
    expect(bare(state, gone, struck)).toBe('allowed');
    expect(commit(state, [], { referenced: leaving, by: as('member') })).toBe('allowed');
    expect(commit(state, [], { referenced: leaving, by: as('guest') })).toBe('not-a-participant');
    expect(commit(state, [], { referenced: [struck], by: as('guest') })).toBe('removal-pending');
  });
});

describe('kick, ban and removal', () => {
  const state = roomWith();
  const two: RoomState = { ...state, clients: new Map([...state.clients, [user('guest'), 2] as const]) };

  it('KB-07 KB-03: a ban is the list change and the removal of every client in one commit', () => {
    const ban = list.change(two, as('admin'), 'guest', banned);
    const removes = [remove(as('admin'), 'guest'), remove(as('admin'), 'guest')];
    expect(commit(two, [...removes, ban])).toBe('allowed');
    expect(commit(two, [...removes.slice(1), ban])).toBe('invalid-combination');
    expect(commit(two, [ban])).toBe('invalid-combination');
  });

  it('UP-21: a removal leaves no client', () => {
    const strike = list.remove(two, as('admin'), 'guest');
    const one = remove(as('admin'), 'guest');
    expect(commit(two, [one, one, strike])).toBe('allowed');
    expect(commit(two, [one, strike])).toBe('invalid-combination');
    expect(commit(two, [strike])).toBe('invalid-combination');
  });

  it('KB-01 KB-07: a kick takes all clients and leaves the entry', () => {
    const one = remove(as('moderator'), 'guest');
    expect(commit(two, [one, one])).toBe('allowed');
    expect(commit(two, [one])).toBe('invalid-combination');
  });

  it('KB-02: a kick of the last active one of a role with an active minimum is refused', () => {
    const needed = withRole(state, guest, { minimumActiveParticipants: 1 });
    expect(commit(needed, [remove(as('moderator'), 'guest')])).toBe('role-minimum');
    expect(bare(needed, remove(as('moderator'), 'guest'))).toBe('role-minimum');
  });

  it('UP-22: after an accepted ban the user commits nothing and proposes nothing but going', () => {
    const ban = list.change(state, as('admin'), 'moderator', banned);
    const effective = effectiveState(state, [ban]);
    expect(effective.participants.find((entry) => entry.user === user('moderator'))?.role).toBe(banned);
    expect(bare(state, remove(as('moderator'), 'guest'), ban)).toBe('banned');
    expect(bare(state, list.add(as('moderator'), 'x', guest), ban)).toBe('banned');
    expect(bare(state, { by: as('moderator'), type: 'other', proposalType: 2 }, ban)).toBe('banned');
    expect(bare(state, remove(as('moderator'), 'moderator'), ban)).toBe('allowed');
    expect(bare(state, { by: as('moderator'), type: 'self-remove', user: user('moderator') }, ban)).toBe('allowed');
    expect(commit(state, [], { referenced: [ban], by: as('moderator') })).toBe('banned');
  });

  it('anybody who commits may take out the clients of somebody who is banned or struck off', () => {
    const ban = list.change(state, as('admin'), 'guest', banned);
    expect(bare(state, remove(as('visitor'), 'guest'), ban)).toBe('allowed');
    expect(commit(state, [remove(as('visitor'), 'guest')], { referenced: [ban] })).toBe('allowed');
    expect(bare(state, remove(as('visitor'), 'guest'))).toBe('lacks-capability');
  });

  it('a provider takes single clients of its own users out, another provider none', () => {
    const own: Actor = { type: 'provider', domain: parseDomain('xmpp.example.org') };
    const other: Actor = { type: 'provider', domain: parseDomain('other.example') };
    expect(bare(two, remove(own, 'guest'))).toBe('allowed');
    expect(commit(two, [], { referenced: [remove(own, 'guest')], by: as('member') })).toBe('allowed');
    expect(bare(two, remove(other, 'guest'))).toBe('not-a-participant');
  });
});

describe('entering', () => {
  const state = roomWith();
  const enter = [list.add(theHub, 'x', guest), add(as('x'), 'x')];

  it('UP-19: the hub lists somebody who proposes itself, with no more right than that user has', () => {
    expect(commit(state, [], { referenced: enter, by: as('member') })).toBe('allowed');
    expect(commit(roomWith('members-only'), [], { referenced: enter, by: as('member') })).toBe('no-open-join');
    const asAdmin = [list.add(theHub, 'x', admin), add(as('x'), 'x')];
    expect(commit(state, [], { referenced: asAdmin, by: as('member') })).toBe('no-open-join');
    const [listed, added] = enter as [HandshakeProposal, HandshakeProposal];
    expect(bare(state, added)).toBe('allowed');
    expect(bare(state, listed)).toBe('lacks-capability');
    expect(bare(state, listed, added)).toBe('allowed');
    expect(bare(roomWith('members-only'), added)).toBe('no-open-join');
  });

  it('UP-19: a leaf whose user is not listed does not come in, and nobody is listed who has not asked', () => {
    expect(commit(state, [], { referenced: enter.slice(1), by: as('member') })).toBe('invalid-combination');
    expect(commit(state, [], { referenced: enter.slice(0, 1), by: as('member') })).toBe('lacks-capability');
    expect(commit(state, [add(as('owner'), 'x')])).toBe('target-not-a-participant');
  });

  it('UP-19 RC-07: who lists a user brings in its clients too', () => {
    expect(commit(state, [add(as('member'), 'x'), add(as('member'), 'x'), list.add(as('member'), 'x', guest)])).toBe(
      'allowed',
    );
    expect(commit(state, [list.add(as('member'), 'x', guest)])).toBe('allowed');
    expect(commit(state, [add(as('visitor'), 'x'), list.add(as('member'), 'x', guest)], { by: as('member') })).toBe(
      'lacks-capability',
    );
    const idle: RoomState = {
      ...state,
      clients: new Map([...state.clients].filter(([name]) => name !== user('guest'))),
    };
    expect(commit(idle, [add(as('member'), 'guest')])).toBe('allowed');
    expect(commit(state, [add(as('member'), 'guest')])).toBe('lacks-capability');
  });

  it('RC-09 RC-08: an external commit lists the joiner and brings its leaf', () => {
    const join = [add(as('x'), 'x'), list.add(as('x'), 'x', guest)];
    const external = { by: as('x'), external: true };
    expect(commit(state, [...join, { by: as('x'), type: 'other', proposalType: 6 }], external)).toBe('allowed');
    expect(commit(roomWith('members-only'), join, external)).toBe('no-open-join');
    expect(commit(state, join.slice(0, 1), external)).toBe('invalid-combination');
    expect(commit(state, [add(as('guest'), 'guest')], { by: as('guest'), external: true })).toBe('allowed');
    expect(
      commit(state, [remove(as('guest'), 'guest'), add(as('guest'), 'guest')], { by: as('guest'), external: true }),
    ).toBe('allowed');
  });

  it('KB-03: no way in for a banned user', () => {
    const outcast = as('outcast');
    expect(bare(state, add(outcast, 'outcast'))).toBe('banned');
    expect(commit(state, [add(outcast, 'outcast')], { by: outcast, external: true })).toBe('banned');
    expect(commit(state, [add(as('owner'), 'outcast')])).toBe('banned');
    const list_ = list.change(state, outcast, 'outcast', guest);
    expect(commit(state, [add(outcast, 'outcast'), list_], { by: outcast, external: true })).not.toBe('allowed');
    expect(bare(state, list_)).not.toBe('allowed');
  });

  it('RC-06: 500 joins in one commit are counted once', () => {
    const many = Array.from({ length: 500 }, (_, index) => `u${index}`);
    const joins = [
      listProposal(theHub, {
        changedRoleParticipants: [],
        removedIndices: [],
        addedParticipants: many.map((name) => ({ user: user(name), role: guest })),
      }),
      ...many.map((name) => add(as(name), name)),
    ];
    expect(commit(state, [], { referenced: joins, by: as('member') })).toBe('allowed');
    const limited = withRole(state, guest, { maximumParticipants: 501 });
    expect(commit(limited, [], { referenced: joins, by: as('member') })).toBe('allowed');
    expect(
      commit(withRole(state, guest, { maximumParticipants: 500 }), [], { referenced: joins, by: as('member') }),
    ).toBe('role-maximum');
  });

  it('the hub’s own leaf comes and goes by the hub alone', () => {
    const service = { by: theHub, type: 'add', user: `mimi://${hub}/u/service` } as HandshakeProposal;
    expect(commit(state, [service], { by: theHub, after: state })).toBe('allowed');
    expect(commit(state, [{ ...service, by: as('owner') }], { after: state })).toBe('target-not-a-participant');
  });
});

describe('what may stand together', () => {
  const state = roomWith();
  const roles = component(as('owner'), componentIds.rolesList, rolesList.encode(state.roles));
  const preauthorized = component(
    as('owner'),
    componentIds.preauthorizedList,
    preauthorizedList.encode([], state.roles),
  );
  const base = component(
    as('owner'),
    componentIds.baseRoomPolicy,
    baseRoomPolicy.encode({ ...state.base, discoverable: false }),
  );
  const listed = list.add(as('owner'), 'x', guest);
  const struck = [list.remove(state, as('owner'), 'guest'), remove(as('owner'), 'guest')];
  const changed = list.change(state, as('owner'), 'guest', member);

  it.each([
    ['roles beside a new participant', [roles], [listed], false],
    ['roles beside a removal', [roles], struck, false],
    ['roles beside a change of role', [roles], [changed], false],
    ['roles beside a base policy', [roles], [base], true],
    ['preauthorisation beside a new participant', [preauthorized], [listed], false],
    ['preauthorisation beside a change of role', [preauthorized], [changed], false],
    ['preauthorisation beside a removal', [preauthorized], struck, true],
    ['two metadata updates', [named(as('owner'), { name: 'a' })], [named(as('owner'), { name: 'b' })], false],
    ['two role updates', [roles], [roles], false],
    ['two base policies', [base], [base], false],
    ['a name beside a participant', [named(as('owner'), { name: 'a' })], [listed], true],
    ['two changes of different users', [changed], [list.change(state, as('owner'), 'member', guest)], true],
    ['two changes of one user', [changed], [list.change(state, as('admin'), 'guest', visitor)], false],
    ['a change and a removal of one user', [changed], struck, false],
    ['one user added twice', [listed], [list.add(as('admin'), 'x', member)], false],
    [
      'a kick beside a new client of the kicked',
      [remove(as('moderator'), 'guest')],
      [add(as('guest'), 'guest')],
      false,
    ],
    [
      'a ban beside a new client of the banned',
      [list.change(state, as('admin'), 'guest', banned)],
      [add(as('guest'), 'guest')],
      false,
    ],
  ])('UP-27 UP-28 UP-29: %s', (_, one, other, together) => {
    const rule = together ? 'allowed' : 'invalid-combination';
    expect(commit(state, [...one, ...other], { by: as('owner') })).toBe(rule);
    expect(commit(state, other, { referenced: one, by: as('owner') })).toBe(rule);
    const answers = other.map((proposal, index) => bare(state, proposal, ...one, ...other.slice(0, index)));
    expect(answers.every((answer) => answer === 'allowed')).toBe(together);
    if (!together) expect(answers).toContain('invalid-combination');
  });
});

describe('what is pending counts', () => {
  const state = roomWith();

  it('UP-16: an accepted demotion takes the right at once, and what came before it stands', () => {
    const demotion = list.change(state, as('admin'), 'moderator', guest);
    const kick = remove(as('moderator'), 'guest');
    expect(bare(state, kick)).toBe('allowed');
    expect(bare(state, kick, demotion)).toBe('lacks-capability');
    expect(commit(state, [kick], { referenced: [demotion], by: as('moderator') })).toBe('lacks-capability');
    // Accepted in this order; a commit has list updates last, so it can't tell.
    expect(commit(state, [], { referenced: [kick, demotion], by: as('member') })).toBe('allowed');
  });

  it('UP-16: an accepted promotion gives the right at once', () => {
    const promotion = list.change(state, as('owner'), 'guest', moderator);
    const kick = remove(as('guest'), 'member');
    expect(bare(state, kick)).toBe('lacks-capability');
    expect(bare(state, kick, promotion)).toBe('allowed');
    expect(commit(state, [], { referenced: [kick, promotion], by: as('visitor') })).toBe('allowed');
    const ban = list.change(state, as('guest'), 'visitor', visitor);
    expect(bare(state, ban, promotion)).not.toBe('allowed');
  });

  it('UP-16 UP-22: of two who remove each other the first that was accepted wins', () => {
    const first = list.remove(state, as('owner'), 'founder');
    const second = list.remove(state, as('founder'), 'owner');
    expect(bare(state, first)).toBe('allowed');
    expect(bare(state, second)).toBe('allowed');
    expect(bare(state, second, first)).toBe('removal-pending');
    expect(commit(state, [second], { referenced: [first], by: as('founder') })).toBe('removal-pending');
  });

  it('UP-41: the last owner may go once a successor is accepted, and not before', () => {
    const alone: RoomState = {
      ...state,
      participants: state.participants.filter((entry) => entry.user !== user('founder')),
      clients: new Map([...state.clients].filter(([name]) => name !== user('founder'))),
    };
    const succession = list.change(alone, as('owner'), 'admin', owner);
    const leave = [
      list.remove(alone, as('owner'), 'owner'),
      { by: as('owner'), type: 'self-remove', user: user('owner') } as const,
    ];
    const [struck] = leave as [HandshakeProposal, HandshakeProposal];
    expect(bare(alone, struck)).toBe('role-minimum');
    expect(bare(alone, struck, succession)).toBe('allowed');
    expect(commit(alone, [], { referenced: [succession, ...leave], by: as('member') })).toBe('allowed');
    expect(commit(alone, [], { referenced: leave, by: as('member') })).toBe('role-minimum');
  });

  it('BP-13: a base policy that the room does not fit is refused, bare and in a commit', () => {
    const small = component(
      as('owner'),
      componentIds.baseRoomPolicy,
      baseRoomPolicy.encode({ ...state.base, maxUsers: 2 }),
    );
    expect(bare(state, small)).toBe('room-full');
    expect(commit(state, [small])).toBe('room-full');
    const fixed = component(
      as('owner'),
      componentIds.baseRoomPolicy,
      baseRoomPolicy.encode({ ...state.base, fixedMembership: true }),
    );
    expect(bare(state, fixed)).toBe('invalid-component');
    expect(commit(state, [fixed])).toBe('invalid-component');
  });
});
