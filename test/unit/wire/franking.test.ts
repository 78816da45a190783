import { createHmac, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseDomain, parseRoomUri, parseUserUri } from '../../../src/identifiers/index.ts';
import { type CipherSuiteId, cipherSuite, type Credential, signWithLabel } from '../../../src/mls/index.ts';
import {
  type AbusiveMessage,
  type FrankedMessage,
  frankingIntegrityToBeSigned,
  frankingTag,
  type FrankingRoom,
  frankMessage,
  hubKeysFor,
  isKeyOfProvider,
  onFrankFailure,
  outdatedHubKeys,
  presentHubKey,
  serverFrank,
  verifyFrank,
  verifyReportedMessage,
} from '../../../src/wire/index.ts';
import { certificateOf } from './certificates.ts';
import { damaged, refusal } from './refusal.ts';

const utf8 = new TextEncoder();
const suite = cipherSuite(1);
const agentKeys = suite.generateSignatureKeyPair();
const basic = (name: string): Credential => ({ type: 'basic', identity: utf8.encode(name) });
const agent = { signatureKey: agentKeys.publicKey, credential: basic('mimi://hub.example') };
const hub = parseDomain('hub.example');
const sender = parseUserUri('mimi://b.example/u/alice');
const room = parseRoomUri('mimi://hub.example/r/Rl33FWLCYWOwxHrYnpWDQg');
const hubKey = new Uint8Array(32).fill(7);
const salt = new Uint8Array(16).fill(1);
const applicationData = utf8.encode('something that was said');
const context = { sender, room, acceptedTimestamp: 1_700_000_000_000 };
const tag = frankingTag(salt, applicationData);
const hubSecrets = { hubKey, signaturePrivateKey: agentKeys.privateKey };
const frank = frankMessage(suite, hubSecrets, tag, context);

const message: FrankedMessage = {
  frank,
  tag,
  acceptedTimestamp: context.acceptedTimestamp,
  applicationData,
  claimed: { salt, sender, room },
  sender,
  room,
};
const place: FrankingRoom = { suite, hub, agent };

describe('the frank of a hub', () => {
  it('AF-04: server_frank covers tag and context, and the signature covers it with suite and context', () => {
    const uint64 = [0, 0, 1, 0x8b, 0xcf, 0xe5, 0x68, 0];
    const contextOctets = [24, ...utf8.encode(sender), room.length, ...utf8.encode(room), ...uint64];
    const expected = createHmac('sha256', hubKey).update(tag).update(Uint8Array.from(contextOctets)).digest();
    expect(frank.serverFrank).toEqual(Uint8Array.from(expected));
    expect(frank.cipherSuite).toBe(1);
    expect(frankingIntegrityToBeSigned(frank, context)).toEqual(Uint8Array.of(...expected, 0, 1, ...contextOctets));
    expect(verifyFrank(message, place)).toEqual({ trusted: true, evidence: { frank, context } });
  });

  it.each([1, 2, 3, 4, 5, 6, 7] satisfies CipherSuiteId[])('AF-04 AF-06: suite %i franks and verifies', (id) => {
    const own = cipherSuite(id);
    const keys = own.generateSignatureKeyPair();
    const stamped = frankMessage(own, { hubKey, signaturePrivateKey: keys.privateKey }, tag, context);
    const here = { suite: own, hub, agent: { ...agent, signatureKey: keys.publicKey } };
    expect(verifyFrank({ ...message, frank: stamped }, here).trusted).toBe(true);
  });

  it('AF-04: a time that is none is refused', () => {
    expect(refusal(() => serverFrank(hubKey, tag, { ...context, acceptedTimestamp: -1 }))).toBe('timestamp');
    expect(refusal(() => serverFrank(hubKey, tag, { ...context, acceptedTimestamp: 0.5 }))).toBe('timestamp');
    expect(refusal(() => frankMessage(suite, hubSecrets, Uint8Array.of(1), context))).toBe('frank');
  });

  it('AF-05: nothing of the frank shows the sender', () => {
    const fannedOut = Buffer.concat([frank.serverFrank, frank.integritySignature]).toString('latin1');
    expect(fannedOut).not.toContain('alice');
    expect(Object.keys(frank)).toEqual(['serverFrank', 'cipherSuite', 'integritySignature']);
  });
});

describe('a receiver', () => {
  const other = suite.generateSignatureKeyPair();
  const mallory = parseUserUri('mimi://b.example/u/mallory');
  const elsewhere = parseRoomUri('mimi://hub.example/r/other');
  const tampered: Record<string, [Partial<FrankedMessage>, Partial<FrankingRoom>, string]> = {
    'a room without agent': [{}, { agent: null }, 'no-agent'],
    'another suite of the frank': [{ frank: { ...frank, cipherSuite: 2 } }, {}, 'cipher-suite'],
    'another suite of the group': [{}, { suite: cipherSuite(3) }, 'cipher-suite'],
    'an agent of another provider': [{}, { hub: parseDomain('evil.example') }, 'agent-domain'],
    'an agent that is a user': [
      {},
      { agent: { ...agent, credential: basic('mimi://hub.example/u/x') } },
      'agent-domain',
    ],
    'another key of the agent': [{}, { agent: { ...agent, signatureKey: other.publicKey } }, 'integrity-signature'],
    'another server_frank': [
      { frank: { ...frank, serverFrank: damaged(frank.serverFrank) } },
      {},
      'integrity-signature',
    ],
    'a server_frank of another length': [
      { frank: { ...frank, serverFrank: frank.serverFrank.subarray(1) } },
      {},
      'integrity-signature',
    ],
    'another signature': [
      { frank: { ...frank, integritySignature: damaged(frank.integritySignature) } },
      {},
      'integrity-signature',
    ],
    'another time': [{ acceptedTimestamp: context.acceptedTimestamp + 1 }, {}, 'integrity-signature'],
    'another tag': [{ tag: damaged(tag) }, {}, 'franking-tag'],
    'other data': [{ applicationData: damaged(applicationData) }, {}, 'franking-tag'],
    'another salt': [{ claimed: { ...message.claimed, salt: damaged(salt) } }, {}, 'franking-tag'],
    'another claimed sender': [{ claimed: { ...message.claimed, sender: mallory } }, {}, 'sender'],
    'no claimed sender': [{ claimed: { ...message.claimed, sender: null } }, {}, 'sender'],
    'another credential': [{ sender: mallory }, {}, 'sender'],
    'another claimed room': [{ claimed: { ...message.claimed, room: elsewhere } }, {}, 'room'],
    'another room': [{ room: elsewhere }, {}, 'room'],
    'a sender whom the hub did not see': [
      { sender: mallory, claimed: { ...message.claimed, sender: mallory } },
      {},
      'integrity-signature',
    ],
    'a room that the hub did not see': [
      { room: elsewhere, claimed: { ...message.claimed, room: elsewhere } },
      {},
      'integrity-signature',
    ],
  };

  it.each(Object.keys(tampered))('AF-06: trusts no frank with %s', (what) => {
    const [change, otherPlace, failure] = tampered[what]!;
    expect(verifyFrank({ ...message, ...change }, { ...place, ...otherPlace })).toEqual({ trusted: false, failure });
  });

  it('AF-06: trusts no signature under another label', () => {
    const signed = frankingIntegrityToBeSigned(frank, context);
    const integritySignature = signWithLabel(suite, agentKeys.privateKey, 'FramedContentTBS', signed);
    expect(verifyFrank({ ...message, frank: { ...frank, integritySignature } }, place)).toEqual({
      trusted: false,
      failure: 'integrity-signature',
    });
  });

  it('AF-06: drops what fails where the hub franks, flags it elsewhere, and does what is set', () => {
    expect(onFrankFailure(null, place)).toBe('drop');
    expect(onFrankFailure(null, { agent: null })).toBe('flag');
    expect(onFrankFailure('flag', place)).toBe('flag');
    expect(onFrankFailure('drop', { agent: null })).toBe('drop');
  });
});

describe('whose key it is', () => {
  it('AF-01 WF-32: a basic credential of a provider is its URI, spelled canonically', () => {
    expect(isKeyOfProvider(suite, agent, hub)).toBe(true);
    for (const name of [
      'mimi://HUB.example',
      'hub.example',
      'mimi://hub.example/',
      'mimi://hub.example/r/x',
      '\xff',
      '',
    ])
      expect(isKeyOfProvider(suite, { ...agent, credential: basic(name) }, hub), name).toBe(false);
  });

  it('AF-01 WF-32: a certificate has the key, and the domain or the URI among its names', () => {
    const check = (names: Parameters<typeof certificateOf>, domain = hub): boolean => {
      const { certificate, publicKey } = certificateOf(...names);
      const credential = { type: 'x509' as const, certificates: [certificate] };
      return isKeyOfProvider(suite, { signatureKey: publicKey, credential }, domain);
    };
    expect(check([['DNS', 'hub.example']])).toBe(true);
    expect(
      check([
        ['DNS', 'other.example'],
        ['DNS', 'HUB.example'],
      ]),
    ).toBe(true);
    expect(check([['URI', 'mimi://hub.example']])).toBe(true);
    expect(check([['DNS', 'hub.example']], parseDomain('other.example'))).toBe(false);
    expect(check([['DNS', '*.example']])).toBe(false);
    expect(check([['URI', 'mimi://hub.example/u/alice']])).toBe(false);
    expect(check([['URI', 'https://x.example/, URI:mimi://hub.example']])).toBe(false);
    expect(check([['IP', '127.0.0.1']])).toBe(false);
    expect(check([])).toBe(false);
  });

  it('AF-01: another key than the certificate’s, no certificate and none that can be read are nobody’s', () => {
    const { certificate, publicKey } = certificateOf(['DNS', 'hub.example']);
    for (const certificates of [[certificate], [], [Uint8Array.of(0x30, 0)]])
      expect(isKeyOfProvider(suite, { ...agent, credential: { type: 'x509', certificates } }, hub)).toBe(false);
    const pem = utf8.encode(new X509Certificate(certificate).toString());
    for (const spelled of [pem, Uint8Array.of(...certificate, 0)]) {
      const credential = { type: 'x509' as const, certificates: [spelled] };
      expect(isKeyOfProvider(suite, { signatureKey: publicKey, credential }, hub)).toBe(false);
    }
  });
});

describe('a report of abuse', () => {
  const reported: AbusiveMessage = { content: applicationData, frank, acceptedTimestamp: context.acceptedTimestamp };
  const claims: { salt: Uint8Array; sender: typeof sender; room: typeof room } = { salt, sender, room };
  const report = { room, allegedAbuser: sender };
  const hubSide = {
    periods: [{ hubKey, from: 0, until: null }],
    agentKeys: (id: number) => (id === 1 ? [agentKeys.publicKey] : []),
  };

  it('AF-04: the hub finds again what it franked', () => {
    expect(verifyReportedMessage(reported, claims, report, hubSide)).toEqual({ authentic: true, context });
  });

  const mallory = parseUserUri('mimi://b.example/u/mallory');
  const elsewhere = parseRoomUri('mimi://hub.example/r/other');
  const cases: Record<string, [Partial<AbusiveMessage>, Partial<typeof claims>, Partial<typeof report>, string]> = {
    'another sender': [{}, {}, { allegedAbuser: mallory }, 'other-sender'],
    'a sender who is made up': [{}, { sender: mallory }, { allegedAbuser: mallory }, 'server-frank'],
    'another room': [{}, {}, { room: elsewhere }, 'other-room'],
    'a room that is made up': [{}, { room: elsewhere }, { room: elsewhere }, 'server-frank'],
    'other content': [{ content: damaged(applicationData) }, {}, {}, 'server-frank'],
    'another salt': [{}, { salt: damaged(salt) }, {}, 'server-frank'],
    'another time': [{ acceptedTimestamp: 5 }, {}, {}, 'server-frank'],
    'another server_frank': [{ frank: { ...frank, serverFrank: damaged(frank.serverFrank) } }, {}, {}, 'server-frank'],
    'a cut server_frank': [{ frank: { ...frank, serverFrank: frank.serverFrank.subarray(9) } }, {}, {}, 'server-frank'],
    'another suite': [{ frank: { ...frank, cipherSuite: 3 } }, {}, {}, 'integrity-signature'],
    'an unknown suite': [{ frank: { ...frank, cipherSuite: 99 } }, {}, {}, 'cipher-suite'],
    'another signature': [
      { frank: { ...frank, integritySignature: damaged(frank.integritySignature) } },
      {},
      {},
      'integrity-signature',
    ],
  };
  it.each(Object.keys(cases))('AF-04: is no evidence with %s', (what) => {
    const [change, otherClaims, otherReport, failure] = cases[what]!;
    const verdict = verifyReportedMessage(
      { ...reported, ...change },
      { ...claims, ...otherClaims },
      { ...report, ...otherReport },
      hubSide,
    );
    expect(verdict).toEqual({ authentic: false, failure });
  });

  it('AF-04: content that names nobody, or no room, is no evidence', () => {
    for (const missing of [{ sender: null }, { room: null }])
      expect(verifyReportedMessage(reported, { ...claims, ...missing }, report, hubSide)).toEqual({
        authentic: false,
        failure: 'no-claims',
      });
  });
});

describe('hub keys by their time', () => {
  const key = (octet: number): Uint8Array => new Uint8Array(32).fill(octet);
  const minute = 60_000;
  const old = { hubKey: key(1), from: 0, until: 100 * minute };
  const young = { hubKey: key(2), from: 100 * minute, until: null };
  const periods = [old, young];

  it('WF-14: the accepted time finds the key; at a change both are tried, the nearer first', () => {
    expect(hubKeysFor(periods, 50 * minute)).toEqual([old]);
    expect(hubKeysFor(periods, 98 * minute)).toEqual([old, young]);
    expect(hubKeysFor(periods, 100 * minute)).toEqual([young, old]);
    expect(hubKeysFor(periods, 106 * minute)).toEqual([young]);
    expect(hubKeysFor(periods, -6 * minute)).toEqual([]);
    expect(hubKeysFor(periods, 98 * minute, 0)).toEqual([old]);
  });

  it('WF-14: new franks get the youngest key in use; old keys go when their time and the retention are over', () => {
    expect(presentHubKey(periods, 50 * minute)).toBe(old);
    expect(presentHubKey(periods, 100 * minute)).toBe(young);
    expect(presentHubKey(periods, -1)).toBeUndefined();
    expect(presentHubKey([old, { ...young, from: 90 * minute }], 95 * minute)?.hubKey).toEqual(key(2));
    expect(outdatedHubKeys(periods, 200 * minute, 95 * minute)).toEqual([]);
    expect(outdatedHubKeys(periods, 201 * minute, 95 * minute)).toEqual([old]);
  });

  it('WF-14: a report across a rotation verifies', () => {
    const at = { ...context, acceptedTimestamp: 50 * minute };
    const stamped = frankMessage(suite, { ...hubSecrets, hubKey: old.hubKey }, tag, at);
    const hubSide = { periods, agentKeys: () => [agentKeys.publicKey] };
    const reported = { content: applicationData, frank: stamped, acceptedTimestamp: at.acceptedTimestamp };
    const verdict = verifyReportedMessage(reported, { salt, sender, room }, { room, allegedAbuser: sender }, hubSide);
    expect(verdict).toEqual({ authentic: true, context: at });
  });
});
