import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  capabilities,
  checkRoomState,
  decide,
  isPresetName,
  newRoomState,
  policyFlags,
  type PolicyFlags,
  type PresetName,
  presetOf,
  presetRoles,
  presets,
  readRoomState,
  withFlags,
} from '../../../src/policy/index.ts';
import { answer, as, hub, onlyFor, persons, room, roomWith, theHub, user } from './rooms.ts';

const names = Object.keys(presets) as PresetName[];
const nameOf = new Map<number, string>(Object.entries(capabilities).map(([name, code]) => [code, name]));

describe('presets', () => {
  it.each(names)('RC-04: %s has no capability beyond the registry, and its table is as recorded', (preset) => {
    const table = newRoomState(preset, { room, creator: user('alice'), hub }).roles.map((role) => ({
      role: `${role.index} ${role.name}`,
      can: role.capabilities.map((code) => nameOf.get(code) ?? 'unknown').join(' '),
      moves: role.authorizedRoleChanges.map(({ from, targets }) => `${from}>${targets.join(',')}`).join(' '),
      limits: [
        role.minimumParticipants,
        role.maximumParticipants,
        role.minimumActiveParticipants,
        role.maximumActiveParticipants,
      ].join(' '),
    }));
    expect(table).toMatchSnapshot();
    expect(JSON.stringify(table)).not.toContain('unknown');
  });

  it.each(names)('%s begins with its creator as owner and the hub as enforcer', (preset) => {
    const components = presetOf(preset, { room, creator: user('alice'), hub, name: 'Lobby', flags: { maxUsers: 9 } });
    const state = readRoomState({ room, dictionary: (id) => components.get(id), clients: new Map(), gatewayLeaves: 0 });
    expect(state.participants).toEqual([
      { user: user('alice'), role: presetRoles.owner },
      { user: 'mimi://mimi.example.org', role: presetRoles.enforcer },
    ]);
    expect([...components.keys()].sort()).toEqual([0x22, 0x23, 0x25, 0x26, 0x27]);
    expect(state.metadata.name).toBe('Lobby');
    expect(state.base.maxUsers).toBe(9);
    expect(state).toEqual({
      ...newRoomState(preset, { room, creator: user('alice'), hub, name: 'Lobby', flags: { maxUsers: 9 } }),
      present: new Set(state.base.policyComponents),
    });
  });

  it('have names', () => {
    expect(names).toEqual(['open', 'members-only', 'moderated']);
    expect(isPresetName('open')).toBe(true);
    expect(isPresetName('toString')).toBe(false);
  });

  it('RC-27: the enforcer takes away, bans, unbans and changes roles, adds nobody, says nothing', () => {
    const state = roomWith();
    for (const target of persons) {
      expect([target, answer(state, theHub, { type: 'remove-participant', user: user(target) })]).toEqual([
        target,
        'allowed',
      ]);
      expect([target, answer(state, theHub, { type: 'kick', user: user(target) })]).toEqual([target, 'allowed']);
    }
    expect(answer(state, theHub, { type: 'ban', user: user('admin') })).toBe('allowed');
    expect(answer(state, theHub, { type: 'unban', user: user('outcast'), role: 3 })).toBe('allowed');
    expect(answer(state, theHub, { type: 'change-role', user: user('admin'), role: 3 })).toBe('allowed');
    expect(answer(state, theHub, { type: 'destroy-room' })).toBe('allowed');
    expect(answer(state, theHub, { type: 'add-participant', user: user('x'), role: 3 })).toBe('lacks-capability');
    expect(answer(state, theHub, { type: 'send-message' })).not.toBe('allowed');
    expect(
      answer(state, as('owner'), { type: 'ban', user: 'mimi://mimi.example.org' as ReturnType<typeof user> }),
    ).toBe('role-change-not-authorized');
  });
});

describe('settings', () => {
  const state = roomWith();
  const may = (action: Parameters<typeof decide>[2]): readonly string[] =>
    persons.filter((name) => answer(state, as(name), action) === 'allowed');

  it('UP-40: a room is destroyed by who has canDestroyRoom', () => {
    expect(may({ type: 'destroy-room' })).toEqual(['owner']);
    expect(answer(onlyFor(state, 'canDestroyRoom', presetRoles.member), as('member'), { type: 'destroy-room' })).toBe(
      'allowed',
    );
    expect(answer(onlyFor(state, 'canDestroyRoom', null), as('owner'), { type: 'destroy-room' })).toBe(
      'lacks-capability',
    );
    expect(answer(state, as('x'), { type: 'destroy-room' })).toBe('not-a-participant');
  });

  it('UP-40: where no role has canDestroyRoom the last participant may, and the hub may not', () => {
    const nobodyMay = onlyFor(state, 'canDestroyRoom', null);
    const left = (...remaining: readonly string[]) => ({
      ...nobodyMay,
      participants: nobodyMay.participants.filter(
        (entry) => entry.role === 1 || entry.role === 8 || remaining.some((who) => entry.user === user(who)),
      ),
    });
    const destroy = { type: 'destroy-room' } as const;
    expect(answer(left('guest'), as('guest'), destroy)).toBe('allowed');
    expect(answer(left('guest', 'visitor'), as('guest'), destroy)).toBe('lacks-capability');
    expect(answer(left('guest'), as('outcast'), destroy)).toBe('banned');
    expect(answer(left('guest'), theHub, destroy)).toBe('lacks-capability');
  });

  it.each([
    ['name', { name: 'x' }, ['admin', 'owner']],
    ['description', { descriptions: [{ mediaType: '', language: 'en', content: 'x' }] }, ['admin', 'owner']],
    ['avatar', { avatar: 'https://example.com/x' }, ['admin', 'owner']],
    ['subject', { subject: 'x' }, ['moderator', 'admin', 'owner']],
    ['mood', { mood: 'x' }, ['admin', 'owner']],
    ['nothing', {}, ['visitor', 'guest', 'member', 'moderator', 'admin', 'owner']],
  ])('each field of the metadata has its capability: %s', (_, change, expected) => {
    expect(may({ type: 'change-metadata', metadata: { ...state.metadata, ...change } })).toEqual(expected);
  });

  it('a room keeps its URI', () => {
    const metadata = { ...state.metadata, roomUri: 'mimi://mimi.example.org/r/other' as typeof room };
    expect(answer(state, as('owner'), { type: 'change-metadata', metadata })).toBe('immutable');
  });

  it('BP-13: components are changed by owners, and only to what is valid', () => {
    expect(may({ type: 'change-base-policy', base: { ...state.base, discoverable: false } })).toEqual(['owner']);
    expect(may({ type: 'change-roles', roles: state.roles })).toEqual(['owner']);
    expect(may({ type: 'change-preauthorized', entries: [] })).toEqual(['owner']);
    expect(may({ type: 'change-component', componentId: 0x8001 })).toEqual(['owner']);
    expect(may({ type: 'change-component', componentId: 0x0024 })).toEqual([]);
    expect(may({ type: 'reinit' })).toEqual(['owner']);
    const withoutGuests = state.roles.filter(({ index }) => index !== presetRoles.guest);
    expect(answer(state, as('owner'), { type: 'change-roles', roles: withoutGuests })).toBe('invalid-component');
    expect(answer(state, as('owner'), { type: 'change-preauthorized', entries: [{ claims: [], role: 99 }] })).toBe(
      'invalid-component',
    );
    const single = { ...state, clients: new Map([[user('guest'), 2]]) };
    expect(
      answer(single, as('owner'), { type: 'change-base-policy', base: { ...state.base, multiDevice: false } }),
    ).toBe('single-device');
    expect(answer(state, as('owner'), { type: 'change-base-policy', base: { ...state.base, maxClients: 6 } })).toBe(
      'room-full',
    );
    expect(answer(state, as('owner'), { type: 'change-base-policy', base: { ...state.base, maxClients: 7 } })).toBe(
      'allowed',
    );
  });
});

describe('flags', () => {
  it('BP-11: each preset in the terms of networks', () => {
    const usual = {
      discoverable: true,
      persistent: true,
      maxUsers: null,
      anyoneMayChangeSubject: false,
      anyoneMayInvite: true,
      gatewaysRefused: false,
    };
    const flags = (preset: PresetName): PolicyFlags => policyFlags(roomWith(preset));
    expect(flags('open')).toEqual({ ...usual, membersOnly: false, moderated: false });
    expect(flags('moderated')).toEqual({ ...usual, membersOnly: false, moderated: true });
    expect(flags('members-only')).toEqual({
      ...usual,
      membersOnly: true,
      moderated: false,
      discoverable: false,
      anyoneMayInvite: false,
    });
  });

  const anyFlags: fc.Arbitrary<PolicyFlags> = fc.record({
    membersOnly: fc.boolean(),
    moderated: fc.boolean(),
    discoverable: fc.boolean(),
    persistent: fc.boolean(),
    maxUsers: fc.option(fc.integer({ min: 20, max: 1000 })),
    anyoneMayChangeSubject: fc.boolean(),
    anyoneMayInvite: fc.boolean(),
    gatewaysRefused: fc.boolean(),
  });

  it('BP-11: any flags can be set in any preset, are what is read back, and leave a valid room', () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.array(anyFlags, { minLength: 1, maxLength: 4 }), (preset, steps) => {
        let state = roomWith(preset);
        for (const flags of steps) {
          const { roles, base, gatewaysRefused } = withFlags(state, flags);
          if (roles) expect(answer(state, as('owner'), { type: 'change-roles', roles })).toBe('allowed');
          if (base) expect(answer(state, as('owner'), { type: 'change-base-policy', base })).toBe('allowed');
          if (gatewaysRefused !== undefined) {
            const change = { type: 'change-gateways', refused: gatewaysRefused } as const;
            expect(answer(state, as('owner'), change)).toBe('allowed');
          }
          state = { ...state, ...withFlags(state, flags) };
          expect(policyFlags(state)).toEqual(flags);
          expect(() => checkRoomState(state)).not.toThrow();
          expect(withFlags(state, flags)).toEqual({});
        }
      }),
    );
  });

  it('BP-11 KB-08: flags are what they are called', () => {
    const set = (flags: Partial<PolicyFlags>, preset: PresetName = 'open') => {
      const state = roomWith(preset);
      return { ...state, ...withFlags(state, flags) };
    };
    const stranger = as('stranger');
    expect(answer(set({ membersOnly: true }), stranger, { type: 'join' })).toBe('no-open-join');
    expect(answer(set({ membersOnly: false }, 'members-only'), stranger, { type: 'join' })).toBe('allowed');
    expect(answer(set({ moderated: true }), stranger, { type: 'join', role: presetRoles.guest })).toBe('no-open-join');
    expect(answer(set({ moderated: true }), stranger, { type: 'join', role: presetRoles.visitor })).toBe('allowed');
    const invite = { type: 'add-participant', user: user('x'), role: presetRoles.guest } as const;
    expect(answer(set({ moderated: true }), as('member'), invite)).toBe('role-change-not-authorized');
    expect(answer(set({ anyoneMayInvite: false }), as('member'), invite)).toBe('lacks-capability');
    expect(answer(set({ anyoneMayInvite: true }, 'members-only'), as('member'), invite)).toBe('allowed');
    const metadata = { ...roomWith().metadata, subject: 'x' };
    expect(answer(set({ anyoneMayChangeSubject: true }), as('guest'), { type: 'change-metadata', metadata })).toBe(
      'allowed',
    );
    expect(answer(set({ anyoneMayChangeSubject: false }), as('guest'), { type: 'change-metadata', metadata })).toBe(
      'lacks-capability',
    );
  });
});
