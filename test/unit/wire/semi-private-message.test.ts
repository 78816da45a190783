import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CipherSuite,
  type CipherSuiteId,
  cipherSuite,
  type Credential,
  dictionaryExtension,
  type Extension,
  readFrame,
} from '../../../src/mls/index.ts';
import {
  codePoints,
  codePointsWith,
  externalReceiverRef,
  externalReceivers,
  externalReceiversIn,
  InvalidWire,
  openAsExternalReceiver,
  openAsMember,
  sealSemiPrivate,
  type SemiPrivateContent,
  type SemiPrivateMessage,
  semiPrivateMessageCodec,
  signSemiPrivate,
  usesSemiPrivateMessages,
  wireFormats,
} from '../../../src/wire/index.ts';
import { damaged, refusal } from './refusal.ts';
import { smallGroup } from './small-group.ts';

const utf8 = new TextEncoder();
const basic = (name: string): Credential => ({ type: 'basic', identity: utf8.encode(name) });
const format = codePoints.wireFormats.semiPrivateMessage;

/** Remove of leaf 1, as RFC 9420 §12.1.3 spells it. */
const removal = Uint8Array.of(0, 3, 0, 0, 0, 1);
/** A Commit of one reference and no path. */
const emptyCommit = Uint8Array.of(3, 2, 1, 9, 0);

interface Scene {
  readonly suite: CipherSuite;
  readonly context: ReturnType<typeof smallGroup>['group']['public']['context'];
  readonly memberKey: (leaf: number) => Uint8Array | null;
  readonly privateKey: Uint8Array;
  readonly receiver: { readonly publicKey: Uint8Array; readonly credential: Credential };
  readonly receiverKey: Uint8Array;
  readonly keys: Parameters<typeof sealSemiPrivate>[1]['keys'];
}

function scene(id: CipherSuiteId = 1): Scene {
  const suite = cipherSuite(id);
  const { group, signature } = smallGroup(id);
  const hub = suite.generateHpkeKeyPair();
  return {
    suite,
    context: group.public.context,
    memberKey: (leaf) => (leaf === 0 ? signature.publicKey : null),
    privateKey: signature.privateKey,
    receiver: { publicKey: hub.publicKey, credential: basic('mimi://hub.example') },
    receiverKey: hub.privateKey,
    keys: {
      handshake: { key: suite.random(suite.keyLength), nonce: suite.random(suite.nonceLength) },
      generation: 5,
      senderDataSecret: suite.random(suite.hashLength),
    },
  };
}

const proposal: SemiPrivateContent = {
  sender: 0,
  contentType: 'proposal',
  body: removal,
  authenticatedData: utf8.encode('aad'),
};

function seal(at: Scene, o: { content?: SemiPrivateContent; receivers?: Scene['receiver'][]; padTo?: number } = {}) {
  const content = o.content ?? proposal;
  const signature = signSemiPrivate(at.suite, at.privateKey, content, at.context, format);
  const confirmationTag = content.contentType === 'commit' ? at.suite.random(at.suite.hashLength) : null;
  const auth = { signature, confirmationTag };
  const receivers = o.receivers ?? [at.receiver];
  const message = sealSemiPrivate(at.suite, {
    context: at.context,
    content,
    auth,
    keys: at.keys,
    receivers,
    ...(o.padTo === undefined ? {} : { padTo: o.padTo }),
  });
  return { message, opened: { ...content, auth } };
}

function openAsHub(at: Scene, message: SemiPrivateMessage) {
  return openAsExternalReceiver(at.suite, message, { receiver: at.receiver, privateKey: at.receiverKey }, at);
}

function openAsOther(at: Scene, message: SemiPrivateMessage) {
  const handshakeKey = (leaf: number, generation: number) =>
    leaf === 0 && generation === at.keys.generation ? at.keys.handshake : null;
  return openAsMember(at.suite, message, { senderDataSecret: at.keys.senderDataSecret, handshakeKey }, at);
}

describe('a SemiPrivateMessage', () => {
  it.each([1, 2, 3, 4, 5, 6, 7] satisfies CipherSuiteId[])(
    'suite %i: members and receivers open the same proposal and commit',
    (id) => {
      const at = scene(id);
      for (const content of [proposal, { ...proposal, contentType: 'commit' as const, body: emptyCommit }]) {
        const { message, opened } = seal(at, { content, padTo: 64 });
        expect(openAsHub(at, message)).toEqual(opened);
        expect(openAsOther(at, message)).toEqual(opened);
      }
    },
  );

  it('is read as an MLSMessage of its own wire format, and hides content and sender from everybody else', () => {
    const at = scene();
    const { message } = seal(at);
    const codec = semiPrivateMessageCodec();
    const octets = codec.encode(message);
    expect(octets.subarray(0, 4)).toEqual(Uint8Array.of(0, 1, 0xf0, 0xd0));
    expect(codec.decode(octets)).toEqual(message);
    expect(openAsHub(at, codec.decode(octets)).body).toEqual(removal);
    expect(() => readFrame(octets)).toThrow(expect.objectContaining({ rule: 'wrong-wire-format' }) as Error);
    expect(refusal(() => semiPrivateMessageCodec(0x1234).decode(octets))).toBe('mls-message');
  });

  it('opens for each of several receivers, and for nobody else', () => {
    const at = scene();
    const second = at.suite.generateHpkeKeyPair();
    const other = { publicKey: second.publicKey, credential: basic('mimi://b.example') };
    const { message, opened } = seal(at, { receivers: [at.receiver, other] });
    expect(message.keysForExternalReceivers.map(({ receiverRef }) => receiverRef)).toEqual([
      externalReceiverRef(at.suite, at.receiver),
      externalReceiverRef(at.suite, other),
    ]);
    expect(openAsHub(at, message)).toEqual(opened);
    const self = { receiver: other, privateKey: second.privateKey };
    expect(openAsExternalReceiver(at.suite, message, self, at)).toEqual(opened);
    const stranger = { ...self, receiver: { ...other, credential: basic('mimi://c.example') } };
    expect(refusal(() => openAsExternalReceiver(at.suite, message, stranger, at))).toBe('encryption');
    const wrongKey = { receiver: at.receiver, privateKey: second.privateKey };
    expect(refusal(() => openAsExternalReceiver(at.suite, message, wrongKey, at))).toBe('encryption');
  });

  it('is as long as the room’s padding says, which may be none', () => {
    const at = scene();
    const [bare, ...padded] = [0, 1, 64, 300].map((padTo) => seal(at, { padTo }).message);
    // 16 octets are the tag of the AEAD.
    expect(padded.map(({ ciphertext }) => ciphertext.length - 16)).toEqual([bare!.ciphertext.length - 16, 128, 300]);
    expect(openAsHub(at, bare!).body).toEqual(removal);
  });

  it('has so many receivers at most as a hub can have, so that a body of nothing else stays small in memory', () => {
    const { message } = seal(scene());
    const empty = {
      receiverRef: new Uint8Array(),
      encryptedKeyAndNonces: { kemOutput: new Uint8Array(), ciphertext: new Uint8Array() },
    };
    const codec = semiPrivateMessageCodec();
    const withKeys = (count: number): SemiPrivateMessage => ({
      ...message,
      keysForExternalReceivers: Array.from({ length: count }, () => empty),
    });
    expect(codec.decode(codec.encode(withKeys(256)))).toEqual(withKeys(256));
    expect(refusal(() => codec.encode(withKeys(257)))).toBe('too-large');
    const none = { ...message, keysForExternalReceivers: [] };
    const before =
      5 + message.groupId.length + 8 + 1 + 1 + message.authenticatedData.length + 1 + message.partialContextHash.length;
    const octets = codec.encode(none);
    expect(octets[before]).toBe(0);
    const many = Buffer.concat([
      octets.subarray(0, before),
      Buffer.from([0x43, 0x03]),
      Buffer.alloc(771),
      octets.subarray(before + 1),
    ]);
    expect(refusal(() => codec.decode(many))).toBe('too-large');
  });

  it('is not made without receivers, nor to a key that is none', () => {
    const at = scene();
    expect(refusal(() => seal(at, { receivers: [] }))).toBe('empty-list');
    const none = { publicKey: Uint8Array.of(1), credential: basic('x') };
    expect(refusal(() => seal(at, { receivers: [none] }))).toBe('encryption');
  });

  const at = scene();
  const { message } = seal(at);
  const [key] = message.keysForExternalReceivers;
  const sealed = key!.encryptedKeyAndNonces;
  const turn = (field: keyof SemiPrivateMessage): Partial<SemiPrivateMessage> => ({
    [field]: damaged(message[field] as Uint8Array),
  });
  const changes: Record<string, [Partial<SemiPrivateMessage>, string, string]> = {
    'group id': [turn('groupId'), 'foreign-group', 'foreign-group'],
    epoch: [{ epoch: 1n }, 'foreign-group', 'foreign-group'],
    'content type': [{ contentType: 'commit' }, 'encryption', 'encryption'],
    'authenticated data': [turn('authenticatedData'), 'encryption', 'encryption'],
    partial_context_hash: [turn('partialContextHash'), 'encryption', 'inconsistent'],
    'list of receivers': [{ keysForExternalReceivers: [] }, 'encryption', 'encryption'],
    'receiver’s key': [
      {
        keysForExternalReceivers: [
          { ...key!, encryptedKeyAndNonces: { ...sealed, ciphertext: damaged(sealed.ciphertext) } },
        ],
      },
      'encryption',
      'encryption',
    ],
    'KEM output': [
      { keysForExternalReceivers: [{ ...key!, encryptedKeyAndNonces: { ...sealed, kemOutput: Uint8Array.of(1) } }] },
      'encryption',
      'encryption',
    ],
    framed_content_tbs_hash: [turn('framedContentTbsHash'), 'encryption', 'encryption'],
    ciphertext: [turn('ciphertext'), 'encryption', 'encryption'],
    'empty ciphertext': [{ ciphertext: new Uint8Array(0) }, 'encryption', 'encryption'],
  };
  it.each(Object.keys(changes))('is refused with another %s', (field) => {
    const [change, toHub, toMember] = changes[field]!;
    expect(refusal(() => openAsHub(at, { ...message, ...change }))).toBe(toHub);
    expect(refusal(() => openAsOther(at, { ...message, ...change }))).toBe(toMember);
  });

  it('members need its sender data, which receivers do without', () => {
    const changed = { ...message, encryptedSenderData: damaged(message.encryptedSenderData) };
    expect(refusal(() => openAsOther(at, changed))).toBe('encryption');
    expect(openAsHub(at, changed).body).toEqual(removal);
    const used = { senderDataSecret: at.keys.senderDataSecret, handshakeKey: () => null };
    expect(refusal(() => openAsMember(at.suite, message, used, at))).toBe('encryption');
    const foreign = { senderDataSecret: at.suite.random(32), handshakeKey: () => at.keys.handshake };
    expect(refusal(() => openAsMember(at.suite, message, foreign, at))).toBe('encryption');
  });

  it('is refused when somebody else signed, for another context or in another wire format', () => {
    const other = at.suite.generateSignatureKeyPair();
    expect(refusal(() => openAsHub({ ...at, memberKey: () => other.publicKey }, message))).toBe('signature');
    expect(refusal(() => openAsHub({ ...at, memberKey: () => null }, message))).toBe('signature');
    const forged = seal({ ...at, privateKey: other.privateKey }).message;
    expect(refusal(() => openAsOther(at, forged))).toBe('signature');
    const grown = { ...at, context: { ...at.context, treeHash: damaged(at.context.treeHash) } };
    expect(refusal(() => openAsHub(grown, message))).toBe('inconsistent');
    const self = { receiver: at.receiver, privateKey: at.receiverKey };
    const elsewhere = { ...at, wireFormat: 0xf0d1 };
    expect(refusal(() => openAsExternalReceiver(at.suite, message, self, elsewhere))).toBe('inconsistent');
  });

  it('refuses padding that is not zero, and content that does not decode', () => {
    const broken = seal(at, { content: { ...proposal, body: Uint8Array.of(0, 3, 0) } }).message;
    expect(refusal(() => openAsHub(at, broken))).toBe('malformed');
    const trailing = seal(at, { content: { ...proposal, body: Uint8Array.of(...removal, 0, 7) } }).message;
    expect(refusal(() => openAsHub(at, trailing))).toBe('malformed');
  });

  it('refuses a key of another length than the suite’s', () => {
    const handshakeKey = () => ({ key: new Uint8Array(3), nonce: new Uint8Array(1) });
    const keys = { senderDataSecret: at.keys.senderDataSecret, handshakeKey };
    expect(refusal(() => openAsMember(at.suite, message, keys, at))).toBe('malformed');
  });

  it('every encoding of any octets is refused by a rule, or decodes to what encodes the same', () => {
    const codec = semiPrivateMessageCodec();
    const octets = codec.encode(message);
    const mutated = fc
      .tuple(fc.nat(octets.length - 1), fc.nat(255), fc.nat(octets.length))
      .map(([place, value, end]) => octets.with(place, value).subarray(0, end));
    fc.assert(
      fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 400 })), (input) => {
        try {
          expect(codec.encode(codec.decode(input))).toEqual(Uint8Array.from(input));
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidWire);
        }
      }),
    );
    for (let end = 0; end < octets.length; end++)
      expect(refusal(() => codec.decode(octets.subarray(0, end)))).toBe('malformed');
    expect(refusal(() => codec.decode(Uint8Array.of(...octets, 0)))).toBe('malformed');
  });
});

describe('external receivers of a group', () => {
  const receiver = { publicKey: Uint8Array.of(1, 2), credential: basic('mimi://hub.example') };
  const data = externalReceivers.encode([receiver]);
  const inDictionary = dictionaryExtension(new Map([[0x0008, data]]));
  const asExtension: Extension = { type: codePoints.extensions.externalReceivers, data };
  const { context } = smallGroup().group.public;
  const required: Extension = { type: 0x0008, data: wireFormats.encode([format]) };

  it('WF-28: are component 0x0008; the extension form is taken too', () => {
    expect(externalReceiversIn({ ...context, extensions: [inDictionary] })).toEqual([receiver]);
    expect(externalReceiversIn({ ...context, extensions: [asExtension] })).toEqual([receiver]);
    expect(externalReceiversIn(context)).toEqual([]);
    const empty = { ...asExtension, data: externalReceivers.encode([]) };
    expect(externalReceiversIn({ ...context, extensions: [empty, inDictionary] })).toEqual([receiver]);
    const elsewhere = codePointsWith({ components: { externalReceivers: 0x8001 } });
    expect(externalReceiversIn({ ...context, extensions: [inDictionary] }, elsewhere)).toEqual([]);
  });

  it('a group uses the wire format when it requires it and has a receiver', () => {
    const uses = (...extensions: Extension[]): boolean => usesSemiPrivateMessages({ ...context, extensions });
    expect(uses(required, inDictionary)).toBe(true);
    expect(uses(inDictionary)).toBe(false);
    expect(uses(required)).toBe(false);
    expect(uses({ ...required, data: wireFormats.encode([5]) }, inDictionary)).toBe(false);
  });

  it('what is no list of receivers is refused', () => {
    const broken = dictionaryExtension(new Map([[0x0008, Uint8Array.of(9)]]));
    expect(refusal(() => externalReceiversIn({ ...context, extensions: [broken] }))).toBe('malformed');
    const noDictionary = { type: 6, data: Uint8Array.of(1) };
    expect(refusal(() => externalReceiversIn({ ...context, extensions: [noDictionary] }))).toBe('malformed');
  });
});
