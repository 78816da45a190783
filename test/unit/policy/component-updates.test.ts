import { describe, expect, it } from 'vitest';
import { InvalidMessage } from '../../../src/mls/index.ts';
import {
  applyPolicyComponent,
  baseRoomPolicy,
  checkRoomState,
  componentIds,
  decide,
  gatewayPolicy,
  InvalidPolicy,
  type JoinCode,
  judgeJoinCode,
  preauthorizedList,
  presetRoles,
  type RoomMetadata,
  type RoomState,
  rolesList,
  roomMetadata,
} from '../../../src/policy/index.ts';
import { answer, as, hub, room, roomWith, user, withRole } from './rooms.ts';

const ruleOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof InvalidPolicy || error instanceof InvalidMessage) return error.rule;
    throw error;
  }
  return 'accepted';
};

const metadata = (change: Partial<RoomMetadata> = {}): RoomMetadata => ({ ...roomWith().metadata, ...change });

describe('updates of the components that membership rests on', () => {
  const state = roomWith('moderated');
  const entry = { claims: [], role: presetRoles.member };

  it.each([
    ['MD-01 PC-20: room metadata', componentIds.roomMetadata, roomMetadata.encode(metadata({ name: 'New' }))],
    [
      'BP-01 PC-20: base policy',
      componentIds.baseRoomPolicy,
      baseRoomPolicy.encode({ ...state.base, discoverable: false, maxUsers: 7 }),
    ],
    ['RC-01 PC-20: roles', componentIds.rolesList, rolesList.encode(state.roles.slice(0, 4))],
    ['PC-20: preauthorisation', componentIds.preauthorizedList, preauthorizedList.encode([entry], state.roles)],
    ['PC-20: gateway policy', componentIds.gatewayPolicy, gatewayPolicy.encode({ refused: true })],
  ])('%s: the update replaces all, and is the only one of its commit', (_, id, update) => {
    expect(applyPolicyComponent(id, new Uint8Array([0xff]), [update])).toEqual(update);
    expect(applyPolicyComponent(id, undefined, [update])).toEqual(update);
    expect(ruleOf(() => applyPolicyComponent(id, undefined, [update, update]))).toBe('app-data-update');
    expect(ruleOf(() => applyPolicyComponent(id, undefined, [update.slice(1)]))).toBe('app-data-update');
  });

  it('MD-02: the room’s URI is its own and never changes', () => {
    const other = roomWith().room.replace('lobby', 'hall') as RoomState['room'];
    const invalid = { ...state, metadata: { ...state.metadata, roomUri: other } };
    expect(
      ruleOf(() => {
        checkRoomState(invalid);
      }),
    ).toBe('metadata');
    expect(answer(state, as('owner'), { type: 'change-metadata', metadata: metadata({ roomUri: other }) })).toBe(
      'immutable',
    );
  });

  it.each([
    ['no room', metadata({ roomUri: user('alice') as never })],
    ['a room that is not spelled canonically', metadata({ roomUri: room.replace('mimi:', 'MIMI:') as never })],
    ['an avatar that is a script', metadata({ avatar: 'javascript:alert(1)' })],
    ['an avatar without a host', metadata({ avatar: 'https://' })],
    ['an avatar with a space', metadata({ avatar: 'https://a.example/a b' })],
    ['an avatar with what no URI has', metadata({ avatar: 'https://a.example/"><script>' })],
    ['a NUL', metadata({ subject: 'a\0b' })],
    ['half a character', metadata({ name: 'a\ud800' })],
  ])('MD-02: refused, and never written: %s', (_, value) => {
    expect(['metadata', 'malformed']).toContain(ruleOf(() => roomMetadata.encode(value)));
  });

  it.each([
    ['http://a.example/a.png', 'metadata'],
    ['https:///pictures/a.png', 'metadata'],
    ['https://a.example/"><script>', 'metadata'],
    ['https://a.example/\u0001', 'metadata'],
    ['https://a.example/a\0', 'malformed'],
  ])('MD-02: an avatar of strangers, %j, is refused', (avatar, rule) => {
    const octets = roomMetadata.encode(metadata({ avatar: `https://a.example/${'x'.repeat(avatar.length - 18)}` }));
    const written = Buffer.from(octets)
      .toString('latin1')
      .replace(/https:\/\/a\.example\/x*/, avatar);
    expect(written).toHaveLength(octets.length);
    expect(ruleOf(() => roomMetadata.decode(Buffer.from(written, 'latin1')))).toBe(rule);
  });

  it('MD-01: descriptions keep language and type, and an empty type stays empty', () => {
    const descriptions = [
      { mediaType: '', language: 'en', content: 'Tea' },
      { mediaType: 'text/markdown', language: 'fr', content: '*Thé*' },
    ];
    const value = metadata({ descriptions, avatar: 'https://a.example/a.png', mood: 'calm' });
    expect(roomMetadata.decode(roomMetadata.encode(value))).toEqual(value);
  });
});

describe('what base policy and roles say of one another', () => {
  const check = (state: RoomState): string =>
    ruleOf(() => {
      checkRoomState(state);
    });
  const withoutAdding = (state: RoomState): RoomState => ({
    ...state,
    roles: state.roles.map((role) => ({ ...role, capabilities: role.capabilities.filter((code) => code !== 0) })),
  });
  const fixed = (state: RoomState): RoomState => ({ ...state, base: { ...state.base, fixedMembership: true } });

  it('BP-02: a fixed membership and a role that adds are refused, whichever came first', () => {
    const closed = fixed(withoutAdding(roomWith()));
    expect(check(closed)).toBe('accepted');
    expect(check(fixed(roomWith()))).toBe('base-policy');
    expect(check(withRole(closed, presetRoles.admin, { capabilities: [0x0000] }))).toBe('base-policy');
    expect(check(withRole(closed, presetRoles.banned, { capabilities: [0x0000] }))).toBe('accepted');
    expect(check(withRole(closed, 0, { capabilities: [0x0000] }))).toBe('accepted');
  });

  it.each([
    [false, '', 'accepted'],
    [true, `mimi://${hub}/r/hall`, 'accepted'],
    [true, '', 'base-policy'],
    [false, `mimi://${hub}/r/hall`, 'base-policy'],
    [true, 'mimi://elsewhere.example/r/hall', 'base-policy'],
    [true, room, 'base-policy'],
    [true, room.replace('mimi:', 'MIMI:'), 'base-policy'],
    [true, `mimi://${hub.toUpperCase()}/r/hall`, 'base-policy'],
    [true, `mimi://${hub}/r/%68all`, 'base-policy'],
    [true, user('alice'), 'base-policy'],
    [true, 'no uri', 'base-policy'],
  ])('BP-03: parent_dependant %s with parent %j: %s', (parentDependent, parentRoom, rule) => {
    const state = roomWith();
    expect(check({ ...state, base: { ...state.base, parentDependent, parentRoom } })).toBe(rule);
  });
});

describe('a join code at the door', () => {
  const link = new Uint8Array([1, 2, 3]);
  const code: JoinCode = { link, madeAt: 0, uses: 0, role: presetRoles.member, deleted: false };
  const codes: Readonly<Record<string, JoinCode | null>> = {
    unknown: null,
    deleted: { ...code, deleted: true },
    expired: { ...code, madeAt: -1000 },
    'used-up': { ...code, uses: 1 },
  };
  const policy = { onRequest: false, requestUri: '', multiuser: false, expiration: 60 };
  const open = withRole(roomWith('members-only'), 0, { capabilities: [0x0009] });

  const enter = (state: RoomState, shown: JoinCode | null): ReturnType<typeof decide> => {
    const judged = judgeJoinCode(shown, { policy, listed: [link], now: 10 });
    const role = judged.valid ? (judged.role ?? undefined) : presetRoles.member;
    const action = { type: 'join', joinCode: judged.valid, ...(role === undefined ? {} : { role }) } as const;
    return decide(state, as('stranger'), action);
  };

  it('JN-10: a valid one opens the room where role 0 may use one, and the role has room', () => {
    expect(enter(open, code)).toEqual({ allowed: true });
    expect(enter(roomWith('members-only'), code).allowed).toBe(false);
    expect(enter(withRole(open, presetRoles.member, { maximumParticipants: 1 }), code).allowed).toBe(false);
    expect(enter(open, { ...code, role: 99 }).allowed).toBe(false);
  });

  it.each(Object.entries(codes))('JN-10: from outside, one that is %s looks like every other wrong one', (_, shown) => {
    const refused = enter(open, shown);
    expect(refused.allowed).toBe(false);
    expect(refused).toEqual(enter(open, null));
  });
});
