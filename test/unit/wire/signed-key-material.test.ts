import { describe, expect, it } from 'vitest';
import { parseRoomUri, parseUserUri } from '../../../src/identifiers/index.ts';
import { type CipherSuiteId, cipherSuite, signWithLabel } from '../../../src/mls/index.ts';
import {
  checkKeyMaterialRequest,
  keyMaterialRequest,
  keyMaterialRequestToBeSigned,
  signKeyMaterialRequest,
  type UnsignedKeyMaterialRequest,
} from '../../../src/wire/index.ts';
import { damaged, refusal } from './refusal.ts';

const suites: CipherSuiteId[] = [1, 2, 3, 4, 5, 6, 7];
const suite = cipherSuite(1);
const keys = suite.generateSignatureKeyPair();
const utf8 = new TextEncoder();

const unsigned: UnsignedKeyMaterialRequest = {
  requestingUser: parseUserUri('mimi://a.example/u/alice'),
  targetUser: parseUserUri('mimi://b.example/u/bob'),
  room: parseRoomUri('mimi://a.example/r/clubhouse'),
  acceptableCipherSuites: [1, 2],
  requiredCapabilities: { extensions: [6], proposals: [8, 10], credentials: [1] },
  requesterSignatureKey: keys.publicKey,
  requesterCredential: { type: 'basic', identity: utf8.encode('mimi://a.example/d/alice/1') },
};
const good = signKeyMaterialRequest(suite, keys.privateKey, unsigned);

describe('KeyMaterialRequestTBS', () => {
  it('a request that its requester signed is verified, also after its way through the codec', () => {
    expect(checkKeyMaterialRequest(good).id).toBe(1);
    expect(checkKeyMaterialRequest(keyMaterialRequest.decode(keyMaterialRequest.encode(good))).id).toBe(1);
  });

  it.each(suites)('suite %i signs and verifies', (id) => {
    const own = cipherSuite(id);
    const pair = own.generateSignatureKeyPair();
    const request = { ...unsigned, acceptableCipherSuites: [id], requesterSignatureKey: pair.publicKey };
    expect(checkKeyMaterialRequest(signKeyMaterialRequest(own, pair.privateKey, request)).id).toBe(id);
  });

  const changes: Record<string, Partial<typeof good>> = {
    requestingUser: { requestingUser: parseUserUri('mimi://a.example/u/mallory') },
    targetUser: { targetUser: parseUserUri('mimi://b.example/u/rob') },
    room: { room: parseRoomUri('mimi://a.example/r/other') },
    'no room': { room: null },
    'order of suites': { acceptableCipherSuites: [2, 1] },
    'one suite more': { acceptableCipherSuites: [1, 2, 3] },
    extensions: { requiredCapabilities: { ...unsigned.requiredCapabilities, extensions: [] } },
    proposals: { requiredCapabilities: { ...unsigned.requiredCapabilities, proposals: [8] } },
    credentials: { requiredCapabilities: { ...unsigned.requiredCapabilities, credentials: [2] } },
    'signature key': { requesterSignatureKey: suite.generateSignatureKeyPair().publicKey },
    'no key at all': { requesterSignatureKey: new Uint8Array(0) },
    credential: { requesterCredential: { type: 'basic', identity: utf8.encode('mimi://a.example/d/mallory/1') } },
    'a certificate that is none': { requesterCredential: { type: 'x509', certificates: [Uint8Array.of(1, 2)] } },
    'a chain of no certificate': { requesterCredential: { type: 'x509', certificates: [] } },
    signature: { signature: damaged(good.signature) },
    'no signature': { signature: new Uint8Array(0) },
  };
  it.each(Object.keys(changes))('refused with another %s', (field) => {
    expect(refusal(() => checkKeyMaterialRequest({ ...good, ...changes[field] }))).toBe('signature');
  });

  it('refused when another key signed, or under another label', () => {
    const other = suite.generateSignatureKeyPair();
    expect(refusal(() => checkKeyMaterialRequest(signKeyMaterialRequest(suite, other.privateKey, unsigned)))).toBe(
      'signature',
    );
    const signature = signWithLabel(
      suite,
      keys.privateKey,
      'GroupInfoRequestTBS',
      keyMaterialRequestToBeSigned(unsigned),
    );
    expect(refusal(() => checkKeyMaterialRequest({ ...good, signature }))).toBe('signature');
  });

  it('WF-17: the key may be of any listed suite, the first being tried first', () => {
    const second = cipherSuite(2);
    const pair = second.generateSignatureKeyPair();
    const request = { ...unsigned, requesterSignatureKey: pair.publicKey };
    expect(checkKeyMaterialRequest(signKeyMaterialRequest(second, pair.privateKey, request)).id).toBe(2);
  });

  it('WF-17: unknown suites are passed over; a key of a suite that is not listed verifies nothing', () => {
    const grease = { ...unsigned, acceptableCipherSuites: [0x0a0a, 0x0a0a, 1] };
    expect(checkKeyMaterialRequest(signKeyMaterialRequest(suite, keys.privateKey, grease)).id).toBe(1);
    const wrong = signKeyMaterialRequest(suite, keys.privateKey, { ...unsigned, acceptableCipherSuites: [2, 7] });
    expect(refusal(() => checkKeyMaterialRequest(wrong))).toBe('signature');
    const unknown = signKeyMaterialRequest(suite, keys.privateKey, { ...unsigned, acceptableCipherSuites: [0, 8] });
    expect(refusal(() => checkKeyMaterialRequest(unknown))).toBe('cipher-suite');
  });

  it('lists no more suites than are worth trying', () => {
    const listing = (count: number) => ({
      ...good,
      acceptableCipherSuites: Array.from({ length: count }, (_, at) => at),
    });
    expect(() => keyMaterialRequest.encode(listing(256))).not.toThrow();
    expect(refusal(() => keyMaterialRequest.encode(listing(257)))).toBe('too-large');
  });

  it('WF-17: no room is an empty URI, under the signature too', () => {
    const anywhere = signKeyMaterialRequest(suite, keys.privateKey, { ...unsigned, room: null });
    const decoded = keyMaterialRequest.decode(keyMaterialRequest.encode(anywhere));
    expect(decoded.room).toBeNull();
    expect(checkKeyMaterialRequest(decoded).id).toBe(1);
    const withRoom = keyMaterialRequestToBeSigned(unsigned).length;
    const without = keyMaterialRequestToBeSigned({ ...unsigned, room: null }).length;
    expect(withRoom - without).toBe('mimi://a.example/r/clubhouse'.length);
  });
});
