import type {
  AssetPolicy,
  BotPolicy,
  ExtendedCapabilities,
  HistoryPolicy,
  JoinLinkPolicy,
  LinkPreviewPolicy,
  LoggingPolicy,
  MessageExpirationPolicy,
  OperationalPolicy,
  RoomComponents,
  StatusNotificationPolicy,
} from './contract.ts';

/** No demand on anybody. */
export const noCapabilities: ExtendedCapabilities = {
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

const day = 86_400n;
const noLimit = 0xffff_ffff_ffff_ffffn;

/**
 * What a room without an operational policy is run by (PC-15). Its numbers are those that the MLS engine of this house
 * works with; a configuration may give others.
 */
const operational: OperationalPolicy = {
  mandatory: noCapabilities,
  default: noCapabilities,
  forbidden: noCapabilities,
  // PublicMessage: the hub reads handshakes (draft-ietf-mimi-protocol §5.3).
  handshakeFormats: [1],
  externalProposalAllowed: true,
  externalCommitAllowed: true,
  pendingProposals: { strategy: 'random-delay', minimum: 0n, maximum: 2000n },
  leafNodeUpdateTime: { minimum: 0n, default: 7n * day, maximum: noLimit },
  appMessages: { epochTolerance: 4, padToSize: 0, maxGenerationsSkipahead: 200 },
  maxKeyPackageLifetime: 90n * day,
  maxCredentialLifetime: noLimit,
  resumptionPskLifetime: 30n * day,
  senderNonceKeypairLifetime: { minimum: 0n, default: day, maximum: 7n * day },
  maxKeypairs: 200,
  bufferIncomingMessageTime: { minimum: 0n, default: 60n, maximum: day },
  maxBufferedMessages: 1000,
};

const statusNotifications: StatusNotificationPolicy = { deliveryNotifications: 'optional', readReceipts: 'optional' };

const joinLinkPolicy: JoinLinkPolicy = { onRequest: false, requestUri: '', multiuser: true, expiration: 604_800 };

/** No proxy is named, so none is used. */
const linkPreviews: LinkPreviewPolicy = {
  autodetectHyperlinks: 'optional',
  sendPreviews: 'optional',
  automaticPreviews: 'optional',
  proxyUse: 'forbidden',
  proxy: '',
};

/** draft-ietf-mimi-room-policy §6.4 recommends localProvider; without domains it could be met by nobody. */
const assets: AssetPolicy = {
  uploadLocation: 'unspecified',
  uploadDomains: [],
  download: { allowed: [], forbidden: [], default: 'hubProxy' },
  maxImage: noLimit,
  maxAudio: noLimit,
  maxVideo: noLimit,
  maxAttachment: noLimit,
  forbiddenMediaTypes: [],
  permittedMediaTypes: null,
};

const logging: LoggingPolicy = {
  logging: 'forbidden',
  loggers: [],
  machineReadablePolicy: '',
  humanReadablePolicy: '',
};

/** §6.6: what weakens forward secrecy has to be said; a room that says nothing shares nothing. */
const history: HistoryPolicy = {
  sharing: 'forbidden',
  rolesThatCanShare: [],
  automaticallyShare: false,
  maxTimePeriod: 0,
};

const bots: BotPolicy = { allowedBots: [] };

const expiration: MessageExpirationPolicy = { expiring: 'optional', minimum: 0, maximum: 0xffff_ffff, default: null };

/**
 * What an absent component stands for. Media types, franking and links have no default: a room without them frames
 * nothing, franks nothing and has no links.
 */
export const componentDefaults = {
  operational,
  statusNotifications,
  joinLinkPolicy,
  linkPreviews,
  assets,
  logging,
  history,
  bots,
  expiration,
} as const satisfies RoomComponents;
