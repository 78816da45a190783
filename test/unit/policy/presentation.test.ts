import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Claim,
  describePolicy,
  newRoomState,
  policyTable,
  presetRoles,
  type RoomKind,
  roomKinds,
  type RoomState,
} from '../../../src/policy/index.ts';
import { roomComponents } from './component-values.ts';
import { cast, hub, room, roomWith, user } from './rooms.ts';

const kinds = Object.keys(roomKinds) as RoomKind[];

/** A room of each kind as it is made. */
function roomOf(kind: RoomKind): RoomState {
  const named = { room, creator: user('founder'), hub, name: 'Lobby' };
  if (kind !== 'fixed-with-logger') return newRoomState(kind, named);
  const logger = user('logger');
  const logging = {
    logging: 'required',
    loggers: [logger],
    machineReadablePolicy: '',
    humanReadablePolicy: '',
  } as const;
  const others = [{ user: logger, role: presetRoles.member }];
  return newRoomState(kind, { ...named, others, components: { logging } });
}

const octets = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('a policy for people', () => {
  it.each(kinds)('BP-14: as a text, %s', (kind) => {
    expect(policyTable(roomOf(kind))).toMatchSnapshot();
  });

  it.each(kinds)('BP-14 BP-11: as JSON, %s', (kind) => {
    const view = describePolicy(roomOf(kind));
    expect(JSON.parse(JSON.stringify(view))).toEqual(view);
    const { roles, components, ...rest } = view;
    expect(rest).toMatchSnapshot();
    expect(roles.length).toBe(roomOf(kind).roles.length);
    expect(roles.flatMap((role) => role.capabilities).filter((name) => !name.startsWith('can'))).toEqual([]);
    expect(components['mls-operational']).toBe('default');
  });

  it('BP-14: everybody stands under an affiliation, and providers apart', () => {
    const view = describePolicy(roomWith('open'));
    expect(view['user-affiliations']).toEqual({
      owner: [user('founder'), user('owner')],
      admin: [user('admin')],
      member: [user('member'), user('moderator')],
      none: [user('visitor'), user('guest')],
      outcast: [user('outcast')],
    });
    expect(view['owning-system']).toEqual(['mimi://mimi.example.org']);
    expect(view['system-auth']).toEqual([{ system: 'mimi://mimi.example.org', role: 'policy_enforcer' }]);
    const listed = Object.values(view['user-affiliations']).flat();
    expect(listed).toHaveLength(Object.keys(cast).length + 1);
  });

  it('BP-14: the rules of preauthorisation stand under what they lead to', () => {
    const claim = (id: string, value: Uint8Array, credentialType = 0xf0c3): Claim => ({
      credentialType,
      id: octets(id),
      value,
    });
    const view = describePolicy({
      ...roomWith('members-only'),
      preauthorized: [
        { claims: [claim('team', octets('sales@example.com'))], role: presetRoles.admin },
        { claims: [claim('domain', octets('provider1.example'))], role: presetRoles.member },
        {
          claims: [claim('domain', new Uint8Array([0xff, 0])), claim('x', new Uint8Array([7]))],
          role: presetRoles.member,
        },
        { claims: [], role: presetRoles.owner },
        { claims: [claim('__proto__', octets('x'), 9), claim('0x', octets('0x07'))], role: presetRoles.visitor },
        {
          claims: [claim('group', octets('"HR"'), 0xf0c1), claim('group', octets('"PR"'), 0xf0c1)],
          role: presetRoles.visitor,
        },
        {
          claims: [claim('U\u0004\u0003', octets('a'), 2), claim('\u0001', octets('bHR'), 0xf0c2)],
          role: presetRoles.visitor,
        },
      ],
    });
    expect(view['preauth-admin']).toEqual([[{ credential: 'user-uri', claim: 'team', value: 'sales@example.com' }]]);
    expect(view['preauth-member']).toEqual([
      [{ credential: 'user-uri', claim: 'domain', value: 'provider1.example' }],
      [
        { credential: 'user-uri', claim: 'domain', value: '0xff00' },
        { credential: 'user-uri', claim: 'x', value: '0x07' },
      ],
    ]);
    expect(view['preauth-owner']).toEqual([[]]);
    expect(view['preauth-visitor']).toEqual([
      [
        { credential: '0x0009', claim: `0x${Buffer.from('__proto__').toString('hex')}`, value: '0x78' },
        { credential: 'user-uri', claim: '0x3078', value: '0x30783037' },
      ],
      // Two claims of one name are two conditions, and none hides the other.
      [
        { credential: 'jwt', claim: 'group', value: '"HR"' },
        { credential: 'jwt', claim: 'group', value: '"PR"' },
      ],
      [
        { credential: 'x509', claim: '0x550403', value: '0x61' },
        // A text of two letters in CBOR, which would read as three.
        { credential: 'cwt', claim: '0x01', value: '0x624852' },
      ],
    ]);
  });

  it('BP-14: further policies are shown as they are, or as their defaults', () => {
    fc.assert(
      fc.property(roomComponents, (components) => {
        const view = describePolicy(roomWith('open', { components }));
        expect(JSON.parse(JSON.stringify(view))).toEqual(view);
        expect(view.components['join-links'].active).toBe(components.joinLinks?.length ?? 0);
        expect(view.components['read-receipts']).toBe(components.statusNotifications?.readReceipts ?? 'optional');
        expect(view.components.expiring.mode).toBe(components.expiration?.expiring ?? 'optional');
        expect(view.components['mls-operational']).toBe(components.operational ? 'own' : 'default');
      }),
      { numRuns: 50 },
    );
  });

  it('BP-14: a text of the further policies', () => {
    const components: NonNullable<RoomState['components']> = {
      contentMediaTypes: [{ type: 'application/mimi-content', parameters: [] }],
      frankingAgent: { signatureKey: new Uint8Array([1]), credential: { type: 'basic', identity: new Uint8Array() } },
      statusNotifications: { deliveryNotifications: 'required', readReceipts: 'forbidden' },
      joinLinkPolicy: { onRequest: false, requestUri: '', multiuser: true, expiration: 60 },
      joinLinks: [octets('a'), octets('b')],
      linkPreviews: {
        autodetectHyperlinks: 'optional',
        sendPreviews: 'forbidden',
        automaticPreviews: 'required',
        proxyUse: 'required',
        proxy: 'https://p.example/',
      },
      assets: {
        uploadLocation: 'hub',
        uploadDomains: [{ provider: hub, destinations: ['up.example.org'] }],
        download: { allowed: [], forbidden: [], default: 'ohttp' },
        maxImage: 1000n,
        maxAudio: 2000n,
        maxVideo: 3000n,
        maxAttachment: 0n,
        forbiddenMediaTypes: [{ type: 'text/html', parameters: [] }],
        permittedMediaTypes: [{ type: 'image/png', parameters: [] }],
      },
      logging: {
        logging: 'optional',
        loggers: [user('logger')],
        machineReadablePolicy: '',
        humanReadablePolicy: 'https://p.example/log',
      },
      history: { sharing: 'optional', rolesThatCanShare: [4, 7], automaticallyShare: true, maxTimePeriod: 3600 },
      bots: {
        allowedBots: [
          {
            name: 'poker',
            description: '',
            homepage: '',
            localClient: false,
            role: 4,
            canTargetMessage: true,
            perUserContent: true,
          },
          {
            name: 'notes',
            description: '',
            homepage: '',
            localClient: true,
            role: 0,
            canTargetMessage: false,
            perUserContent: false,
          },
        ],
      },
      expiration: { expiring: 'required', minimum: 60, maximum: 3600, default: 600 },
    };
    const state = roomWith('moderated', { components });
    expect(policyTable(state).split('\n').slice(0, 28)).toMatchSnapshot();
    const closed: RoomState['base'] = {
      ...state.base,
      parentDependent: true,
      parentRoom: 'mimi://mimi.example.org/r/hall',
      multiDevice: false,
      maxUsers: 9,
      maxClients: 10,
      pseudonymsAllowed: true,
    };
    const fixed = { expiring: 'forbidden', minimum: 0, maximum: 0, default: null } as const;
    const other = { ...state, base: closed, gatewaysRefused: true, components: { expiration: fixed } };
    expect(policyTable(other).split('\n').slice(0, 15)).toMatchSnapshot();
  });

  it.each([
    ['open', {}, 'open'],
    ['members-only', {}, 'members-only'],
    ['semi-open', {}, 'members-only'],
    ['semi-open', { preauthorized: [{ claims: [], role: presetRoles.member }] }, 'preauthorized'],
    ['one-on-one', {}, 'fixed'],
  ] as const)('BP-11: who comes in is derived: %s %j is %s', (kind, change, membership) => {
    expect(describePolicy({ ...roomOf(kind), ...change }).policy.membership).toBe(membership);
  });

  it('BP-11: a code or a knock may be the way in', () => {
    const state = roomOf('members-only');
    const able = (code: number): string => {
      const roles = state.roles.map((role) => (role.index === 0 ? { ...role, capabilities: [code] } : role));
      return describePolicy({ ...state, roles }).policy.membership;
    };
    expect([able(0x0009), able(0x000d), able(0xf001)]).toEqual(['join-code', 'knock-first', 'members-only']);
  });

  it('a text has no line and no order that a stranger’s name gave it', () => {
    const names = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.constantFrom('a\nb', '\u202egnp', 'a\u200bb', '\u2028', '\u001b[2J', '\ud800'),
    );
    const lines = policyTable(roomOf('open')).split('\n').length;
    fc.assert(
      fc.property(names, names, (name, roleName) => {
        const state = roomOf('open');
        const table = policyTable({
          ...state,
          metadata: { ...state.metadata, name },
          roles: state.roles.map((role) => (role.index === 4 ? { ...role, name: roleName } : role)),
        });
        expect(table.split('\n')).toHaveLength(lines);
        expect(table).not.toMatch(/[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
        expect(table.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});
