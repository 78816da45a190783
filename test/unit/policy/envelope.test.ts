import { describe, expect, it } from 'vitest';
import { domainOf, parseDomain } from '../../../src/identifiers/index.ts';
import {
  acceptPolicy,
  componentDefaults,
  decideCreation,
  decidePolicyChange,
  newPolicy,
  type PolicyDemands,
  type PolicyEnvelope,
  type PolicyValues,
  unmetDemands,
} from '../../../src/policy/index.ts';
import { ruleOf, user } from './rooms.ts';

const open = newPolicy('open');
const withBase = (change: Partial<PolicyValues['base']>): PolicyValues => ({
  ...open,
  base: { ...open.base, ...change },
});
const withComponents = (components: PolicyValues['components']): PolicyValues => ({
  ...open,
  ...(components ? { components } : {}),
});
const everything: PolicyEnvelope = { demands: {} };

describe('the policy envelope of a hub', () => {
  const envelope: PolicyEnvelope = {
    demands: { pseudonyms: false, 'most users': { most: 500, least: 2 }, logging: ['forbidden', 'optional'] },
    creators: [domainOf(user('alice'))],
    kinds: ['open', 'members-only'],
  };
  const bounded = withBase({ maxUsers: 100 });

  it('AC-04 RC-24: rooms are made by some, of some kinds, within bounds', () => {
    expect(ruleOf(decideCreation(everything, user('alice'), open, 'moderated'))).toBe('allowed');
    expect(ruleOf(decideCreation(envelope, user('alice'), bounded, 'open'))).toBe('allowed');
    expect(decideCreation(envelope, user('alice'), bounded, 'moderated')).toMatchObject({
      rule: 'outside-envelope',
      section: 'room-policy §1',
      text: 'Rooms of the kind "moderated" are not offered here.',
    });
    expect(decideCreation({ ...envelope, creators: [parseDomain('b.example')] }, user('alice'), bounded)).toMatchObject(
      {
        rule: 'outside-envelope',
        section: 'room-policy §8.7',
      },
    );
    expect(decideCreation(envelope, user('alice'), open)).toMatchObject({
      rule: 'outside-envelope',
      section: 'room-policy §5',
      text: 'most users: is without bound and has to be at most 500.',
    });
    expect(decideCreation(envelope, user('alice'), withBase({ maxUsers: 1 }))).toMatchObject({
      text: 'most users: is 1 and has to be at least 2.',
    });
  });

  it('AC-04: a change stays within, and what was outside before may stay so', () => {
    const pseudonymous = withBase({ maxUsers: 100, pseudonymsAllowed: true });
    expect(decidePolicyChange(envelope, bounded, pseudonymous)).toMatchObject({
      rule: 'outside-envelope',
      text: 'pseudonyms: is on and has to be off.',
    });
    const older = withBase({ pseudonymsAllowed: true, maxUsers: 10_000 });
    expect(ruleOf(decidePolicyChange(envelope, older, withBase({ pseudonymsAllowed: true, maxUsers: 400 })))).toBe(
      'allowed',
    );
    expect(ruleOf(decidePolicyChange(envelope, older, { ...older, gatewaysRefused: true }))).toBe('allowed');
    const logged = withComponents({ logging: { ...componentDefaults.logging, logging: 'required' } });
    expect(decidePolicyChange(envelope, open, logged)).toMatchObject({
      section: 'room-policy §6.5',
      text: 'logging: is required and has to be forbidden or optional.',
    });
  });

  it.each<readonly [string, PolicyDemands, PolicyValues, string | null]>([
    ['a flag that is as it should be', { discoverable: true }, open, null],
    ['a flag that is not', { discoverable: false }, open, 'discoverable: is on and has to be off.'],
    [
      'a bound',
      { 'most clients': { most: 5 } },
      withBase({ maxClients: 6 }),
      'most clients: is 6 and has to be at most 5.',
    ],
    ['a bound that is met', { 'most clients': { most: 5 } }, withBase({ maxClients: 5 }), null],
    ['no bound where one may be high', { 'most clients': { least: 5 } }, open, null],
    ['capabilities that nobody has', { capabilities: { without: ['canStartCall'] } }, open, null],
    [
      'capabilities that nobody should have',
      { capabilities: { without: ['canKick'] } },
      open,
      'capabilities: canKick must not be there.',
    ],
    ['bots of a list', { bots: { within: ['poker'] } }, open, null],
  ])('AC-04: %s', (_, demands, policy, text) => {
    expect(unmetDemands(policy, demands).map((violation) => violation.text)).toEqual(text === null ? [] : [text]);
  });
});

describe('what somebody accepts of rooms', () => {
  const bot = {
    name: 'poker',
    description: '',
    homepage: '',
    localClient: false,
    role: 4,
    canTargetMessage: false,
    perUserContent: true,
  };
  const mine = {
    decline: { logging: ['forbidden'] },
    flag: { 'read receipts': ['optional', 'forbidden'], 'bots with content for each user': { within: [] } },
  } as const;

  it('AC-04 RC-32: a room is accepted, flagged or declined, and each reason is said', () => {
    expect(acceptPolicy(open, [mine])).toEqual({ answer: 'accept' });
    expect(acceptPolicy(open, [])).toEqual({ answer: 'accept' });
    const receipts = { ...componentDefaults.statusNotifications, readReceipts: 'required' } as const;
    expect(
      acceptPolicy(withComponents({ statusNotifications: receipts, bots: { allowedBots: [bot] } }), [mine]),
    ).toEqual({
      answer: 'flag',
      violations: [
        {
          feature: 'read receipts',
          section: 'room-policy §6.1',
          text: 'read receipts: is required and has to be optional or forbidden.',
        },
        {
          feature: 'bots with content for each user',
          section: 'room-policy §6.7',
          text: 'bots with content for each user: poker is none of those that may be there.',
        },
      ],
    });
    const logged = { ...componentDefaults.logging, logging: 'optional' } as const;
    const answered = acceptPolicy(withComponents({ statusNotifications: receipts, logging: logged }), [mine]);
    expect(answered).toMatchObject({ answer: 'decline', violations: [{ feature: 'logging' }] });
    // The rules of the provider count as one's own.
    expect(acceptPolicy(open, [mine, { decline: { discoverable: false }, flag: {} }])).toMatchObject({
      answer: 'decline',
    });
  });
});
