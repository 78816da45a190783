import { describe, expect, it } from 'vitest';
import { parseDomain, parseUserUri } from '../../../src/identifiers/index.ts';
import {
  checkConsentParties,
  type ConsentEntry,
  consentOperations,
  consentScope,
  requestConsent,
  updateConsent,
} from '../../../src/wire/index.ts';
import { isStrict, ruleOf } from './strictness.ts';
import * as structs from './structs.ts';

const extensions = new Map([[0xf100, Uint8Array.of(1)]]);
const [alice, bob] = [parseUserUri('mimi://a.example/u/alice'), parseUserUri('mimi://b.example/u/bob')];
const scope = { requester: alice, target: bob, room: null };
const entries: readonly ConsentEntry[] = [
  { operation: 'cancel', ...scope, extensions },
  { operation: 'request', ...scope, extensions },
  { operation: 'grant', ...scope, clientKeyPackages: [structs.mls.keyPackage], extensions },
  { operation: 'revoke', ...scope, extensions },
];

describe('consent', () => {
  it('CN-01: every operation comes back as it was, and in no other spelling', () => {
    isStrict(requestConsent, structs.asked);
    isStrict(updateConsent, structs.answered);
    expect(consentOperations).toEqual({ cancel: 0, request: 1, grant: 2, revoke: 3 });
  });

  it('CN-01: a grant may bring no key packages, and nothing else may bring any', () => {
    const none: ConsentEntry = { operation: 'grant', ...scope, clientKeyPackages: [], extensions };
    expect(updateConsent.decode(updateConsent.encode(none))).toEqual(none);
    const asRevoke = updateConsent.encode(none);
    asRevoke[0] = consentOperations.revoke;
    expect(ruleOf(() => updateConsent.decode(asRevoke))).toBe('malformed');
  });

  it('CN-02: request and cancel go to one endpoint, grant and revoke to the other', () => {
    for (const entry of entries) {
      const asks = entry.operation === 'request' || entry.operation === 'cancel';
      const [right, wrong] = asks ? [requestConsent, updateConsent] : [updateConsent, requestConsent];
      const octets = right.encode(entry);
      expect(right.decode(octets)).toEqual(entry);
      expect(ruleOf(() => wrong.decode(octets))).toBe('inconsistent');
      expect(ruleOf(() => wrong.encode(entry))).toBe('inconsistent');
    }
  });

  it('CN-03: each side speaks for its own users, to the users of the other', () => {
    const [a, b] = ['a.example', 'b.example'].map((domain) => new Set([parseDomain(domain)])) as [never, never];
    for (const entry of entries) {
      const asks = entry.operation === 'request' || entry.operation === 'cancel';
      const right = asks ? { sender: a, receiver: b } : { sender: b, receiver: a };
      expect(ruleOf(() => checkConsentParties(entry, right))).toBe('accepted');
      const crossed = { sender: right.receiver, receiver: right.sender };
      expect(ruleOf(() => checkConsentParties(entry, crossed))).toBe('identifier');
      expect(ruleOf(() => checkConsentParties(entry, { sender: right.sender, receiver: right.sender }))).toBe(
        'identifier',
      );
    }
  });

  it('has scopes: equal ones have equal encodings, and one room is not any room', () => {
    isStrict(consentScope, structs.consentScope);
    const spelled = consentScope.encode(scope);
    expect(consentScope.encode({ ...scope, room: 'mimi://a.example/r/x' as never })).not.toEqual(spelled);
    expect(consentScope.encode({ ...scope })).toEqual(spelled);
  });

  it('keeps unknown components as they are', () => {
    const [entry] = entries;
    expect(requestConsent.decode(requestConsent.encode(entry!)).extensions).toEqual(extensions);
  });

  it('refuses components out of order and twice', () => {
    const octets = requestConsent.encode({ operation: 'request', ...scope, extensions: new Map() });
    const list = (...ids: number[]) =>
      Uint8Array.of(...octets.subarray(0, -1), 3 * ids.length, ...ids.flatMap((id) => [0, id, 0]));
    expect(ruleOf(() => requestConsent.decode(list(1, 2)))).toBe('accepted');
    expect(ruleOf(() => requestConsent.decode(list(2, 1)))).toBe('dictionary');
    expect(ruleOf(() => requestConsent.decode(list(1, 1)))).toBe('dictionary');
  });
});
