/** Real MLS structs, made once, and arbitrary values of everything that providers send one another. */
import fc from 'fast-check';
import type { ClientUri, RoomUri, UserUri } from '../../../src/identifiers/index.ts';
import { encodeWith } from '../../../src/mls/index.ts';
import { clientUri, parseDomain, roomUri, userUri } from '../../../src/identifiers/index.ts';
import type {
  AbuseReport,
  ClientKeyMaterial,
  ConsentEntry,
  FanoutMessage,
  Frank,
  GroupInfoAndTree,
  GroupInfoOption,
  GroupInfoRequest,
  GroupInfoResponse,
  IdentifierRequest,
  IdentifierResponse,
  KeyMaterialRequest,
  KeyMaterialResponse,
  KeyMaterialUserCode,
  PersonUri,
  QueryElement,
  RatchetTreeOption,
  SubmitMessageRequest,
  SubmitMessageResponse,
  UpdateRequest,
  UpdateResponse,
} from '../../../src/wire/index.ts';
import { codePoints } from '../../../src/wire/profile/code-points.ts';
import { semiPrivateMessage } from '../../../src/wire/semi-private-message/structs.ts';
import { makeCorpus } from '../../fuzz/corpus.ts';

const corpus = await makeCorpus(1);

function sample(name: string): Uint8Array {
  const found = corpus.samples.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no sample ${name}`);
  return found.octets;
}

function semiPrivate(contentType: 'proposal' | 'commit'): Uint8Array {
  const octets = Uint8Array.of(1, 2, 3);
  const body = encodeWith(semiPrivateMessage.write, {
    groupId: corpus.hub.context.groupId,
    epoch: 7n,
    contentType,
    authenticatedData: octets,
    partialContextHash: octets,
    keysForExternalReceivers: [
      { receiverRef: octets, encryptedKeyAndNonces: { kemOutput: octets, ciphertext: octets } },
    ],
    framedContentTbsHash: octets,
    encryptedSenderData: octets,
    ciphertext: octets,
  });
  const format = codePoints.wireFormats.semiPrivateMessage;
  return Uint8Array.of(0, 1, format >> 8, format & 0xff, ...body);
}

/** MLSMessages, but the key package and the tree, which are bare. */
export const mls = {
  groupId: corpus.hub.context.groupId,
  application: sample('private message of 20'),
  proposal: sample('proposal remove'),
  otherProposal: sample('proposal add'),
  semiPrivateProposal: semiPrivate('proposal'),
  commit: sample('add for a newcomer'),
  semiPrivateCommit: semiPrivate('commit'),
  externalCommit: sample('external commit'),
  welcome: sample('welcome'),
  groupInfo: sample('group info'),
  keyPackageMessage: sample('key package'),
  keyPackage: sample('key package').slice(4),
  tree: sample('tree'),
};

const label = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const domain = label.map((name) => parseDomain(`${name}.example`));
const name = fc.string({ minLength: 1, maxLength: 20 }).filter((text) => text.isWellFormed() && !/^\.\.?$/.test(text));
export const user: fc.Arbitrary<UserUri> = fc.tuple(domain, name).map(([host, part]) => userUri(host, part));
export const client: fc.Arbitrary<ClientUri> = fc.tuple(user, name).map(([of, part]) => clientUri(of, part));
export const room: fc.Arbitrary<RoomUri> = fc.tuple(domain, name).map(([host, part]) => roomUri(host, part));
const pseudonym = fc.tuple(domain, fc.uuid()).map(([host, id]) => `mimi://${host}/p/${id}` as PersonUri);
export const person: fc.Arbitrary<PersonUri> = fc.oneof(user, pseudonym);

const octets = (maxLength = 80) => fc.uint8Array({ maxLength }).map((value) => new Uint8Array(value));
const exactly = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((value) => new Uint8Array(value));
export const text = fc.string({ maxLength: 80 }).filter((value) => value.isWellFormed() && !value.includes('\0'));
const time = fc.maxSafeNat();
const uint16 = fc.nat(0xffff);
const uint64 = fc.bigInt(0n, 0xffff_ffff_ffff_ffffn);
const credential = fc.oneof(
  fc.record({ type: fc.constant('basic' as const), identity: octets() }),
  fc.record({ type: fc.constant('x509' as const), certificates: fc.array(octets(300), { maxLength: 3 }) }),
);
const dictionary = fc
  .uniqueArray(fc.tuple(uint16, octets()), { selector: ([id]) => id, maxLength: 4 })
  .map((entries) => new Map([...entries].sort(([a], [b]) => a - b)));
const keyPackage = fc.constant(mls.keyPackage);
const proposal = fc.constantFrom(mls.proposal, mls.otherProposal, mls.semiPrivateProposal);
const commit = fc.constantFrom(mls.commit, mls.externalCommit, mls.semiPrivateCommit);
export const frank: fc.Arbitrary<Frank> = fc.record({
  serverFrank: exactly(32),
  cipherSuite: uint16,
  integritySignature: octets(),
});
const extensions = fc
  .array(octets(), { maxLength: 3 })
  .map((list) => list.map((data, at) => ({ type: 0xf100 + at, data })));

export const ratchetTree: fc.Arbitrary<RatchetTreeOption> = fc.constantFrom<RatchetTreeOption>(
  { representation: 'full', ratchetTree: mls.tree },
  { representation: 'httpsUri', url: 'https://trees.example/t/1' },
  { representation: 'outOfBand' },
  { representation: 'distributionService' },
);

const uint16s = fc.array(uint16, { maxLength: 5 });
const capabilities = fc.record({
  versions: uint16s,
  cipherSuites: uint16s,
  extensions: uint16s,
  proposals: uint16s,
  credentials: uint16s,
});

export const keyMaterialRequest: fc.Arbitrary<KeyMaterialRequest> = fc.record({
  requestingUser: person,
  targetUser: person,
  room: fc.option(room),
  acceptableCipherSuites: fc.array(uint16, { minLength: 1, maxLength: 5 }),
  requiredCapabilities: fc.record({ extensions: uint16s, proposals: uint16s, credentials: uint16s }),
  requesterSignatureKey: octets(),
  requesterCredential: credential,
  signature: octets(),
});

export const served: fc.Arbitrary<ClientKeyMaterial> = fc.record({
  code: fc.constant('success' as const),
  client,
  keyPackage,
});
export const unserved: fc.Arbitrary<ClientKeyMaterial> = fc.oneof(
  fc.record({ code: fc.constant('keyMaterialExhausted' as const), client }),
  fc.record({ code: fc.constant('nothingCompatible' as const), client, capabilities: fc.option(capabilities) }),
);
const response = <Code extends KeyMaterialUserCode>(code: Code, clients: fc.Arbitrary<ClientKeyMaterial[]>) =>
  fc.record({ userStatus: fc.constant(code), user: person, clients });
export const keyMaterialResponse: fc.Arbitrary<KeyMaterialResponse> = fc.oneof(
  response('success', fc.array(served, { maxLength: 3 })),
  response(
    'partialSuccess',
    fc.tuple(served, unserved).map((both) => both),
  ),
  response('noCompatibleMaterial', fc.array(unserved, { maxLength: 3 })),
  ...(['incompatibleProtocol', 'userUnknown', 'noConsent', 'noConsentForThisRoom', 'userDeleted'] as const).map(
    (code) => response(code, fc.constant([])),
  ),
);

const groupInfoOption: fc.Arbitrary<GroupInfoOption> = fc.oneof(
  fc.constant<GroupInfoOption>({ representation: 'full', groupInfo: mls.groupInfo }),
  fc.record({
    representation: fc.constant('partial' as const),
    partialGroupInfo: fc.record({
      ratchetTreePresence: fc.constantFrom('noRatchetTree', 'present', 'removed', 'added'),
      extensions,
      signature: octets(),
    }),
  }),
);
export const commitUpdate = fc.record({
  type: fc.constant('commit' as const),
  commit,
  welcome: fc.option(fc.constant(mls.welcome)),
  groupInfo: groupInfoOption,
  ratchetTree,
});
const proposals = fc.array(proposal, { minLength: 1, maxLength: 3 });
export const updateRequest: fc.Arbitrary<UpdateRequest> = fc.oneof(
  commitUpdate,
  fc.record({ type: fc.constant('proposals' as const), proposals }),
);
export const updateResponse: fc.Arbitrary<UpdateResponse> = fc.oneof(
  fc.record({ code: fc.constant('success' as const), errorDescription: text, acceptedTimestamp: time }),
  fc.record({ code: fc.constant('wrongEpoch' as const), errorDescription: text, currentEpoch: uint64 }),
  fc.record({ code: fc.constant('notAllowed' as const), errorDescription: text }),
  fc.record({
    code: fc.constant('invalidProposal' as const),
    errorDescription: text,
    invalidProposals: fc.array(exactly(32), { maxLength: 3 }),
  }),
);

export const submitMessageRequest: fc.Arbitrary<SubmitMessageRequest> = fc.record({
  appMessage: fc.constant(mls.application),
  sendingUri: person,
});
export const submitMessageResponse: fc.Arbitrary<SubmitMessageResponse> = fc.oneof(
  fc.record({ code: fc.constant('accepted' as const), acceptedTimestamp: time, frank: fc.option(frank) }),
  fc.record({ code: fc.constant('notAllowed' as const) }),
  fc.record({ code: fc.constant('epochTooOld' as const), currentEpoch: uint64 }),
);

export const fanoutMessage: fc.Arbitrary<FanoutMessage> = fc.oneof(
  fc.record({
    type: fc.constant('application' as const),
    timestamp: time,
    message: fc.constant(mls.application),
    frank: fc.option(frank),
  }),
  fc.record({
    type: fc.constant('welcome' as const),
    timestamp: time,
    welcome: fc.constant(mls.welcome),
    ratchetTree,
  }),
  fc.record({ type: fc.constant('proposals' as const), timestamp: time, proposals }),
  fc.record({
    type: fc.constant('commit' as const),
    timestamp: time,
    commit,
    externalProposals: fc.array(proposal, { maxLength: 2 }),
  }),
);

export const groupInfoRequest: fc.Arbitrary<GroupInfoRequest> = fc.record({
  cipherSuite: uint16,
  requestingSignatureKey: octets(),
  requestingCredential: credential,
  groupInfoPublicKey: octets(),
  joiningCode: fc.option(octets().filter((code) => code.length > 0)),
  signature: octets(),
});
export const groupInfoResponse: fc.Arbitrary<GroupInfoResponse> = fc.oneof(
  fc.record({
    status: fc.constant('success' as const),
    room,
    cipherSuite: uint16,
    hubSender: fc.record({ signatureKey: octets(), credential }),
    encryptedGroupInfoAndTree: fc.record({ kemOutput: octets(), ciphertext: octets(300) }),
    signature: octets(),
  }),
  fc.record({ status: fc.constantFrom('notAuthorized' as const, 'noSuchRoom' as const), room }),
);
export const groupInfoAndTree: fc.Arbitrary<GroupInfoAndTree> = fc.record({
  groupInfo: fc.constant(mls.groupInfo),
  ratchetTree,
  pendingProposals: fc.array(fc.record({ proposal, acceptedTimestamp: time }), { maxLength: 2 }),
});

const scope = { requester: person, target: person, room: fc.option(room) };
export const consentScope = fc.record(scope);
export const asked: fc.Arbitrary<ConsentEntry> = fc.record({
  operation: fc.constantFrom('request' as const, 'cancel' as const),
  ...scope,
  extensions: dictionary,
});
export const answered: fc.Arbitrary<ConsentEntry> = fc.oneof(
  fc.record({ operation: fc.constant('revoke' as const), ...scope, extensions: dictionary }),
  fc.record({
    operation: fc.constant('grant' as const),
    ...scope,
    clientKeyPackages: fc.array(keyPackage, { maxLength: 2 }),
    extensions: dictionary,
  }),
);

const element: fc.Arbitrary<QueryElement> = fc.oneof(
  fc.record({
    type: fc.constantFrom('handle', 'nick', 'email', 'phone', 'partialName', 'wholeProfile'),
    value: text,
  }),
  fc.record({ type: fc.constantFrom('oidcStdClaim', 'vcardField'), name: text, value: text }),
);
export const identifierRequest: fc.Arbitrary<IdentifierRequest> = fc.record({
  elements: fc.array(element, { minLength: 1, maxLength: 4 }),
  extensions: dictionary,
});
const profile = fc.record({
  user,
  fields: fc.array(
    fc.record({ source: fc.constantFrom('oidcStdClaim' as const, 'vcardField' as const), name: text, value: octets() }),
    { maxLength: 3 },
  ),
});
export const identifierResponse: fc.Arbitrary<IdentifierResponse> = fc.oneof(
  fc.record({
    code: fc.constant('success' as const),
    profiles: fc.array(profile, { minLength: 1, maxLength: 3 }),
    extensions: dictionary,
  }),
  fc.record({
    code: fc.constantFrom('notFound', 'ambiguous', 'forbidden', 'unsupportedField'),
    profiles: fc.constant([]),
    extensions: dictionary,
  }),
);

export const abuseReport: fc.Arbitrary<AbuseReport> = fc.record({
  reportingUser: fc.option(person),
  allegedAbuser: person,
  reasonCode: fc.nat(0xff),
  note: text,
  messages: fc.array(fc.record({ content: octets(300), frank, acceptedTimestamp: time }), { maxLength: 3 }),
  extensions: dictionary,
});
