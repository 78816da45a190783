import { describe, expect, it } from 'vitest';
import { roomUri } from '../../../src/identifiers/index.ts';
import {
  type Action,
  capabilities,
  checkListedComponents,
  checkRoomState,
  newRoomState,
  presetOf,
  readRoomState,
  type RoomKind,
  roomKinds,
  type RoomState,
} from '../../../src/policy/index.ts';
import { answer, as, hub, room, theHub, user } from './rooms.ts';

/**
 * Annex A of draft-ietf-mimi-room-policy-03 in its own notation: `authorized_role_changes`, and the numbers
 * minimum, maximum, least active, most active, by role from 0 up; who governs by which capability is in the roles' lists.
 * Written from the draft, with the corrections of decision WF-26.
 */
const annex = {
  cooperative: [
    ['no_role', '[]', '0 - 0 0'],
    ['banned', '[]', '0 - 0 0'],
    ['ordinary_user', '[(0,[2]), (2,[0])]', '0 - 0 -'],
    ['group_admin', '[(0,[1,2,3]), (1,[0,2,3]), (2,[0,1,3]), (3,[0,1,2])]', '1 - 0 -'],
    ['super_admin', '[(0,[1,2,3,4]), (1,[0,2,3,4]), (2,[0,1,3,4]), (3,[0,1,2,4]), (4,[0,1,2,3])]', '0 - 0 -'],
    ['policy_enforcer', '[(0,[1]), (1,[0]), (2,[0,1]), (3,[0,1]), (4,[0,1])]', '1 2 0 0'],
  ],
  'strictly-administered': [
    ['no_role', '[(0,[2])]', '0 - 0 0'],
    ['banned', '[]', '0 - 0 0'],
    ['ordinary_user', '[(0,[2]), (2,[0])]', '0 - 0 -'],
    ['group_admin', '[(0,[1,2,3]), (1,[0,2,3]), (2,[0,1,3]), (3,[0,1,2])]', '1 - 0 -'],
    ['super_admin', '[(0,[1,2,3,4]), (1,[0,2,3,4]), (2,[0,1,3,4]), (3,[0,1,2,4]), (4,[0,1,2,3])]', '0 - 0 -'],
    ['policy_enforcer', '[(0,[1]), (1,[0]), (2,[0,1]), (3,[0,1]), (4,[0,1])]', '1 2 0 0'],
  ],
  audience: [
    ['no_role', '[(0,[2,3])]', '0 - 0 -'],
    ['banned', '[]', '0 - 0 0'],
    ['guest', '[(0,[2]), (2,[0])]', '0 - 0 -'],
    ['attendee', '[(0,[3]), (3,[0])]', '0 - 0 -'],
    ['speaker', '[(0,[4]), (4,[0])]', '0 - 0 -'],
    [
      'moderator',
      '[(0,[1,2,3,4,5]), (1,[0,2,3,4,5]), (2,[0,1,3,4,5]), (3,[0,1,2,4,5]), (4,[0,1,2,3,5]), (5,[0,1,2,3,4])]',
      '1 - 0 -',
    ],
    [
      'super_admin',
      '[(0,[1,2,3,4,5,6]), (1,[0,2,3,4,5,6]), (2,[0,1,3,4,5,6]), (3,[0,1,2,4,5,6]), (4,[0,1,2,3,5,6]), (5,[0,1,2,3,4,6]), (6,[0,1,2,3,4,5])]',
      '0 - 0 -',
    ],
    ['policy_enforcer', '[(0,[1]), (1,[0]), (2,[0,1]), (3,[0,1]), (4,[0,1]), (5, [0,1]), (6, [0,1])]', '1 2 0 0'],
  ],
  'multi-organisation': [
    ['no_role', '[]', '0 - 0 0'],
    ['banned', '[]', '0 - 0 0'],
    ['org_a_user', '[(0,[2]), (2,[0])]', '0 - 0 -'],
    ['org_b_user', '[(0,[3]), (3,[0])]', '0 - 0 -'],
    ['org_c_user', '[(0,[4]), (4,[0])]', '0 - 0 -'],
    ['org_a_admin', '[(0,[2,5]), (2,[0,1,5]), (5,[0,1,2])]', '0 - 0 -'],
    ['org_b_admin', '[(0,[3,6]), (3,[0,1,6]), (6,[0,1,3])]', '1 3 1 -'],
    ['org_c_admin', '[(0,[4,7]), (4,[0,1,7]), (7,[0,1,4])]', '1 3 1 -'],
    [
      'super_admin',
      '[(0,[1,2,3,4,5,6,7,8]), (1,[0,2,3,4,5,6,7,8]), (2,[0,1,5,8]), (3,[0,1,6]), (4,[0,1,7]), (5,[0,1,2,8]), (6,[0,1,3]), (7,[0,1,4]), (8,[0,1,2,5])]',
      '1 - 1 -',
    ],
    [
      'policy_enforcer',
      '[(0,[1]), (1,[0]), (2,[0,1]), (3,[0,1]), (4,[0,1]), (5,[0,1]), (6,[0,1]), (7,[0,1]), (8,[0,1])]',
      '1 2 0 0',
    ],
  ],
} as const satisfies Partial<Record<RoomKind, readonly (readonly [string, string, string])[]>>;

type AnnexRoom = keyof typeof annex;
const rooms = Object.keys(annex) as AnnexRoom[];

/** `(from, to)` pairs of the draft's notation. */
const pairsOf = (notation: string): ReadonlySet<string> =>
  new Set(
    [...notation.matchAll(/\((\d+), ?\[([\d,]*)\]\)/g)].flatMap(([, from, targets = '']) =>
      targets.split(',').map((to) => `${from}>${to}`),
    ),
  );

const holder = (role: number, nth = 0): string => `role${role}-${nth}`;

/** A room of the annex with so many people of each role that no limit is in the way, and clients where they may have some. */
function inhabited(kind: AnnexRoom): RoomState {
  const state = newRoomState(kind, { room, creator: user('founder'), hub });
  const people = state.roles
    .filter(({ index, name }) => index > 0 && name !== 'policy_enforcer')
    .flatMap(({ index }) => [0, 1].map((nth) => ({ user: user(holder(index, nth)), role: index })));
  const withClients = people.filter(({ role }) => role !== 1).map(({ user: who }) => [who, 1] as const);
  return { ...state, participants: [...state.participants, ...people], clients: new Map(withClients) };
}

const can = (state: RoomState, role: number, capability: keyof typeof capabilities): boolean =>
  state.roles.find(({ index }) => index === role)?.capabilities.includes(capabilities[capability]) ?? false;

/** The action that takes somebody from one role to another, and the capability that it needs (room-policy §8.1). */
function moving(from: number, to: number): readonly [Action, keyof typeof capabilities] {
  const target = user(from === 0 ? 'stranger' : holder(from, 1));
  if (to === 1) return [{ type: 'ban', user: target }, 'canBan'];
  if (from === 0) return [{ type: 'add-participant', user: target, role: to }, 'canAddParticipant'];
  if (to === 0) return [{ type: 'remove-participant', user: target }, 'canRemoveParticipant'];
  if (from === 1) return [{ type: 'unban', user: target, role: to }, 'canUnban'];
  return [{ type: 'change-role', user: target, role: to }, 'canChangeUserRole'];
}

describe('the four rooms of the draft', () => {
  it.each(rooms)('RC-29 CT-19: %s has the roles, changes and limits that the annex lists', (kind) => {
    const { roles } = newRoomState(kind, { room, creator: user('founder'), hub });
    const limit = (number: number | null): string => (number === null ? '-' : String(number));
    expect(
      roles.map((role) => [
        role.index,
        role.name,
        role.authorizedRoleChanges.flatMap(({ from, targets }) => targets.map((to) => `${from}>${to}`)),
        [
          limit(role.minimumParticipants),
          limit(role.maximumParticipants),
          limit(role.minimumActiveParticipants),
          limit(role.maximumActiveParticipants),
        ].join(' '),
      ]),
    ).toEqual(annex[kind].map(([name, moves, limits], index) => [index, name, [...pairsOf(moves)], limits]));
  });

  it.each(rooms)('RC-29 RC-05: every change of role in %s is allowed exactly where the annex lists it', (kind) => {
    const state = inhabited(kind);
    let asked = 0;
    for (const [role, [name, moves]] of annex[kind].entries()) {
      if (role < 2) continue;
      const actor = name === 'policy_enforcer' ? theHub : as(holder(role));
      const enforcer = annex[kind].length - 1;
      for (const from of annex[kind].keys()) {
        for (const to of annex[kind].keys()) {
          // Nobody moves the enforcer, who is a provider and not a user.
          if (from === to || from === enforcer || to === enforcer) continue;
          const [action, capability] = moving(from, to);
          const allowed = can(state, role, capability) && pairsOf(moves).has(`${from}>${to}`);
          const said = answer(state, actor, action);
          expect([name, from, to, said === 'allowed']).toEqual([name, from, to, allowed]);
          asked++;
        }
      }
    }
    expect(asked).toBeGreaterThan(70);
  });

  it('RC-29: admins of an organisation ban their own people and lift no ban', () => {
    const state = inhabited('multi-organisation');
    const admin = as(holder(6));
    expect(answer(state, admin, { type: 'ban', user: user(holder(3)) })).toBe('allowed');
    expect(answer(state, admin, { type: 'ban', user: user(holder(4)) })).toBe('role-change-not-authorized');
    expect(answer(state, admin, { type: 'unban', user: user(holder(1)), role: 3 })).toBe('lacks-capability');
    expect(answer(state, as(holder(8)), { type: 'unban', user: user(holder(1)), role: 3 })).toBe('allowed');
  });

  it('RC-29 RC-06: a guest organisation has one to three admins', () => {
    const state = inhabited('multi-organisation');
    const promote = (nth: number): Action => ({ type: 'change-role', user: user(`new${nth}`), role: 6 });
    const withUsers = {
      ...state,
      participants: [...state.participants, ...[1, 2].map((nth) => ({ user: user(`new${nth}`), role: 3 }))],
    };
    expect(answer(withUsers, as(holder(6)), promote(1))).toBe('allowed');
    const three = {
      ...withUsers,
      participants: withUsers.participants.map((entry) =>
        entry.user === user('new1') ? { ...entry, role: 6 } : entry,
      ),
    };
    expect(answer(three, as(holder(6)), promote(2))).toBe('role-maximum');
    const one = { ...state, participants: state.participants.filter((entry) => entry.user !== user(holder(6, 1))) };
    expect(answer(one, as(holder(8)), { type: 'change-role', user: user(holder(6)), role: 3 })).toBe('role-minimum');
    // The least number of active ones holds too: its last client can't go.
    expect(answer(one, as(holder(6)), { type: 'remove-own-client' })).toBe('role-minimum');
  });

  it('RC-28: whoever made the room can be demoted where the table allows it', () => {
    const state = inhabited('cooperative');
    expect(answer(state, as(holder(4)), { type: 'change-role', user: user('founder'), role: 2 })).toBe('allowed');
    expect(answer(state, as(holder(3)), { type: 'change-role', user: user('founder'), role: 2 })).toBe(
      'role-change-not-authorized',
    );
    const open = newRoomState('open', { room, creator: user('founder'), hub });
    const two = { ...open, participants: [...open.participants, { user: user('second'), role: 7 }] };
    expect(answer(two, as('second'), { type: 'change-role', user: user('founder'), role: 4 })).toBe('allowed');
    expect(answer(open, as('founder'), { type: 'remove-self' })).toBe('role-minimum');
  });

  it('RC-27: the draft’s enforcer removes and bans, adds nobody and restores nobody', () => {
    for (const kind of rooms) {
      const state = inhabited(kind);
      expect(answer(state, theHub, { type: 'remove-participant', user: user(holder(2)) })).toBe('allowed');
      expect(answer(state, theHub, { type: 'ban', user: user(holder(2)) })).toBe('allowed');
      expect(answer(state, theHub, { type: 'remove-participant', user: user(holder(1)) })).toBe('allowed');
      expect(answer(state, theHub, { type: 'unban', user: user(holder(1)), role: 2 })).toBe(
        'role-change-not-authorized',
      );
      expect(answer(state, theHub, { type: 'add-participant', user: user('x'), role: 2 })).toBe('lacks-capability');
    }
  });

  it('RC-11 JN-10: a join code opens the rooms whose role 0 may use one', () => {
    const stranger = as('stranger');
    const byCode = { type: 'join', role: 2, joinCode: true } as const;
    expect(rooms.map((kind) => [kind, answer(inhabited(kind), stranger, byCode)])).toEqual([
      ['cooperative', 'no-open-join'],
      ['strictly-administered', 'allowed'],
      ['audience', 'allowed'],
      ['multi-organisation', 'no-open-join'],
    ]);
    expect(answer(inhabited('audience'), stranger, { ...byCode, role: 99 })).toBe('no-open-join');
    expect(answer(inhabited('audience'), stranger, { ...byCode, role: 1 })).toBe('no-open-join');
    expect(answer(inhabited('audience'), stranger, { type: 'join', role: 2 })).toBe('no-open-join');
  });
});

describe('every kind of room', () => {
  const kinds = Object.keys(roomKinds) as RoomKind[];
  const logger = user('logger');
  const logging = {
    logging: 'required',
    loggers: [logger],
    machineReadablePolicy: '',
    humanReadablePolicy: '',
  } as const;
  const named = {
    room,
    creator: user('founder'),
    hub,
    others: [{ user: logger, role: 2 }],
    components: { logging },
  };
  const nameOf = new Map<number, string>(Object.entries(capabilities).map(([name, code]) => [code, name]));

  it.each(kinds)('CT-19 BP-09: %s is a valid room, goes over the wire and lists its components', (kind) => {
    const asked = kind === 'fixed-with-logger' ? named : { room, creator: user('founder'), hub };
    const state = newRoomState(kind, asked);
    const octets = presetOf(kind, asked);
    const dictionary = (id: number): Uint8Array | undefined => octets.get(id);
    const { present, ...read } = readRoomState({ room, dictionary, clients: new Map(), gatewayLeaves: 0 });
    expect(read).toEqual(state);
    expect(() => {
      checkRoomState(read);
      checkListedComponents({ ...read, ...(present ? { present } : {}) });
    }).not.toThrow();
  });

  it.each(kinds)('CT-19 RC-04: what each role of %s can do', (kind) => {
    const table = roomKinds[kind].roles.map(({ index, name, can: held }) => `${index} ${name}: ${held.join(' ')}`);
    expect(table).toMatchSnapshot();
    expect(roomKinds[kind].roles.flatMap((role) => [...role.can]).every((name) => name in capabilities)).toBe(true);
    expect(nameOf.size).toBe(Object.keys(capabilities).length);
  });

  it('CT-19: a room that has to be logged is not made without a logger', () => {
    const other = roomUri(hub, 'trades');
    const make = (o: object) => () =>
      newRoomState('fixed-with-logger', { room: other, creator: user('founder'), hub, ...o });
    expect(make({})).toThrow(expect.objectContaining({ rule: 'logging', section: 'room-policy §6.5' }) as Error);
    expect(make({ components: { logging } })).toThrow('logging');
    expect(make({ components: { logging }, others: named.others })).not.toThrow();
  });
});
