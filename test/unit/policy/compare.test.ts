import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  capabilities,
  comparePolicies,
  compareWithKind,
  compareWithKinds,
  componentDefaults,
  newPolicy,
  type PolicyValues,
  type Relation,
  type RoomKind,
  roomKinds,
} from '../../../src/policy/index.ts';
import { roomComponents } from './component-values.ts';

const kinds = Object.keys(roomKinds) as RoomKind[];
const open = newPolicy('open');
const withBase = (change: Partial<PolicyValues['base']>): PolicyValues => ({
  ...open,
  base: { ...open.base, ...change },
});
const withComponents = (components: NonNullable<PolicyValues['components']>): PolicyValues => ({ ...open, components });
const roleOf = (index: number, change: object): PolicyValues => ({
  ...open,
  roles: open.roles.map((role) => (role.index === index ? { ...role, ...change } : role)),
});
const { statusNotifications, logging, assets, expiration, linkPreviews, operational } = componentDefaults;
const opposite: Record<Relation, Relation> = {
  equal: 'equal',
  stricter: 'looser',
  looser: 'stricter',
  unlike: 'unlike',
};

describe('one policy beside another', () => {
  it.each(kinds)('AC-03: %s equals itself', (kind) => {
    expect(compareWithKind(newPolicy(kind), kind).overall).toBe('equal');
  });

  it.each<readonly [string, PolicyValues, Relation, string]>([
    ['fixed membership', withBase({ fixedMembership: true }), 'stricter', 'fixed membership'],
    ['one device', withBase({ multiDevice: false }), 'stricter', 'several devices'],
    ['a bound', withBase({ maxUsers: 50 }), 'stricter', 'most users'],
    ['pseudonyms', withBase({ pseudonymsAllowed: true }), 'looser', 'pseudonyms'],
    ['a temporary room', withBase({ persistentRoom: false }), 'unlike', 'persistent'],
    ['a hidden room', withBase({ discoverable: false }), 'stricter', 'discoverable'],
    ['no gateways', { ...open, gatewaysRefused: true }, 'stricter', 'gateways refused'],
    [
      'a capability more',
      roleOf(4, { capabilities: [...open.roles[4]!.capabilities, capabilities.canStartCall] }),
      'looser',
      'role 4: capabilities',
    ],
    [
      'a capability less',
      roleOf(4, { capabilities: open.roles[4]!.capabilities.slice(1) }),
      'stricter',
      'role 4: capabilities',
    ],
    [
      'a capability for another',
      roleOf(4, { capabilities: [...open.roles[4]!.capabilities.slice(1), capabilities.canStartCall] }),
      'unlike',
      'role 4: capabilities',
    ],
    [
      'a change of roles less',
      roleOf(6, { authorizedRoleChanges: open.roles[6]!.authorizedRoleChanges.slice(1) }),
      'stricter',
      'role 6: changes of roles',
    ],
    ['a maximum', roleOf(4, { maximumParticipants: 10 }), 'stricter', 'role 4: most'],
    ['a minimum', roleOf(4, { minimumParticipants: 2 }), 'stricter', 'role 4: least'],
    ['a role less', { ...open, roles: open.roles.filter(({ index }) => index !== 2) }, 'stricter', 'roles'],
    [
      'receipts forbidden',
      withComponents({ statusNotifications: { ...statusNotifications, readReceipts: 'forbidden' } }),
      'stricter',
      'read receipts',
    ],
    ['logging possible', withComponents({ logging: { ...logging, logging: 'optional' } }), 'looser', 'logging'],
    ['logging required', withComponents({ logging: { ...logging, logging: 'required' } }), 'unlike', 'logging'],
    ['small images', withComponents({ assets: { ...assets, maxImage: 1000n } }), 'stricter', 'largest image'],
    [
      'an earlier end',
      withComponents({ expiration: { ...expiration, maximum: 60 } }),
      'stricter',
      'longest expiration',
    ],
    ['a later end', withComponents({ expiration: { ...expiration, minimum: 60 } }), 'stricter', 'shortest expiration'],
    [
      'no previews',
      withComponents({ linkPreviews: { ...linkPreviews, sendPreviews: 'forbidden' } }),
      'stricter',
      'previews by senders',
    ],
    [
      'no external commits',
      withComponents({ operational: { ...operational, externalCommitAllowed: false } }),
      'stricter',
      'external commits',
    ],
    [
      'other padding',
      withComponents({ operational: { ...operational, appMessages: { ...operational.appMessages, padToSize: 32 } } }),
      'unlike',
      'operation',
    ],
    [
      'types of content',
      withComponents({ contentMediaTypes: [{ type: 'text/plain', parameters: [] }] }),
      'unlike',
      'types of content',
    ],
  ])('AC-03: %s', (_, changed, relation, feature) => {
    const comparison = comparePolicies(changed, open);
    expect(comparison.features.filter((compared) => compared.relation !== 'equal')).toEqual([{ feature, relation }]);
    expect(comparison.overall).toBe(relation);
    expect(comparePolicies(open, changed).overall).toBe(opposite[relation]);
  });

  it('AC-03: stricter here and looser there is unlike', () => {
    const both = { ...withBase({ maxUsers: 50, pseudonymsAllowed: true }) };
    expect(comparePolicies(both, open).overall).toBe('unlike');
  });

  it('AC-03: defaults that are written down change nothing', () => {
    expect(comparePolicies(withComponents(componentDefaults), open).overall).toBe('equal');
  });

  it('AC-03: every kind beside every other', () => {
    const table = kinds.map((kind) => [kind, compareWithKinds(newPolicy(kind))]);
    expect(Object.fromEntries(table)).toMatchSnapshot();
    for (const kind of kinds) {
      for (const other of kinds) {
        expect(compareWithKind(newPolicy(kind), other).overall).toBe(
          opposite[compareWithKind(newPolicy(other), kind).overall],
        );
      }
    }
  });

  it('AC-03: comparing is the same from both sides, for any policies', () => {
    const policy = fc.record({
      kind: fc.constantFrom(...kinds),
      components: roomComponents,
      maxUsers: fc.option(fc.nat(9)),
      discoverable: fc.boolean(),
    });
    const valueOf = ({
      kind,
      components,
      maxUsers,
      discoverable,
    }: typeof policy extends fc.Arbitrary<infer P> ? P : never) => {
      const value = newPolicy(kind);
      return { ...value, components, base: { ...value.base, maxUsers, discoverable } };
    };
    fc.assert(
      fc.property(policy, policy, (one, other) => {
        const [a, b] = [valueOf(one), valueOf(other)];
        expect(comparePolicies(a, a).overall).toBe('equal');
        expect(comparePolicies(a, b).overall).toBe(opposite[comparePolicies(b, a).overall]);
      }),
    );
  });
});
