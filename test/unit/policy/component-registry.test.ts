import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidMessage } from '../../../src/mls/index.ts';
import {
  applyJoinLinksUpdates,
  applyPolicyComponent,
  capabilities,
  checkListedComponents,
  checkRoomState,
  componentIds,
  componentRegistry,
  componentRules,
  contentMediaTypes,
  encodeRoomComponents,
  InvalidPolicy,
  joinLinks,
  joinLinksUpdate,
  presetOf,
  readRoomComponents,
  readRoomState,
  type RoomComponents,
  type RoomState,
  updateRoomComponents,
} from '../../../src/policy/index.ts';
import { componentValues, joinLinksUpdates, roomComponents } from './component-values.ts';
import { hub, room, roomWith, user, withRole } from './rooms.ts';

const ruleOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof InvalidPolicy || error instanceof InvalidMessage) return error.rule;
    throw error;
  }
  return 'accepted';
};

const link = (text: string): Uint8Array => new TextEncoder().encode(text);
const entries = [...componentRegistry.values()];

describe('the registry of components', () => {
  it('PC-20: says of each whether an update is the new value, who may change it, and what never changes', () => {
    const table = entries.map(({ id, name, section, update, guard, immutable, removable, policy }) =>
      [
        `0x${id.toString(16).padStart(4, '0')} ${name} (${section}): ${update}`,
        guard.by === 'capability' ? guard.capability : `each change: ${guard.capabilities.join(', ')}`,
        immutable === null ? 'all may change' : `never changes: ${immutable}`,
        [removable ? 'may be taken out' : 'stays', policy ? 'listed by the base policy' : 'not listed'].join(', '),
      ].join('; '),
    );
    expect(table).toMatchSnapshot();
    expect(entries.map(({ id }) => id).sort((a, b) => a - b)).toEqual(
      Object.values(componentIds).sort((a, b) => a - b),
    );
    const differential = entries.filter(({ update }) => update === 'differential').map(({ name }) => name);
    expect(differential).toEqual(['participant_list', 'join_links']);
  });

  it('RC-24: every component is guarded by capabilities that there are', () => {
    for (const { guard } of entries) {
      const named = guard.by === 'capability' ? [guard.capability] : guard.capabilities;
      expect(named.every((name) => name in capabilities)).toBe(true);
    }
    expect(componentRegistry.get(componentIds.operationalPolicy)?.guard).toEqual({
      by: 'capability',
      capability: 'canChangeMlsOperationalPolicies',
    });
  });

  it('PC-20: an update of a whole component is its next value, and comes once in a commit', () => {
    fc.assert(
      fc.property(roomComponents, roomComponents, (before, after) => {
        const old = new Map(encodeRoomComponents(before));
        for (const [id, update] of encodeRoomComponents(after)) {
          if (id === componentIds.joinLinks) continue;
          expect(applyPolicyComponent(id, old.get(id), [update])).toEqual(update);
          expect(ruleOf(() => applyPolicyComponent(id, old.get(id), [update, update]))).toBe('app-data-update');
          expect(ruleOf(() => applyPolicyComponent(id, old.get(id), []))).toBe('app-data-update');
        }
      }),
      { numRuns: 50 },
    );
  });

  it('BP-15: no update of a component that nobody knows, whose data is carried', () => {
    expect(ruleOf(() => applyPolicyComponent(0x0042, new Uint8Array([1]), [new Uint8Array([2])]))).toBe(
      'app-data-update',
    );
    const components = presetOf('open', { room, creator: user('alice'), hub });
    const dictionary = (id: number): Uint8Array | undefined =>
      id === 0x0042 ? new Uint8Array([0xff]) : components.get(id);
    const state = readRoomState({ room, dictionary, clients: new Map(), gatewayLeaves: 0 });
    expect(state.components).toBeUndefined();
    expect(updateRoomComponents({}, 0x0042, new Uint8Array([2]))).toBeNull();
  });
});

describe('a component that breaks its draft', () => {
  it('BP-15: is told by rule and section', () => {
    const drafts = /^(mls-extensions|protocol|room-policy) §[0-9]/;
    expect(Object.values(componentRules).filter((section) => !drafts.test(section))).toEqual([]);
    const error = new InvalidPolicy('bots', 'a local client bot has role 0');
    expect([error.kind, error.rule, error.section]).toEqual(['invalid', 'bots', 'room-policy §6.7']);
    expect(entries.filter(({ section }) => !drafts.test(section))).toEqual([]);
  });
});

describe('the further components of a room', () => {
  it('PC-01 PC-09 PC-11: whatever a draft allows comes back from the dictionary', () => {
    fc.assert(
      fc.property(roomComponents, (components) => {
        const dictionary = new Map(encodeRoomComponents(components));
        expect(readRoomComponents((id) => dictionary.get(id))).toEqual(components);
        expect(dictionary.size).toBe(Object.keys(components).length);
      }),
    );
  });

  it('BP-15: any octets are a value with one spelling, or refused', () => {
    const ids = encodeRoomComponents(fc.sample(fc.record(componentValues), 1)[0] ?? {}).map(([id]) => id);
    expect(ids).toHaveLength(12);
    const mutation = fc.record({ at: fc.nat(), octet: fc.nat(0xff), cut: fc.boolean() });
    fc.assert(
      fc.property(fc.record(componentValues), fc.array(mutation, { maxLength: 3 }), (components, mutations) => {
        for (const [id, octets] of encodeRoomComponents(components)) {
          let damaged = octets.slice();
          for (const { at, octet, cut } of mutations) {
            if (damaged.length === 0) continue;
            damaged[at % damaged.length] = octet;
            if (cut) damaged = damaged.slice(0, at % damaged.length);
          }
          let read: RoomComponents = {};
          const outcome = ruleOf(() => {
            read = readRoomComponents((asked) => (asked === id ? damaged : undefined));
          });
          if (outcome === 'accepted') expect(encodeRoomComponents(read)).toEqual([[id, damaged]]);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('BP-15: random octets are refused or read, and nothing else happens', () => {
    fc.assert(
      fc.property(fc.constantFrom(...entries), fc.uint8Array({ maxLength: 200 }), ({ id }, octets) => {
        const outcome = ruleOf(() => applyPolicyComponent(id, undefined, [new Uint8Array(octets)]));
        expect(['accepted', 'app-data-update']).toContain(outcome);
      }),
      { numRuns: 2000 },
    );
  });

  it('a list has ten thousand entries at most, in both directions', () => {
    const links = Array.from({ length: 10_000 }, () => new Uint8Array([7]));
    const encoded = joinLinks.encode(links);
    expect(joinLinks.decode(encoded)).toHaveLength(10_000);
    expect(ruleOf(() => joinLinks.encode([...links, new Uint8Array([7])]))).toBe('malformed');
    const longer = new Uint8Array([0x80, 0, 0x4e, 0x22, ...encoded.slice(4), 1, 7]);
    expect(ruleOf(() => joinLinks.decode(longer))).toBe('malformed');
  });

  it('a list has no more media types than can be compared with another list, nor a type more parameters', () => {
    const types = Array.from({ length: 257 }, (_, at) => ({ type: `a/b${at}`, parameters: [] }));
    expect(contentMediaTypes.decode(contentMediaTypes.encode(types.slice(1)))).toHaveLength(256);
    expect(ruleOf(() => contentMediaTypes.encode(types))).toBe('malformed');
    const parameters = Array.from({ length: 17 }, (_, at) => ({ name: `p${at}`, value: '' }));
    expect(ruleOf(() => contentMediaTypes.encode([{ type: 'a/b', parameters: parameters.slice(1) }]))).toBe('accepted');
    expect(ruleOf(() => contentMediaTypes.encode([{ type: 'a/b', parameters }]))).toBe('malformed');
    // 257 of `a/b`, and one `a/b` with 17 of `p` and no value.
    const one = [3, 0x61, 0x2f, 0x62, 0];
    const many = Uint8Array.from([0x45, 0x05, ...Array.from({ length: 257 }, () => one).flat()]);
    expect(ruleOf(() => contentMediaTypes.decode(many))).toBe('malformed');
    const wide = Uint8Array.from([
      56,
      3,
      0x61,
      0x2f,
      0x62,
      51,
      ...Array.from({ length: 17 }, () => [1, 0x70, 0]).flat(),
    ]);
    expect(ruleOf(() => contentMediaTypes.decode(wide))).toBe('malformed');
  });

  it('PC-20: one update changes one of them, and nothing takes it out', () => {
    fc.assert(
      fc.property(roomComponents, fc.record(componentValues), (before, values) => {
        for (const [id, octets] of encodeRoomComponents(values)) {
          const update =
            id === componentIds.joinLinks
              ? joinLinksUpdate.encode({ removedIndices: [], addedLinks: values.joinLinks })
              : octets;
          const after = updateRoomComponents(before, id, update);
          const kept = new Map(encodeRoomComponents(before).filter(([other]) => other !== id));
          const changed = encodeRoomComponents(after ?? {});
          expect(new Map(changed.filter(([other]) => other !== id))).toEqual(kept);
          const removed = updateRoomComponents(after ?? {}, id, null);
          expect(new Map(encodeRoomComponents(removed ?? {}))).toEqual(kept);
        }
      }),
      { numRuns: 50 },
    );
    expect(updateRoomComponents({}, componentIds.rolesList, null)).toBeNull();
  });
});

describe('join links', () => {
  const links = ['a', 'b', 'c'].map(link);
  const change = (removedIndices: readonly number[], ...added: readonly string[]): Uint8Array =>
    joinLinksUpdate.encode({ removedIndices, addedLinks: added.map(link) });
  const apply = (...updates: readonly Uint8Array[]): readonly string[] =>
    joinLinks
      .decode(applyPolicyComponent(componentIds.joinLinks, joinLinks.encode(links), updates))
      .map((octets) => new TextDecoder().decode(octets));

  it('JN-07 PC-20: all updates of a commit refer to the links before it', () => {
    expect(apply(change([1], 'd'))).toEqual(['a', 'c', 'd']);
    expect(apply(change([0], 'd'), change([2], 'e', 'f'))).toEqual(['b', 'd', 'e', 'f']);
    expect(apply(change([2, 1, 0]))).toEqual([]);
    const first = applyPolicyComponent(componentIds.joinLinks, undefined, [change([], 'x')]);
    expect(joinLinks.decode(first)).toEqual([link('x')]);
  });

  it.each([
    ['an index beyond the list', [change([3])]],
    ['one index in two updates', [change([1]), change([1])]],
    ['nothing readable', [new Uint8Array([0])]],
  ])('JN-07: refused: %s', (_, updates) => {
    expect(ruleOf(() => applyPolicyComponent(componentIds.joinLinks, joinLinks.encode(links), updates))).toBe(
      'app-data-update',
    );
  });

  it('JN-07: an update keeps what it does not remove, in order', () => {
    fc.assert(
      fc.property(fc.array(fc.string().map(link), { maxLength: 8 }), joinLinksUpdates, (before, update) => {
        const removedIndices = update.removedIndices.filter((index) => index < before.length);
        const after = applyJoinLinksUpdates(before, [{ ...update, removedIndices }]);
        const kept = before.filter((_, index) => !removedIndices.includes(index));
        expect(after).toEqual([...kept, ...update.addedLinks]);
      }),
    );
  });
});

describe('components that must agree', () => {
  const valid = (components: RoomComponents, change: Partial<RoomState> = {}): string =>
    ruleOf(() => {
      checkRoomState(roomWith('open', { components, ...change }));
    });
  const policy = { onRequest: true, requestUri: '', multiuser: true, expiration: 60 };

  it('JN-11: links on request leave one in the policy at most', () => {
    const two = [link('a'), link('b')];
    expect(valid({ joinLinkPolicy: policy, joinLinks: two.slice(1) })).toBe('accepted');
    expect(valid({ joinLinkPolicy: policy, joinLinks: two })).toBe('join-links');
    expect(valid({ joinLinkPolicy: { ...policy, onRequest: false }, joinLinks: two })).toBe('accepted');
    expect(valid({ joinLinks: two })).toBe('accepted');
  });

  it('HI-01: history is shared by roles that are there and may have clients', () => {
    const shared = (rolesThatCanShare: readonly number[]): RoomComponents => ({
      history: { sharing: 'optional', rolesThatCanShare, automaticallyShare: false, maxTimePeriod: 9 },
    });
    expect(valid(shared([4, 7]))).toBe('accepted');
    expect(valid(shared([4, 99]))).toBe('history');
    expect(valid(shared([8]))).toBe('history');
    const components = shared([4]);
    const { roles } = withRole(roomWith(), 4, { maximumActiveParticipants: 0 });
    expect(valid(components, { roles })).toBe('history');
  });

  it('BL-05: a bot’s role is one of the room’s, or 0', () => {
    const bot = {
      name: 'b',
      description: '',
      homepage: '',
      localClient: false,
      canTargetMessage: false,
      perUserContent: false,
    };
    expect(valid({ bots: { allowedBots: [{ ...bot, role: 4 }] } })).toBe('accepted');
    expect(valid({ bots: { allowedBots: [{ ...bot, role: 0 }] } })).toBe('accepted');
    expect(valid({ bots: { allowedBots: [{ ...bot, role: 99 }] } })).toBe('bots');
  });

  it('AD-03: assets that go to the hub go to the hub of this room', () => {
    const assets = (provider: string): RoomComponents => ({
      assets: {
        uploadLocation: 'hub',
        uploadDomains: [{ provider, destinations: ['up.example.org'] }],
        download: { allowed: [], forbidden: [], default: 'hubProxy' },
        maxImage: 1n,
        maxAudio: 1n,
        maxVideo: 1n,
        maxAttachment: 1n,
        forbiddenMediaTypes: [],
        permittedMediaTypes: null,
      },
    });
    expect(valid(assets(hub))).toBe('accepted');
    expect(valid(assets('other.example'))).toBe('assets');
  });

  it('BP-09: the base policy lists exactly what is there', () => {
    const components = presetOf('open', { room, creator: user('alice'), hub });
    const bots = encodeRoomComponents({ bots: { allowedBots: [] } });
    const stateOf = (dictionary: ReadonlyMap<number, Uint8Array>, listed?: readonly number[]): RoomState => {
      const state = readRoomState({
        room,
        dictionary: (id) => dictionary.get(id),
        clients: new Map(),
        gatewayLeaves: 0,
      });
      return listed ? { ...state, base: { ...state.base, policyComponents: listed } } : state;
    };
    const check = (state: RoomState): string =>
      ruleOf(() => {
        checkListedComponents(state);
      });
    expect(check(stateOf(components))).toBe('accepted');
    expect(check(stateOf(new Map([...components, ...bots])))).toBe('policy-components');
    expect(check(stateOf(new Map([...components, ...bots]), [0x25, 0x26, 0x2f]))).toBe('accepted');
    expect(check(stateOf(components, [0x25, 0x26, 0x2f]))).toBe('policy-components');
    expect(check(stateOf(components, [0x25, 0x26, 0x8001]))).toBe('policy-components');
    expect(check(stateOf(components, [0x25]))).toBe('policy-components');
  });
});
