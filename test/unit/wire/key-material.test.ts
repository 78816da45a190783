import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ClientKeyMaterial,
  checkTargetUser,
  keyMaterialRequest,
  keyMaterialResponse,
  type KeyMaterialUserCode,
  keyMaterialUserCodes,
} from '../../../src/wire/index.ts';
import { isStrict, ruleOf } from './strictness.ts';
import * as structs from './structs.ts';

const request = fc.sample(structs.keyMaterialRequest, { numRuns: 1, seed: 1 })[0]!;
const [served, unserved] = [structs.served, structs.unserved].map(
  (arbitrary) => fc.sample(arbitrary, { numRuns: 1, seed: 1 })[0]!,
) as [ClientKeyMaterial, ClientKeyMaterial];
const answer = (userStatus: KeyMaterialUserCode, ...clients: ClientKeyMaterial[]) =>
  ruleOf(() => keyMaterialResponse.encode({ userStatus, user: request.targetUser, clients }));

describe('key material', () => {
  it('KP-02: a request comes back as it was, and in no other spelling', () => {
    isStrict(keyMaterialRequest, structs.keyMaterialRequest);
  });

  it('KP-02: the user in the body is the one in the path', () => {
    expect(ruleOf(() => checkTargetUser(request, request.targetUser))).toBe('accepted');
    expect(ruleOf(() => checkTargetUser(request, request.requestingUser))).toBe('inconsistent');
  });

  it('KP-15: an answer comes back with each code of a client', () => {
    isStrict(keyMaterialResponse, structs.keyMaterialResponse);
  });

  it('refuses a request without a cipher suite', () => {
    expect(ruleOf(() => keyMaterialRequest.encode({ ...request, acceptableCipherSuites: [] }))).toBe('empty-list');
    const octets = keyMaterialRequest.encode({ ...request, acceptableCipherSuites: [1] });
    const before = keyMaterialRequest.encode({ ...request, acceptableCipherSuites: [1, 1] });
    // The list is the only difference: its length octet, 2 or 4, stands where the two first differ.
    const at = octets.findIndex((octet, index) => octet !== before[index]);
    const none = Uint8Array.of(...octets.subarray(0, at), 0, ...octets.subarray(at + 3));
    expect(ruleOf(() => keyMaterialRequest.decode(none))).toBe('empty-list');
  });

  it('PV-13: an unknown protocol is told apart, so that incompatibleProtocol can be answered', () => {
    for (const codec of [keyMaterialRequest, keyMaterialResponse]) {
      for (const protocol of [0, 2, 255]) {
        const octets =
          codec === keyMaterialRequest
            ? keyMaterialRequest.encode(request)
            : keyMaterialResponse.encode({ userStatus: 'success', user: request.targetUser, clients: [] });
        octets[0] = protocol;
        expect(ruleOf(() => codec.decode(octets))).toBe('unknown-protocol');
      }
    }
  });

  it('ID-02: each field takes URIs of its own kind only', () => {
    const wrong = ['mimi://a.example', 'mimi://a.example/g/x', 'mimi://a.example/d/u/c', 'https://a.example/u/x'];
    for (const uri of [...wrong, 'mimi://a.example/r/x']) {
      expect(ruleOf(() => keyMaterialRequest.encode({ ...request, targetUser: uri as never }))).toBe('identifier');
      expect(ruleOf(() => keyMaterialRequest.encode({ ...request, requestingUser: uri as never }))).toBe('identifier');
    }
    for (const uri of [...wrong, 'mimi://a.example/u/x']) {
      expect(ruleOf(() => keyMaterialRequest.encode({ ...request, room: uri as never }))).toBe('identifier');
    }
  });

  it('takes pseudonyms as requester and target', () => {
    const pseudonym = 'mimi://a.example/p/5f6c1c1e-0000-4000-8000-000000000000' as typeof request.targetUser;
    const both = { ...request, requestingUser: pseudonym, targetUser: pseudonym };
    expect(keyMaterialRequest.decode(keyMaterialRequest.encode(both))).toEqual(both);
  });

  it('refuses a second spelling of a URI, which a signature would not cover', () => {
    const spelled = { ...request, targetUser: 'mimi://A.example/u/%7Ealice' as never };
    expect(ruleOf(() => keyMaterialRequest.encode(spelled))).toBe('identifier');
  });

  it('KP-09 KP-10 KP-12: success serves every client, partialSuccess some, noCompatibleMaterial none', () => {
    expect(answer('success', served, served)).toBe('accepted');
    expect(answer('success', served, unserved)).toBe('inconsistent');
    expect(answer('partialSuccess', served, unserved)).toBe('accepted');
    expect(answer('partialSuccess', served)).toBe('inconsistent');
    expect(answer('partialSuccess', unserved)).toBe('inconsistent');
    expect(answer('noCompatibleMaterial')).toBe('accepted');
    expect(answer('noCompatibleMaterial', unserved)).toBe('accepted');
    expect(answer('noCompatibleMaterial', unserved, served)).toBe('inconsistent');
  });

  it('KP-11 KP-16: every other code comes without a list of clients', () => {
    const listing: KeyMaterialUserCode[] = ['success', 'partialSuccess', 'noCompatibleMaterial'];
    const others = (Object.keys(keyMaterialUserCodes) as KeyMaterialUserCode[]).filter(
      (code) => !listing.includes(code),
    );
    expect(others).toHaveLength(5);
    for (const code of others) {
      expect(answer(code)).toBe('accepted');
      expect(answer(code, served)).toBe('inconsistent');
      expect(answer(code, unserved)).toBe('inconsistent');
    }
  });

  it('refuses codes that the draft does not have', () => {
    const octets = keyMaterialResponse.encode({ userStatus: 'noConsent', user: request.targetUser, clients: [] });
    octets[1] = 8;
    expect(ruleOf(() => keyMaterialResponse.decode(octets))).toBe('unknown-code');
  });

  it('refuses more clients than anybody has', () => {
    const many = (count: number) => answer('noCompatibleMaterial', ...Array<ClientKeyMaterial>(count).fill(unserved));
    expect(many(1000)).toBe('accepted');
    expect(many(1001)).toBe('too-large');
  });

  it('refuses what is not a key package in the place of one', () => {
    expect(answer('success', { ...served, keyPackage: structs.mls.keyPackageMessage } as ClientKeyMaterial)).toBe(
      'malformed',
    );
    expect(answer('success', { ...served, keyPackage: Uint8Array.of(...structs.mls.keyPackage, 0) } as never)).toBe(
      'malformed',
    );
  });
});
