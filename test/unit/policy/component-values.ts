import fc from 'fast-check';
import type {
  AssetPolicy,
  Bot,
  ExtendedCapabilities,
  FrankingAgent,
  HistoryPolicy,
  JoinLinkPolicy,
  JoinLinksUpdate,
  LinkPreviewPolicy,
  LoggingPolicy,
  MediaType,
  MessageExpirationPolicy,
  MinDefaultMaxTime,
  OperationalPolicy,
  Optionality,
  PendingProposalPolicy,
  RoomComponents,
  StatusNotificationPolicy,
} from '../../../src/policy/index.ts';

// Values of every further component as its draft allows them.

const uint8 = fc.nat(0xff);
const uint16 = fc.nat(0xffff);
const uint32 = fc.nat(0xffffffff);
const uint64 = fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn });
const octets = fc.uint8Array({ maxLength: 70 }).map((value) => new Uint8Array(value));
const text = fc.string({ unit: 'binary', maxLength: 40 }).filter((value) => !value.includes('\0'));
const domain = fc.constantFrom('a.example', 'b.example', 'up.b.example', 'xn--bcher-kva.example');
const uri = fc.constantFrom('https://a.example/x?y=%20#z', 'mimi://a.example/r/x', 'mailto:a@example.org');
const uriOrNone = fc.oneof(fc.constant(''), uri);
export const optionality = fc.constantFrom<Optionality>('optional', 'required', 'forbidden');

export const mediaType: fc.Arbitrary<MediaType> = fc.record({
  type: fc.constantFrom('text/plain', 'image/png', 'application/vnd.x+json', 'TEXT/Markdown'),
  parameters: fc.uniqueArray(
    fc.record({ name: fc.constantFrom('charset', 'a', 'B'), value: fc.string({ maxLength: 8 }) }),
    { selector: ({ name }) => name, maxLength: 3 },
  ),
});

const frankingAgent: fc.Arbitrary<FrankingAgent> = fc.record({
  signatureKey: fc.uint8Array({ minLength: 1, maxLength: 70 }).map((value) => new Uint8Array(value)),
  credential: fc.oneof(
    octets.map((identity) => ({ type: 'basic' as const, identity })),
    fc.array(octets, { minLength: 1, maxLength: 2 }).map((certificates) => ({ type: 'x509' as const, certificates })),
  ),
});

const capabilities: fc.Arbitrary<ExtendedCapabilities> = fc.record({
  versions: fc.array(uint16, { maxLength: 2 }),
  cipherSuites: fc.array(uint16, { maxLength: 2 }),
  extensions: fc.array(uint16, { maxLength: 2 }),
  proposals: fc.array(uint16, { maxLength: 2 }),
  credentials: fc.array(uint16, { maxLength: 2 }),
  wireFormats: fc.array(uint16, { maxLength: 2 }),
  componentIds: fc.array(uint16, { maxLength: 2 }),
  safeAadTypes: fc.array(uint16, { maxLength: 2 }),
  mediaTypes: fc.array(mediaType, { maxLength: 2 }),
  contentTypes: fc.array(uint8, { maxLength: 2 }),
});
const nothing: ExtendedCapabilities = {
  versions: [],
  cipherSuites: [],
  extensions: [],
  proposals: [],
  credentials: [],
  wireFormats: [],
  componentIds: [],
  safeAadTypes: [],
  mediaTypes: [],
  contentTypes: [],
};
const ordered = (values: readonly bigint[]): readonly bigint[] => [...values].sort((a, b) => (a < b ? -1 : 1));
const time: fc.Arbitrary<MinDefaultMaxTime> = fc.tuple(uint64, uint64, uint64).map((values) => {
  const [minimum = 0n, usual = 0n, maximum = 0n] = ordered(values);
  return { minimum, default: usual, maximum };
});
const pending: fc.Arbitrary<PendingProposalPolicy> = fc.oneof(
  fc.constant({ strategy: 'unspecified' as const }),
  fc.constant({ strategy: 'immediate-commit' as const }),
  fc.tuple(uint64, uint64).map((values) => {
    const [minimum = 0n, maximum = 0n] = ordered(values);
    return { strategy: 'random-delay' as const, minimum, maximum };
  }),
  fc.record({
    strategy: fc.constant('extension' as const),
    code: fc.integer({ min: 3, max: 255 }),
    componentId: uint16,
  }),
);

const operational: fc.Arbitrary<OperationalPolicy> = fc.record({
  mandatory: capabilities,
  default: capabilities,
  forbidden: fc.constant(nothing),
  handshakeFormats: fc.array(uint16, { maxLength: 3 }),
  externalProposalAllowed: fc.boolean(),
  externalCommitAllowed: fc.boolean(),
  pendingProposals: pending,
  leafNodeUpdateTime: time,
  appMessages: fc.record({ epochTolerance: uint8, padToSize: uint16, maxGenerationsSkipahead: uint32 }),
  maxKeyPackageLifetime: uint64,
  maxCredentialLifetime: uint64,
  resumptionPskLifetime: uint64,
  senderNonceKeypairLifetime: time,
  maxKeypairs: uint32,
  bufferIncomingMessageTime: time,
  maxBufferedMessages: uint32,
});

const statusNotifications: fc.Arbitrary<StatusNotificationPolicy> = fc.record({
  deliveryNotifications: optionality,
  readReceipts: optionality,
});

const joinLinkPolicy: fc.Arbitrary<JoinLinkPolicy> = fc.record({
  onRequest: fc.boolean(),
  requestUri: uriOrNone,
  multiuser: fc.boolean(),
  expiration: uint32,
});

export const joinLinksUpdates: fc.Arbitrary<JoinLinksUpdate> = fc.record({
  removedIndices: fc.uniqueArray(uint32, { maxLength: 5 }),
  addedLinks: fc.array(octets, { maxLength: 5 }),
});

const linkPreviews: fc.Arbitrary<LinkPreviewPolicy> = fc
  .record({
    autodetectHyperlinks: fc.constantFrom<Optionality>('optional', 'forbidden'),
    sendPreviews: optionality,
    automaticPreviews: optionality,
    proxyUse: optionality,
    proxy: uri,
  })
  .map((policy) => (policy.proxyUse === 'forbidden' ? { ...policy, proxy: '' } : policy));

const kinds = ['direct', 'hubProxy', 'ohttp'] as const;
const download: fc.Arbitrary<AssetPolicy['download']> = fc
  .tuple(fc.subarray([...kinds]), fc.constantFrom(...kinds), fc.boolean())
  .map(([some, usual, listed]) => ({
    allowed: listed ? [...some.filter((kind) => kind !== usual), usual] : [],
    forbidden: kinds.filter((kind) => kind !== usual && !some.includes(kind)),
    default: usual,
  }));

const assets: fc.Arbitrary<AssetPolicy> = fc.record({
  uploadLocation: fc.constantFrom('unspecified', 'localProvider'),
  uploadDomains: fc.uniqueArray(fc.record({ provider: domain, destinations: fc.array(domain, { maxLength: 3 }) }), {
    selector: ({ provider }) => provider,
    maxLength: 3,
  }),
  download,
  maxImage: uint64,
  maxAudio: uint64,
  maxVideo: uint64,
  maxAttachment: uint64,
  forbiddenMediaTypes: fc.array(mediaType, { maxLength: 3 }),
  permittedMediaTypes: fc.option(fc.array(mediaType, { minLength: 1, maxLength: 3 })),
});

const logging: fc.Arbitrary<LoggingPolicy> = fc
  .record({
    logging: optionality,
    loggers: fc.subarray(['mimi://a.example/u/log', 'mimi://b.example/d/log/1', 'mimi://c.example/u/x'], {
      minLength: 1,
    }),
    machineReadablePolicy: uriOrNone,
    humanReadablePolicy: uriOrNone,
  })
  .map((policy) =>
    policy.logging === 'forbidden'
      ? { ...policy, loggers: [], machineReadablePolicy: '', humanReadablePolicy: '' }
      : policy,
  );

const history: fc.Arbitrary<HistoryPolicy> = fc
  .record({
    sharing: optionality,
    rolesThatCanShare: fc.array(fc.integer({ min: 2, max: 0xffffffff }), { maxLength: 4 }),
    automaticallyShare: fc.boolean(),
    maxTimePeriod: uint32,
  })
  .map((policy) =>
    policy.sharing === 'forbidden'
      ? { ...policy, rolesThatCanShare: [], automaticallyShare: false, maxTimePeriod: 0 }
      : policy,
  );

const bot: fc.Arbitrary<Bot> = fc
  .record({
    name: text,
    description: text,
    homepage: uriOrNone,
    localClient: fc.boolean(),
    role: uint32,
    canTargetMessage: fc.boolean(),
    perUserContent: fc.boolean(),
  })
  .map((value) => (value.localClient ? { ...value, role: 0 } : value));

const expiration: fc.Arbitrary<MessageExpirationPolicy> = fc
  .tuple(optionality, fc.array(uint32, { minLength: 3, maxLength: 3 }), fc.boolean())
  .map(([expiring, values, given]) => {
    if (expiring === 'forbidden') return { expiring, minimum: 0, maximum: 0, default: null };
    const [minimum = 0, usual = 0, maximum = 0] = [...values].sort((a, b) => a - b);
    return { expiring, minimum, maximum, default: given ? usual : null };
  });

/** Each with every field that it may have. */
export const componentValues = {
  contentMediaTypes: fc.array(mediaType, { minLength: 1, maxLength: 4 }),
  frankingAgent,
  operational,
  statusNotifications,
  joinLinkPolicy,
  joinLinks: fc.array(octets, { maxLength: 4 }),
  linkPreviews,
  assets,
  logging,
  history,
  bots: fc.record({ allowedBots: fc.array(bot, { maxLength: 3 }) }),
  expiration,
} satisfies { [K in keyof RoomComponents]-?: fc.Arbitrary<NonNullable<RoomComponents[K]>> };

/** Any of them, or none. */
export const roomComponents: fc.Arbitrary<RoomComponents> = fc.record(componentValues, { requiredKeys: [] });
