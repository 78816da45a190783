import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseDomain, type RoomUri, type UserUri } from '../../../src/identifiers/index.ts';
import { cipherSuite, type Credential, decodeExactly } from '../../../src/mls/index.ts';
import { readGroupContext } from '../../../src/mls/structs/group-info.ts';
import { frankingAgent, InvalidPolicy, newPolicy, preauthorizedLists } from '../../../src/policy/index.ts';
import {
  checkGroupInfoRequest,
  checkKeyMaterialRequest,
  externalReceiverRef,
  externalReceivers,
  frankingIntegrityToBeSigned,
  frankingTag,
  frankMessage,
  groupInfoRequest,
  groupInfoRequestToBeSigned,
  groupInfoResponse,
  groupInfoResponseToBeSigned,
  keyMaterialRequest,
  keyMaterialRequestToBeSigned,
  openAsExternalReceiver,
  openAsMember,
  openGroupInfo,
  semiPrivateMessageCodec,
  serverFrank,
  signGroupInfoRequest,
  signGroupInfoResponse,
  signKeyMaterialRequest,
  verifyFrank,
  verifyReportedMessage,
  type WireCodec,
  wireFormats,
  withFrankingTag,
} from '../../../src/wire/index.ts';
import { codePoints } from '../../../src/wire/profile/code-points.ts';

const folder = new URL('../../vectors/wire/', import.meta.url);
const suite = cipherSuite(1);
const octets = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));
const hex = (value: Uint8Array): string => Buffer.from(value).toString('hex');

interface Vector {
  readonly name: string;
  readonly of: string;
  readonly decisions: readonly string[];
  readonly decoded: unknown;
  readonly hex: string;
  readonly toBeSigned: string;
  readonly privateKey: string;
}

function vectorsOf<V extends Omit<Vector, 'decoded'> = Vector>(file: string, of: string): [string, V][] {
  const all = JSON.parse(readFileSync(new URL(`${file}.json`, folder), 'utf8')) as V[];
  return all.filter((vector) => vector.of === of).map((vector) => [vector.name, vector]);
}

/** As the vectors are written: epochs as decimal text, octets as hex. */
function asJson(value: unknown): unknown {
  const text = JSON.stringify(value, (_, item: unknown) => {
    if (typeof item === 'bigint') return item.toString();
    return item instanceof Uint8Array ? hex(item) : item;
  });
  return JSON.parse(text);
}

function bothWays<T>(codec: Pick<WireCodec<T>, 'decode'> & { encode(value: T): Uint8Array }, vector: Vector): T {
  const value = codec.decode(octets(vector.hex));
  expect(asJson(value)).toEqual(vector.decoded);
  expect(hex(codec.encode(value))).toBe(vector.hex);
  return value;
}

describe('signed requests', () => {
  it.each(vectorsOf('signed-requests', 'keyMaterialRequest'))('WF-17: KeyMaterialRequest %s', (_, vector) => {
    const request = bothWays(keyMaterialRequest, vector);
    expect(hex(keyMaterialRequestToBeSigned(request))).toBe(vector.toBeSigned);
    expect(checkKeyMaterialRequest(request).id).toBe(1);
    expect(signKeyMaterialRequest(suite, octets(vector.privateKey), request)).toEqual(request);
  });

  it.each(vectorsOf('signed-requests', 'groupInfoRequest'))('GI-01 WF-16: GroupInfoRequest %s', (_, vector) => {
    const request = bothWays(groupInfoRequest, vector);
    expect(hex(groupInfoRequestToBeSigned(request))).toBe(vector.toBeSigned);
    expect(checkGroupInfoRequest(request).id).toBe(1);
    expect(signGroupInfoRequest(suite, octets(vector.privateKey), request)).toEqual(request);
  });

  it.each(vectorsOf<Vector & { opensWith: string; opened: unknown }>('signed-requests', 'groupInfoResponse'))(
    'GI-02: GroupInfoResponse: %s',
    (_, vector) => {
      const answer = bothWays(groupInfoResponse, vector);
      if (answer.status !== 'success') throw new Error('the vector is of a success');
      expect(hex(groupInfoResponseToBeSigned(answer))).toBe(vector.toBeSigned);
      expect(signGroupInfoResponse(suite, octets(vector.privateKey), answer)).toEqual(answer);
      const asked = { room: answer.room, hub: parseDomain('hub.example'), cipherSuite: 1 };
      const opened = openGroupInfo(answer, { ...asked, privateKey: octets(vector.opensWith) });
      expect(asJson(opened)).toEqual(vector.opened);
    },
  );
});

interface FrankVector extends Omit<Vector, 'decoded'> {
  readonly agent: string;
  readonly decoded: {
    readonly salt: string;
    readonly applicationData: string;
    readonly hubKey: string;
    readonly sender: UserUri;
    readonly room: RoomUri;
    readonly acceptedTimestamp: number;
    readonly frankingTag: string;
    readonly safeAad: string;
    readonly serverFrank: string;
    readonly integritySignature: string;
  };
}

describe('franking', () => {
  it.each(vectorsOf<FrankVector>('franking', 'frank'))('AF-02 AF-04 AF-06: %s', (_, vector) => {
    const { sender, room, acceptedTimestamp, ...expected } = vector.decoded;
    const [salt, applicationData, hubKey] = [expected.salt, expected.applicationData, expected.hubKey].map(octets);
    if (!salt || !applicationData || !hubKey) throw new Error('the vector lacks something');
    const context = { sender, room, acceptedTimestamp };
    const tag = frankingTag(salt, applicationData);
    expect(hex(tag)).toBe(expected.frankingTag);
    expect(hex(withFrankingTag(new Map(), tag))).toBe(expected.safeAad);
    expect(hex(serverFrank(hubKey, tag, context))).toBe(expected.serverFrank);
    const frank = frankMessage(suite, { hubKey, signaturePrivateKey: octets(vector.privateKey) }, tag, context);
    expect(hex(frankingIntegrityToBeSigned(frank, context))).toBe(vector.toBeSigned);
    expect(hex(frank.integritySignature)).toBe(expected.integritySignature);
    const agent = frankingAgent.decode(octets(vector.agent));
    const claimed = { salt, sender, room };
    const message = { frank, tag, applicationData, claimed, ...context };
    const verdict = verifyFrank(message, { suite, hub: parseDomain('hub.example'), agent });
    expect(verdict).toEqual({ trusted: true, evidence: { frank, context } });
    const reported = { content: applicationData, frank, acceptedTimestamp };
    const hub = { periods: [{ hubKey, from: 0, until: null }], agentKeys: () => [agent.signatureKey] };
    expect(verifyReportedMessage(reported, claimed, { room, allegedAbuser: sender }, hub).authentic).toBe(true);
  });
});

interface SemiPrivateVector extends Vector {
  readonly groupContext: string;
  readonly memberKey: string;
  readonly receiver: { readonly publicKey: string; readonly credential: { type: 'basic'; identity: string } };
  readonly receiverPrivateKey: string;
  readonly senderDataSecret: string;
  readonly handshakeKey: { readonly key: string; readonly nonce: string };
  readonly opened: {
    readonly sender: number;
    readonly generation: number;
    readonly body: string;
    readonly signature: string;
    readonly confirmationTag: string | null;
  };
}

describe('SemiPrivateMessage', () => {
  it.each(vectorsOf<SemiPrivateVector>('semi-private-message', 'semiPrivateMessage'))('%s', (_, vector) => {
    const message = bothWays(semiPrivateMessageCodec(), vector);
    const context = decodeExactly(readGroupContext, octets(vector.groupContext));
    const { sender, generation, body, signature, confirmationTag } = vector.opened;
    const memberKey = (leaf: number) => (leaf === sender ? octets(vector.memberKey) : null);
    const credential: Credential = { type: 'basic', identity: octets(vector.receiver.credential.identity) };
    const receiver = { publicKey: octets(vector.receiver.publicKey), credential };
    const self = { receiver, privateKey: octets(vector.receiverPrivateKey) };
    const expected = {
      sender,
      contentType: message.contentType,
      body: octets(body),
      authenticatedData: message.authenticatedData,
      auth: {
        signature: octets(signature),
        confirmationTag: confirmationTag === null ? null : octets(confirmationTag),
      },
    };
    expect(externalReceiverRef(suite, receiver)).toEqual(message.keysForExternalReceivers[0]?.receiverRef);
    expect(openAsExternalReceiver(suite, message, self, { context, memberKey })).toEqual(expected);
    const handshakeKey = (leaf: number, at: number) =>
      leaf === sender && at === generation
        ? { key: octets(vector.handshakeKey.key), nonce: octets(vector.handshakeKey.nonce) }
        : null;
    const keys = { senderDataSecret: octets(vector.senderDataSecret), handshakeKey };
    expect(openAsMember(suite, message, keys, { context, memberKey })).toEqual(expected);
  });

  it.each(vectorsOf('semi-private-message', 'externalReceivers'))('WF-28: external receivers: %s', (_, vector) => {
    const receivers = bothWays(externalReceivers, vector);
    expect(receivers.length).toBe(vector.name === 'nobody' ? 0 : 1);
  });

  it.each(vectorsOf('semi-private-message', 'wireFormats'))('WF-01: wire formats: %s', (_, vector) => {
    expect(bothWays(wireFormats, vector)).toEqual([codePoints.wireFormats.semiPrivateMessage]);
  });
});

describe('preauthorised users by index', () => {
  it.each(vectorsOf('preauth-list-by-index', 'preauthorizedByIndex'))('WF-19: %s', (_, vector) => {
    const { encode, decode } = preauthorizedLists.index;
    const { roles } = newPolicy('semi-open');
    const [entry] = bothWays({ decode, encode: (entries) => encode(entries, roles) }, vector);
    expect(entry?.role).toBe(4);
    // With a whole Role in its place the octets are other ones, and neither reads as the other.
    const whole = preauthorizedLists.role.encode([entry!], roles);
    expect(preauthorizedLists.role.decode(whole)).toEqual([entry]);
    expect(() => decode(whole)).toThrow(InvalidPolicy);
    expect(() => preauthorizedLists.role.decode(octets(vector.hex))).toThrow(InvalidPolicy);
  });
});
