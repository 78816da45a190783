import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidMessage } from '../../../src/mls/index.ts';
import {
  applyParticipantListUpdate,
  applyPolicyComponent,
  baseRoomPolicy,
  type BaseRoomPolicy,
  capabilities,
  componentIds,
  InvalidPolicy,
  participantList,
  participantListUpdate,
  preauthorizedList,
  presetOf,
  readRoomState,
  type Role,
  rolesList,
  roomMetadata,
  type RoomMetadata,
} from '../../../src/policy/index.ts';
import { hub, room, roomWith, user } from './rooms.ts';

const hex = (octets: Uint8Array): string => Buffer.from(octets).toString('hex');
const bytes = (digits: string): Uint8Array => new Uint8Array(Buffer.from(digits.replaceAll(' ', ''), 'hex'));

const ruleOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof InvalidPolicy || error instanceof InvalidMessage) return error.rule;
    throw error;
  }
  return 'accepted';
};

const uint32 = fc.nat(0xffffffff);
const optional = fc.option(uint32);
const text = fc.string({ maxLength: 100 }).filter((value) => value.isWellFormed() && !value.includes('\0'));
const octets = fc.uint8Array({ maxLength: 70 }).map((value) => new Uint8Array(value));

const role: fc.Arbitrary<Role> = fc.record({
  index: uint32,
  name: text,
  description: text,
  capabilities: fc.array(fc.nat(0xffff)),
  minimumParticipants: uint32,
  maximumParticipants: optional,
  minimumActiveParticipants: uint32,
  maximumActiveParticipants: optional,
  authorizedRoleChanges: fc.array(fc.record({ from: uint32, targets: fc.array(uint32) })),
});
const base: fc.Arbitrary<BaseRoomPolicy> = fc.record({
  fixedMembership: fc.boolean(),
  parentDependent: fc.boolean(),
  parentRoom: text,
  multiDevice: fc.boolean(),
  maxClients: optional,
  maxUsers: optional,
  pseudonymsAllowed: fc.boolean(),
  persistentRoom: fc.boolean(),
  discoverable: fc.boolean(),
  policyComponents: fc.array(fc.nat(0xffff)),
});
const metadata: fc.Arbitrary<RoomMetadata> = fc.record({
  roomUri: fc.constant(room),
  name: text,
  descriptions: fc.array(fc.record({ mediaType: text, language: text, content: text }), { maxLength: 3 }),
  avatar: fc.constantFrom('', 'https://example.com/a.png'),
  subject: text,
  mood: text,
});

describe('components on the wire', () => {
  it('RC-01 RC-04: roles come back, unknown capabilities included', () => {
    fc.assert(
      fc.property(fc.array(role, { maxLength: 5 }), (roles) => {
        expect(rolesList.decode(rolesList.encode(roles))).toEqual(roles);
      }),
    );
  });

  it('RC-01: a role is spelled as the draft says', () => {
    const encoded = rolesList.encode([
      {
        index: 1,
        name: 'banned',
        description: '',
        capabilities: [0x0100, 0xf001],
        minimumParticipants: 0,
        maximumParticipants: 2,
        minimumActiveParticipants: 0,
        maximumActiveParticipants: null,
        authorizedRoleChanges: [{ from: 1, targets: [0, 2] }],
      },
    ]);
    const expected = [
      '2d', // length of the vector of roles
      '00000001 06 62616e6e6564 00',
      '04 0100 f001',
      '00000000 01 00000002 00000000 00',
      '0d 00000001 08 00000000 00000002',
    ].join('');
    expect(hex(encoded)).toBe(expected.replaceAll(' ', ''));
  });

  it('BP-01: the base policy and the metadata come back', () => {
    fc.assert(
      fc.property(base, metadata, (policy, data) => {
        expect(baseRoomPolicy.decode(baseRoomPolicy.encode(policy))).toEqual(policy);
        expect(roomMetadata.decode(roomMetadata.encode(data))).toEqual(data);
      }),
    );
  });

  it('BP-01: the base policy is spelled as the draft says', () => {
    const encoded = baseRoomPolicy.encode({
      fixedMembership: false,
      parentDependent: true,
      parentRoom: 'mimi:x',
      multiDevice: true,
      maxClients: null,
      maxUsers: 5,
      pseudonymsAllowed: false,
      persistentRoom: true,
      discoverable: false,
      policyComponents: [0x25, 0x26],
    });
    expect(hex(encoded)).toBe('00 01 07 06 6d696d693a78 01 00 01 00000005 00 01 00 04 0025 0026'.replaceAll(' ', ''));
  });

  it('RC-10: a preauthorised entry carries its role whole and is read by index', () => {
    const roles = roomWith().roles;
    const claim = fc.record({ credentialType: fc.nat(0xffff), id: octets, value: octets });
    const entry = fc.record({ claims: fc.array(claim, { maxLength: 3 }), role: fc.constantFrom(2, 3, 4) });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 4 }), (entries) => {
        expect(preauthorizedList.decode(preauthorizedList.encode(entries, roles))).toEqual(entries);
      }),
    );
    expect(ruleOf(() => preauthorizedList.encode([{ claims: [], role: 99 }], roles))).toBe('preauthorized');
  });

  it('UP-26: participant list and update come back', () => {
    const participants = fc.array(fc.record({ user: text, role: uint32 }), { maxLength: 5 });
    const update = fc.record({
      changedRoleParticipants: fc.array(fc.record({ userIndex: uint32, role: uint32 })),
      removedIndices: fc.array(uint32),
      addedParticipants: participants,
    });
    fc.assert(
      fc.property(participants, update, (entries, change) => {
        expect(participantList.decode(participantList.encode(entries))).toEqual(entries);
        expect(participantListUpdate.decode(participantListUpdate.encode(change))).toEqual(change);
      }),
    );
  });

  it.each([
    ['a boolean of 2', () => baseRoomPolicy.decode(bytes('02 00 00 01 00 00 00 00 00 00')), 'malformed'],
    ['octets behind', () => participantList.decode(bytes('00 00')), 'malformed'],
    ['a length longer than needed', () => participantList.decode(bytes('4000')), 'malformed'],
    ['a missing end', () => rolesList.decode(bytes('05 00000001')), 'malformed'],
    ['an optional octet of 2', () => baseRoomPolicy.decode(bytes('00 00 00 01 02 00 00 00 00 00')), 'malformed'],
    ['a name that is not UTF-8', () => participantList.decode(bytes('06 01 ff 00000001')), 'malformed'],
    ['a name with a NUL', () => participantList.decode(bytes('06 01 00 00000001')), 'malformed'],
    ['two parent rooms', () => baseRoomPolicy.decode(bytes('00 01 04 0161 0162 01 00 00 00 00 00 00')), 'base-policy'],
    ['a room that is none', () => roomMetadata.decode(bytes('01 78 00 00 00 00 00')), 'metadata'],
  ])('BP-15: %s is refused', (_, act, rule) => {
    expect(ruleOf(act)).toBe(rule);
  });

  it('BP-15: whatever bytes come, they are refused as invalid or have no second spelling', () => {
    const again = <T>(codec: { decode: (o: Uint8Array) => T; encode: (value: T) => Uint8Array }) => {
      return (octets: Uint8Array): Uint8Array => codec.encode(codec.decode(octets));
    };
    const codecs = [
      again(participantList),
      again(participantListUpdate),
      again(rolesList),
      again(roomMetadata),
      again(baseRoomPolicy),
    ];
    const samples = [
      participantList.encode(roomWith().participants),
      rolesList.encode(roomWith().roles.slice(0, 3)),
      roomMetadata.encode(roomWith().metadata),
      baseRoomPolicy.encode(roomWith().base),
    ];
    fc.assert(
      fc.property(fc.constantFrom(...samples), fc.nat(), fc.nat(255), (sample, at, octet) => {
        const damaged = sample.slice();
        damaged[at % sample.length] = octet;
        for (const codec of codecs) {
          const rule = ruleOf(() => codec(damaged));
          expect(rule === 'accepted' ? hex(codec(damaged)) : 'refused').toBe(
            rule === 'accepted' ? hex(damaged) : 'refused',
          );
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('RC-04: capability codes are the registry’s', () => {
    expect(Object.keys(capabilities)).toHaveLength(77);
    expect(new Set(Object.values(capabilities)).size).toBe(77);
    expect(capabilities).toMatchObject({
      canAddParticipant: 0,
      canRemoveParticipant: 1,
      canAddOwnClient: 2,
      canRemoveOwnClient: 3,
      canOpenJoin: 4,
      canJoinIfPreauthorized: 5,
      canRemoveSelf: 6,
      canUseJoinCode: 9,
      canBan: 0xa,
      canUnban: 0xb,
      canKick: 0xc,
      canChangeUserRole: 0xf,
      canChangeOwnRole: 0x10,
      canSendMessage: 0x100,
      canReceiveMessage: 0x101,
      canDeleteOwnMessage: 0x10a,
      canDeleteOtherMessage: 0x10b,
      canChangeRoomName: 0x300,
      canChangeRoomMood: 0x304,
      canViewSharedScreen: 0x407,
      canDestroyRoom: 0x501,
      canChangeRoomMembershipStyle: 0x502,
      canChangeRoleDefinitions: 0x503,
      canChangePreauthorizedUserList: 0x504,
      canSendMLSReinitProposal: 0x601,
      canSendMLSExternalCommit: 0x605,
    });
  });
});

describe('updates of the participant list', () => {
  const four = ['a', 'b', 'c', 'd'].map((name, index) => ({ user: user(name), role: index + 2 }));
  const none = { changedRoleParticipants: [], removedIndices: [], addedParticipants: [] };

  it('UP-26: changes, then removals, then additions, all by the indices of the epoch', () => {
    const after = applyParticipantListUpdate(four, [
      {
        changedRoleParticipants: [{ userIndex: 3, role: 7 }],
        removedIndices: [0, 2],
        addedParticipants: [{ user: user('e'), role: 3 }],
      },
      { ...none, addedParticipants: [{ user: user('f'), role: 4 }] },
      { ...none, changedRoleParticipants: [{ userIndex: 1, role: 6 }] },
    ]);
    expect(after).toEqual([
      { user: user('b'), role: 6 },
      { user: user('d'), role: 7 },
      { user: user('e'), role: 3 },
      { user: user('f'), role: 4 },
    ]);
  });

  it.each([
    ['an index beyond the list', [{ ...none, removedIndices: [4] }]],
    ['the same index twice', [{ ...none, removedIndices: [1, 1] }]],
    [
      'a change and a removal',
      [{ ...none, changedRoleParticipants: [{ userIndex: 1, role: 3 }], removedIndices: [1] }],
    ],
    [
      'two changes in two updates',
      [3, 4].map((role) => ({ ...none, changedRoleParticipants: [{ userIndex: 1, role }] })),
    ],
    ['an added user who is listed', [{ ...none, addedParticipants: [{ user: user('a'), role: 3 }] }]],
    [
      'a removal and an addition',
      [{ ...none, removedIndices: [0], addedParticipants: [{ user: user('a'), role: 3 }] }],
    ],
    ['one user added twice', [3, 3].map((role) => ({ ...none, addedParticipants: [{ user: user('x'), role }] }))],
    ['role 0', [{ ...none, changedRoleParticipants: [{ userIndex: 1, role: 0 }] }]],
    ['an added user of role 0', [{ ...none, addedParticipants: [{ user: user('x'), role: 0 }] }]],
    ['a name that is no user', [{ ...none, addedParticipants: [{ user: 'bob', role: 3 }] }]],
    ['a name spelled otherwise', [{ ...none, addedParticipants: [{ user: 'MIMI://a.example/u/b', role: 3 }] }]],
  ])('UP-27: %s is refused', (_, updates) => {
    expect(ruleOf(() => applyParticipantListUpdate(four, updates))).toBe('participant-list');
    const state = participantList.encode(four);
    const wire = updates.map((update) => participantListUpdate.encode(update));
    expect(ruleOf(() => applyPolicyComponent(componentIds.participantList, state, wire))).toBe('app-data-update');
  });

  it('UP-29: other components are replaced whole, once in a commit', () => {
    const { metadataBytes, other } = {
      metadataBytes: roomMetadata.encode(roomWith().metadata),
      other: roomMetadata.encode({ ...roomWith().metadata, name: 'x' }),
    };
    const apply = (updates: readonly Uint8Array[]): Uint8Array =>
      applyPolicyComponent(componentIds.roomMetadata, metadataBytes, updates);
    expect(apply([other])).toEqual(other);
    expect(ruleOf(() => apply([other, other]))).toBe('app-data-update');
    expect(ruleOf(() => apply([bytes('00')]))).toBe('app-data-update');
    expect(ruleOf(() => applyPolicyComponent(0x8001, undefined, [other]))).toBe('app-data-update');
  });
});

describe('a room read from its components', () => {
  const components = presetOf('open', { room, creator: user('alice'), hub, name: 'Lobby' });
  const read = (change: readonly (readonly [number, Uint8Array | null])[] = []): ReturnType<typeof readRoomState> => {
    const all = new Map<number, Uint8Array | null>([...components, ...change]);
    return readRoomState({ room, dictionary: (id) => all.get(id) ?? undefined, clients: new Map(), gatewayLeaves: 0 });
  };

  it('RC-01: holds creator, hub and what the preset says', () => {
    expect(read().participants).toEqual([
      { user: user('alice'), role: 7 },
      { user: 'mimi://mimi.example.org', role: 8 },
    ]);
    expect(read().metadata.name).toBe('Lobby');
    expect(read([[componentIds.preauthorizedList, null]]).preauthorized).toEqual([]);
  });

  const roles = (change: (all: readonly Role[]) => readonly Role[]): Uint8Array =>
    rolesList.encode(change(roomWith().roles));
  const patch = (index: number, with_: Partial<Role>) => (all: readonly Role[]) =>
    all.map((entry) => (entry.index === index ? { ...entry, ...with_ } : entry));

  it.each([
    ['no roles', componentIds.rolesList, null, 'missing-component'],
    ['a role twice', componentIds.rolesList, roles((all) => [...all, ...all.slice(-1)]), 'roles'],
    ['canOpenJoin on role 3', componentIds.rolesList, roles(patch(3, { capabilities: [4] })), 'roles'],
    ['canJoinIfPreauthorized on role 0', componentIds.rolesList, roles(patch(0, { capabilities: [5] })), 'roles'],
    [
      'a minimum above the maximum',
      componentIds.rolesList,
      roles(patch(3, { minimumParticipants: 2, maximumParticipants: 1 })),
      'roles',
    ],
    [
      'a participant of no role',
      componentIds.participantList,
      participantList.encode([{ user: user('a'), role: 99 }]),
      'participant-list',
    ],
    [
      'a participant twice',
      componentIds.participantList,
      participantList.encode([3, 4].map((index) => ({ user: user('a'), role: index }))),
      'participant-list',
    ],
    [
      'another room',
      componentIds.roomMetadata,
      roomMetadata.encode({ ...roomWith().metadata, roomUri: 'mimi://a.example/r/x' as typeof room }),
      'metadata',
    ],
    [
      'a parent that is not named',
      componentIds.baseRoomPolicy,
      baseRoomPolicy.encode({ ...roomWith().base, parentDependent: true }),
      'base-policy',
    ],
    [
      'a parent on another hub',
      componentIds.baseRoomPolicy,
      baseRoomPolicy.encode({ ...roomWith().base, parentDependent: true, parentRoom: 'mimi://a.example/r/x' }),
      'base-policy',
    ],
    [
      'fixed membership where a role adds',
      componentIds.baseRoomPolicy,
      baseRoomPolicy.encode({ ...roomWith().base, fixedMembership: true }),
      'base-policy',
    ],
  ])('RC-09 BP-02 BP-03: %s is refused', (_, id, value, rule) => {
    expect(ruleOf(() => read([[id, value]]))).toBe(rule);
  });
});
