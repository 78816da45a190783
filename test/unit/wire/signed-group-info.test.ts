import { describe, expect, it } from 'vitest';
import { parseDomain, parseRoomUri } from '../../../src/identifiers/index.ts';
import { type CipherSuiteId, cipherSuite, type Credential, signWithLabel } from '../../../src/mls/index.ts';
import {
  checkGroupInfoRequest,
  type GroupInfoAndTree,
  groupInfoReplayKey,
  groupInfoRequest,
  groupInfoRequestToBeSigned,
  groupInfoResponse,
  groupInfoResponseToBeSigned,
  openGroupInfo,
  sealGroupInfo,
  signGroupInfoRequest,
  type UnsignedGroupInfoRequest,
} from '../../../src/wire/index.ts';
import { damaged, refusal } from './refusal.ts';
import { smallGroup } from './small-group.ts';

const utf8 = new TextEncoder();
const suite = cipherSuite(1);
const basic = (name: string): Credential => ({ type: 'basic', identity: utf8.encode(name) });
const room = parseRoomUri('mimi://a.example/r/clubhouse');
const hub = parseDomain('a.example');

describe('GroupInfoRequestTBS', () => {
  const keys = suite.generateSignatureKeyPair();
  const unsigned: UnsignedGroupInfoRequest = {
    cipherSuite: 1,
    requestingSignatureKey: keys.publicKey,
    requestingCredential: basic('mimi://b.example/d/bob/1'),
    groupInfoPublicKey: suite.generateHpkeKeyPair().publicKey,
    joiningCode: utf8.encode('secret'),
  };
  const good = signGroupInfoRequest(suite, keys.privateKey, unsigned);

  it('GI-01: a request that its requester signed is verified, also after its way through the codec', () => {
    expect(checkGroupInfoRequest(good).id).toBe(1);
    expect(checkGroupInfoRequest(groupInfoRequest.decode(groupInfoRequest.encode(good))).id).toBe(1);
  });

  it.each([1, 2, 3, 4, 5, 6, 7] satisfies CipherSuiteId[])('GI-01: suite %i signs and verifies', (id) => {
    const own = cipherSuite(id);
    const pair = own.generateSignatureKeyPair();
    const request = { ...unsigned, cipherSuite: id, requestingSignatureKey: pair.publicKey };
    expect(checkGroupInfoRequest(signGroupInfoRequest(own, pair.privateKey, request)).id).toBe(id);
  });

  const changes: Record<string, [Partial<typeof good>, string]> = {
    suite: [{ cipherSuite: 2 }, 'signature'],
    'suite with the same signature scheme': [{ cipherSuite: 3 }, 'signature'],
    'unknown suite': [{ cipherSuite: 0x0a0a }, 'cipher-suite'],
    'signature key': [{ requestingSignatureKey: suite.generateSignatureKeyPair().publicKey }, 'signature'],
    credential: [{ requestingCredential: basic('mimi://b.example/d/mallory/1') }, 'signature'],
    certificate: [{ requestingCredential: { type: 'x509', certificates: [Uint8Array.of(0)] } }, 'signature'],
    'HPKE key': [{ groupInfoPublicKey: suite.generateHpkeKeyPair().publicKey }, 'signature'],
    'joining code': [{ joiningCode: utf8.encode('Secret') }, 'signature'],
    'absence of the joining code': [{ joiningCode: null }, 'signature'],
    signature: [{ signature: damaged(good.signature, 5) }, 'signature'],
    'no signature': [{ signature: new Uint8Array(0) }, 'signature'],
  };
  it.each(Object.keys(changes))('GI-01: refused with another %s', (field) => {
    const [change, rule] = changes[field]!;
    expect(refusal(() => checkGroupInfoRequest({ ...good, ...change }))).toBe(rule);
  });

  it('GI-01: refused when another key signed, or under another label, and not signed under another suite', () => {
    const other = suite.generateSignatureKeyPair();
    expect(refusal(() => checkGroupInfoRequest(signGroupInfoRequest(suite, other.privateKey, unsigned)))).toBe(
      'signature',
    );
    const signature = signWithLabel(
      suite,
      keys.privateKey,
      'KeyMaterialRequestTBS',
      groupInfoRequestToBeSigned(unsigned),
    );
    expect(refusal(() => checkGroupInfoRequest({ ...good, signature }))).toBe('signature');
    expect(refusal(() => signGroupInfoRequest(cipherSuite(3), keys.privateKey, unsigned))).toBe('inconsistent');
  });

  it('WF-16: an octet says under the signature whether there is a joining code; an empty one is refused', () => {
    const without = signGroupInfoRequest(suite, keys.privateKey, { ...unsigned, joiningCode: null });
    expect(groupInfoRequestToBeSigned(without).at(-1)).toBe(0);
    expect(groupInfoRequestToBeSigned(good).subarray(-8)).toEqual(Uint8Array.of(1, 6, ...utf8.encode('secret')));
    expect(checkGroupInfoRequest(groupInfoRequest.decode(groupInfoRequest.encode(without))).id).toBe(1);
    const empty = { ...unsigned, joiningCode: new Uint8Array(0) };
    expect(refusal(() => signGroupInfoRequest(suite, keys.privateKey, empty))).toBe('inconsistent');
  });

  it('WF-16: a recorded request is known again by its HPKE key, whatever else is changed about it', () => {
    const again = { ...good, signature: damaged(good.signature) };
    expect(groupInfoReplayKey(again)).toBe(groupInfoReplayKey(good));
    const fresh = { ...good, groupInfoPublicKey: suite.generateHpkeKeyPair().publicKey };
    expect(groupInfoReplayKey(fresh)).not.toBe(groupInfoReplayKey(good));
  });
});

describe('GroupInfoResponseTBS', () => {
  const hubKeys = suite.generateSignatureKeyPair();
  const sender = { signatureKey: hubKeys.publicKey, credential: basic('mimi://a.example') };
  const requester = suite.generateHpkeKeyPair();
  const asked = { room, hub, cipherSuite: 1, privateKey: requester.privateKey };
  const { groupInfo, ratchetTree } = smallGroup();
  const content: GroupInfoAndTree = {
    groupInfo,
    ratchetTree: { representation: 'full', ratchetTree },
    pendingProposals: [],
  };
  const request = { room, groupInfoPublicKey: requester.publicKey };
  const good = sealGroupInfo(suite, { sender, privateKey: hubKeys.privateKey }, request, content);

  it('GI-02: only the key of the request opens the answer, which the hub signed', () => {
    expect(openGroupInfo(good, asked)).toEqual(content);
    const decoded = groupInfoResponse.decode(groupInfoResponse.encode(good));
    expect(decoded.status === 'success' ? openGroupInfo(decoded, asked) : null).toEqual(content);
    const follower = suite.generateHpkeKeyPair();
    expect(refusal(() => openGroupInfo(good, { ...asked, privateKey: follower.privateKey }))).toBe('encryption');
  });

  it('GI-02: refused as the answer to another request', () => {
    const elsewhere = parseRoomUri('mimi://a.example/r/other');
    expect(refusal(() => openGroupInfo(good, { ...asked, room: elsewhere }))).toBe('inconsistent');
    expect(refusal(() => openGroupInfo(good, { ...asked, cipherSuite: 2 }))).toBe('inconsistent');
    expect(refusal(() => openGroupInfo(good, { ...asked, hub: parseDomain('b.example') }))).toBe('signature');
  });

  it.each(['room', 'suite', 'key', 'credential', 'KEM output', 'ciphertext', 'signature'] as const)(
    'GI-02: refused with another %s',
    (field) => {
      const sealed = good.encryptedGroupInfoAndTree;
      const other = parseRoomUri('mimi://a.example/r/other');
      const changes = {
        room: { room: other },
        suite: { cipherSuite: 3 },
        key: { hubSender: { ...sender, signatureKey: suite.generateSignatureKeyPair().publicKey } },
        credential: { hubSender: { ...sender, credential: basic('mimi://A.example') } },
        'KEM output': { encryptedGroupInfoAndTree: { ...sealed, kemOutput: damaged(sealed.kemOutput) } },
        ciphertext: { encryptedGroupInfoAndTree: { ...sealed, ciphertext: damaged(sealed.ciphertext) } },
        signature: { signature: damaged(good.signature) },
      };
      const answer = { ...good, ...changes[field] };
      const about = { ...asked, room: answer.room, cipherSuite: answer.cipherSuite };
      expect(refusal(() => openGroupInfo(answer, about))).toBe('signature');
    },
  );

  it('GI-02: refused under another label, and when another room was the context of the encryption', () => {
    const wrongLabel = signWithLabel(suite, hubKeys.privateKey, 'GroupInfoTBS', groupInfoResponseToBeSigned(good));
    expect(refusal(() => openGroupInfo({ ...good, signature: wrongLabel }, asked))).toBe('signature');
    const other = parseRoomUri('mimi://a.example/r/other');
    const moved = { ...good, room: other };
    const signature = signWithLabel(
      suite,
      hubKeys.privateKey,
      'GroupInfoResponseTBS',
      groupInfoResponseToBeSigned(moved),
    );
    expect(refusal(() => openGroupInfo({ ...moved, signature }, { ...asked, room: other }))).toBe('encryption');
  });

  it('GI-02: a key that is none of the suite is the requester’s fault', () => {
    const none = { room, groupInfoPublicKey: Uint8Array.of(1, 2, 3) };
    expect(refusal(() => sealGroupInfo(suite, { sender, privateKey: hubKeys.privateKey }, none, content))).toBe(
      'encryption',
    );
  });
});
