import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Action,
  type Actor,
  capabilities,
  componentDefaults,
  componentIds,
  decide,
  decideCommit,
  decideCreation,
  decideProposal,
  type Decision,
  newPolicy,
  type PolicyRule,
  presetRoles,
  refuseOutranked,
  type RoomState,
} from '../../../src/policy/index.ts';
import { add, as, list, remove, roomWith, theHub, user, withRole } from './rooms.ts';

const { member, guest, owner } = presetRoles;
const state = roomWith();
const asked = (actor: Actor, action: Action, room: RoomState = state): Decision => decide(room, actor, action);
const based = (change: Partial<RoomState['base']>): RoomState => ({ ...state, base: { ...state.base, ...change } });
const withComponents = (components: NonNullable<RoomState['components']>): RoomState => ({ ...state, components });
const empty = { ...state, clients: new Map<string, number>() };
const join: Action = { type: 'join' };

/** A way to each rule, and the section of the draft that it names. */
const ways: Readonly<Record<PolicyRule, readonly [section: string, decision: () => Decision]>> = {
  banned: ['room-policy §2.1', () => asked(as('outcast'), join)],
  'not-a-participant': ['room-policy §3', () => asked(as('x'), { type: 'receive-message' })],
  'no-open-join': ['room-policy §8.1.1', () => asked(as('x'), join, roomWith('members-only'))],
  'lacks-capability': ['room-policy §8.1.2', () => asked(as('guest'), { type: 'kick', user: user('visitor') })],
  'no-voice': ['room-policy §8.3', () => asked(as('visitor'), { type: 'send-message' })],
  'role-change-not-authorized': [
    'room-policy §8.1.3',
    () => asked(as('admin'), { type: 'change-role', user: user('guest'), role: owner }),
  ],
  outranked: ['XEP-0045 §8.2', () => decideProposal(state, remove(as('moderator'), 'owner'), [], refuseOutranked)],
  'role-unknown': [
    'room-policy §8.1.3',
    () => asked(as('owner'), { type: 'change-role', user: user('guest'), role: 99 }),
  ],
  'role-minimum': [
    'room-policy §3',
    () => asked(as('owner'), { type: 'remove-self' }, withRole(state, owner, { minimumParticipants: 2 })),
  ],
  'role-maximum': ['room-policy §3', () => asked(as('x'), join, withRole(state, guest, { maximumParticipants: 1 }))],
  'room-full': ['room-policy §5', () => asked(as('x'), join, based({ maxUsers: 3 }))],
  'target-not-a-participant': ['room-policy §8.1.2', () => asked(as('owner'), { type: 'kick', user: user('x') })],
  'target-is-participant': [
    'room-policy §8.1.1',
    () => asked(as('owner'), { type: 'add-participant', user: user('guest'), role: member }),
  ],
  'target-is-self': ['room-policy §8.1.3', () => asked(as('owner'), { type: 'ban', user: user('owner') })],
  'ban-role-missing': [
    'room-policy §8.1.3',
    () => asked(as('owner'), { type: 'ban', user: user('guest') }, withRole(state, 1, { name: 'exiled' })),
  ],
  'fixed-membership': ['room-policy §5', () => asked(as('x'), join, based({ fixedMembership: true }))],
  'parent-room': [
    'room-policy §5',
    () => asked(as('x'), join, based({ parentDependent: true, parentRoom: 'mimi://mimi.example.org/r/parent' })),
  ],
  'parent-whole': [
    'room-policy §5',
    () => {
      const base = { ...state.base, parentDependent: true, parentRoom: 'mimi://mimi.example.org/r/parent' };
      const everybody = new Set<string>([
        ...state.participants.flatMap(({ user: one, role }) => (role > 1 ? [one] : [])),
        user('x'),
      ]);
      return asked(as('x'), join, { ...state, base, parentMembers: everybody });
    },
  ],
  'gateways-refused': [
    'room-policy §5',
    () => asked(as('x'), { ...join, gateway: true }, { ...state, gatewaysRefused: true }),
  ],
  'gateways-present': [
    'room-policy §5',
    () => asked(as('owner'), { type: 'change-gateways', refused: true }, { ...state, gatewayLeaves: 1 }),
  ],
  'pseudonyms-refused': ['room-policy §5', () => asked(as('x'), { ...join, pseudonym: true })],
  'single-device': [
    'room-policy §5',
    () => asked(as('guest'), { type: 'add-own-client' }, based({ multiDevice: false })),
  ],
  'logging-required': [
    'room-policy §6.5',
    () =>
      asked(
        as('guest'),
        { type: 'remove-self' },
        withComponents({ logging: { ...componentDefaults.logging, logging: 'required', loggers: [user('guest')] } }),
      ),
  ],
  'join-links-limited': [
    'room-policy §6.2',
    () =>
      asked(
        as('owner'),
        { type: 'change-join-links', update: { removedIndices: [], addedLinks: [Uint8Array.of(1)] } },
        withRole(
          withComponents({
            joinLinkPolicy: { ...componentDefaults.joinLinkPolicy, onRequest: true },
            joinLinks: [Uint8Array.of(2)],
          }),
          owner,
          { capabilities: [capabilities.canCreateJoinCode] },
        ),
      ),
  ],
  'removal-pending': [
    'protocol §5.3',
    () =>
      decideProposal(state, list.change(state, as('moderator'), 'guest', presetRoles.visitor), [
        list.remove(state, as('admin'), 'moderator'),
      ]),
  ],
  'group-exists': ['room-policy §2', () => asked(as('guest'), { type: 'create-group' })],
  'room-ended': [
    'room-policy §5',
    () => asked(as('guest'), { type: 'create-group' }, { ...empty, base: { ...state.base, persistentRoom: false } }),
  ],
  'operational-policy': [
    'room-policy §7.1',
    () => {
      const closed = withComponents({
        operational: { ...componentDefaults.operational, externalCommitAllowed: false },
      });
      const proposals = [{ ...add(as('guest'), 'guest'), byReference: false }];
      return decideCommit(closed, { committer: as('guest'), external: true, proposals, after: closed });
    },
  ],
  'outside-envelope': [
    'room-policy §5',
    () => decideCreation({ demands: { discoverable: false } }, user('alice'), newPolicy('open')),
  ],
  immutable: [
    'protocol §7.6',
    () => {
      const roomUri = 'mimi://mimi.example.org/r/other' as RoomState['room'];
      return asked(as('owner'), { type: 'change-metadata', metadata: { ...state.metadata, roomUri } });
    },
  ],
  'invalid-component': [
    'room-policy §3, §8.1',
    () => asked(as('owner'), { type: 'change-roles', roles: [...state.roles, ...state.roles] }),
  ],
  'invalid-combination': [
    'protocol §7.5',
    () =>
      decideProposal(state, list.change(state, as('admin'), 'guest', member), [
        list.remove(state, as('owner'), 'guest'),
      ]),
  ],
};

describe('every refusal', () => {
  it.each(Object.entries(ways))(
    'AC-05: %s is reached, with the draft’s section and a sentence',
    (rule, [section, way]) => {
      const decision = way();
      expect(decision).toMatchObject({ allowed: false, rule, section });
      if (!decision.allowed) expect(decision.text).toMatch(/^[A-Za-z].*\.$/);
    },
  );

  it('AC-05: components that have a rule of their own are changed by it alone', () => {
    const ids = [0x22, 0x23, 0x25, 0x26, 0x27, 0x2a, 0xf0d2];
    const free = withRole(state, owner, {
      capabilities: Object.values(capabilities).filter((code) => code !== 4 && code !== 5),
    });
    for (const componentId of ids) {
      expect(asked(as('owner'), { type: 'change-component', componentId }, free)).toMatchObject({
        rule: 'invalid-component',
      });
    }
    const kept = [0x21, 0x22, 0x23, 0x25, 0x27, 0xf0d2];
    for (const componentId of [...ids, 0x21, 0x24, 0x28, 0x8001]) {
      const decision = asked(as('owner'), { type: 'remove-component', componentId }, free);
      expect([componentId, decision.allowed]).toEqual([componentId, !kept.includes(componentId)]);
    }
    const agent = {
      signatureKey: Uint8Array.of(1),
      credential: { type: 'basic' as const, identity: Uint8Array.of(1) },
    };
    const franked = { ...free, components: { frankingAgent: agent } };
    const change: Action = { type: 'change-component', componentId: componentIds.frankingAgent };
    expect(asked(as('owner'), change, free)).toEqual({ allowed: true });
    expect(asked(as('owner'), change, franked)).toMatchObject({ rule: 'immutable' });
  });

  it('JN-11 AC-05: links that are not there can’t be removed, and one update may replace the only one', () => {
    const room = withRole(
      withComponents({
        joinLinkPolicy: { ...componentDefaults.joinLinkPolicy, onRequest: true },
        joinLinks: [Uint8Array.of(2)],
      }),
      owner,
      { capabilities: [capabilities.canCreateJoinCode, capabilities.canDeleteJoinCode] },
    );
    const links = (removedIndices: readonly number[], ...addedLinks: readonly Uint8Array[]): Decision =>
      asked(as('owner'), { type: 'change-join-links', update: { removedIndices, addedLinks } }, room);
    expect(links([1])).toMatchObject({ rule: 'invalid-component', section: 'room-policy §6.2' });
    expect(links([0, 0])).toMatchObject({ rule: 'invalid-component' });
    expect(links([0], Uint8Array.of(3))).toEqual({ allowed: true });
    expect(links([0], Uint8Array.of(3), Uint8Array.of(4))).toMatchObject({ rule: 'join-links-limited' });
    expect(links([])).toEqual({ allowed: true });
  });

  it('AC-06: whatever octets a proposal has as an update, it is allowed or refused', () => {
    const ids = fc.oneof(fc.constantFrom(...Object.values(componentIds)), fc.nat(0xffff));
    const update = fc.option(fc.uint8Array({ maxLength: 64 }));
    fc.assert(
      fc.property(ids, update, ids, update, (componentId, first, other, second) => {
        const proposals = [
          { by: as('owner'), type: 'component', componentId, update: first },
          { by: as('owner'), type: 'component', componentId: other, update: second },
        ] as const;
        expect(typeof decideProposal(state, proposals[0]).allowed).toBe('boolean');
        const committed = proposals.map((proposal) => ({ ...proposal, byReference: false }));
        const decision = decideCommit(state, {
          committer: as('owner'),
          external: false,
          proposals: committed,
          after: state,
        });
        expect(typeof decision.allowed).toBe('boolean');
      }),
      { numRuns: 2000 },
    );
  });

  it('UP-37: the hub takes one of two clients out where membership may change', () => {
    const two = { ...state, clients: new Map([...state.clients, [user('guest'), 2]]) };
    const one = { ...remove(theHub, 'guest'), byReference: true };
    const after = { ...two, clients: new Map(two.clients).set(user('guest'), 1) };
    expect(decideCommit(two, { committer: as('member'), external: false, proposals: [one], after })).toEqual({
      allowed: true,
    });
  });
});
