/**
 * The further components of a room's GroupContext as values: what draft-ietf-mimi-room-policy §6 and §7,
 * draft-ietf-mimi-protocol §5.4.1 (franking) and draft-ietf-mls-extensions §6.2 (media types) put into the
 * app_data_dictionary. The components that membership rests on (participants, roles, base policy, metadata,
 * preauthorisation) are in ../contract.ts. Durations are in seconds unless a field says otherwise; uint64 are bigints.
 * @module
 */
import type { Credential } from '../../mls/index.ts';

/** room-policy §6.1: optional(0), required(1), forbidden(2). The draft's "mandatory" is `required` (decision WF-06). */
export type Optionality = 'optional' | 'required' | 'forbidden';

/** draft-ietf-mls-extensions §6.2.2, such as `text/plain` with charset UTF-8: parameter values without quoting. */
export interface MediaType {
  readonly type: string;
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
}

/** 0x0021, draft-ietf-mimi-protocol §5.4.1: whose signature the franks of this room bear. */
export interface FrankingAgent {
  readonly signatureKey: Uint8Array;
  readonly credential: Credential;
}

/** Code points that clients must, should or must not support (room-policy §7.1). Unknown ones are carried. */
export interface ExtendedCapabilities {
  readonly versions: readonly number[];
  readonly cipherSuites: readonly number[];
  readonly extensions: readonly number[];
  readonly proposals: readonly number[];
  readonly credentials: readonly number[];
  readonly wireFormats: readonly number[];
  readonly componentIds: readonly number[];
  readonly safeAadTypes: readonly number[];
  readonly mediaTypes: readonly MediaType[];
  /** RFC 9420 §6: 1 application, 2 proposal, 3 commit. */
  readonly contentTypes: readonly number[];
}

/** When members commit proposals that wait (room-policy §7.1). */
export type PendingProposalPolicy =
  | { readonly strategy: 'unspecified' }
  | { readonly strategy: 'immediate-commit' }
  /** Milliseconds. */
  | { readonly strategy: 'random-delay'; readonly minimum: bigint; readonly maximum: bigint }
  /** A code point of 3 or more, whose parameters are in another component (decision WF-23). */
  | { readonly strategy: 'extension'; readonly code: number; readonly componentId: number };

export interface MinDefaultMaxTime {
  readonly minimum: bigint;
  readonly default: bigint;
  readonly maximum: bigint;
}

/** 0x0024, OperationalParameters (room-policy §7.1). */
export interface OperationalPolicy {
  readonly mandatory: ExtendedCapabilities;
  readonly default: ExtendedCapabilities;
  readonly forbidden: ExtendedCapabilities;
  /** Wire formats of RFC 9420 §6 in which handshakes may come. */
  readonly handshakeFormats: readonly number[];
  readonly externalProposalAllowed: boolean;
  readonly externalCommitAllowed: boolean;
  readonly pendingProposals: PendingProposalPolicy;
  readonly leafNodeUpdateTime: MinDefaultMaxTime;
  readonly appMessages: {
    /** Past epochs whose messages are still taken. */
    readonly epochTolerance: number;
    /** Messages are padded to a multiple of this many octets. */
    readonly padToSize: number;
    readonly maxGenerationsSkipahead: number;
  };
  readonly maxKeyPackageLifetime: bigint;
  readonly maxCredentialLifetime: bigint;
  readonly resumptionPskLifetime: bigint;
  readonly senderNonceKeypairLifetime: MinDefaultMaxTime;
  readonly maxKeypairs: number;
  readonly bufferIncomingMessageTime: MinDefaultMaxTime;
  readonly maxBufferedMessages: number;
}

/** 0x0028 (room-policy §6.1). */
export interface StatusNotificationPolicy {
  readonly deliveryNotifications: Optionality;
  readonly readReceipts: Optionality;
}

/** 0x0029 (room-policy §6.2). */
export interface JoinLinkPolicy {
  /** At most one link stands in the policy; clients fetch or make their own. */
  readonly onRequest: boolean;
  /** Where a link is asked for; empty for nowhere (the draft's `join_link`, decision WF-23). */
  readonly requestUri: string;
  readonly multiuser: boolean;
  /** How long a new link can be valid. */
  readonly expiration: number;
}

/** 0x002A: the links that are valid, as opaque values (room-policy §6.2). */
export type JoinLinks = readonly Uint8Array[];

/** Component 0x002A as an update: indices refer to the list of the epoch's GroupContext, as in the participant list. */
export interface JoinLinksUpdate {
  readonly removedIndices: readonly number[];
  readonly addedLinks: JoinLinks;
}

/** 0x002B (room-policy §6.3). */
export interface LinkPreviewPolicy {
  /** Never `required`. */
  readonly autodetectHyperlinks: Optionality;
  /** Previews that the sender makes and sends along. */
  readonly sendPreviews: Optionality;
  /** Previews that the receiver makes. */
  readonly automaticPreviews: Optionality;
  readonly proxyUse: Optionality;
  /** Empty exactly when `proxyUse` is forbidden. */
  readonly proxy: string;
}

/** room-policy §6.4: unspecified(0), localProvider(1), hub(2). */
export type AssetUploadLocation = 'unspecified' | 'localProvider' | 'hub';

/** room-policy §6.4: direct(0), hubProxy(1), ohttp(2). */
export type DownloadKind = 'direct' | 'hubProxy' | 'ohttp';

/** 0x002C (room-policy §6.4). */
export interface AssetPolicy {
  readonly uploadLocation: AssetUploadLocation;
  /** Domain names; where the users of each provider may upload. */
  readonly uploadDomains: readonly { readonly provider: string; readonly destinations: readonly string[] }[];
  readonly download: {
    readonly allowed: readonly DownloadKind[];
    readonly forbidden: readonly DownloadKind[];
    readonly default: DownloadKind;
  };
  /** Octets. */
  readonly maxImage: bigint;
  readonly maxAudio: bigint;
  readonly maxVideo: bigint;
  readonly maxAttachment: bigint;
  readonly forbiddenMediaTypes: readonly MediaType[];
  /** null: every type that is not forbidden. Never an empty list (decision WF-23: an empty vector is an absent one). */
  readonly permittedMediaTypes: readonly MediaType[] | null;
}

/** 0x002D (room-policy §6.5). Lists and texts are empty when logging is forbidden. */
export interface LoggingPolicy {
  readonly logging: Optionality;
  /** URIs of users or of single clients, at most one of a provider. */
  readonly loggers: readonly string[];
  readonly machineReadablePolicy: string;
  readonly humanReadablePolicy: string;
}

/** 0x002E (room-policy §6.6). No roles, false and 0 when sharing is forbidden. */
export interface HistoryPolicy {
  readonly sharing: Optionality;
  readonly rolesThatCanShare: readonly number[];
  readonly automaticallyShare: boolean;
  readonly maxTimePeriod: number;
}

/** room-policy §6.7. */
export interface Bot {
  readonly name: string;
  readonly description: string;
  readonly homepage: string;
  /** It is no participant, but reads along with somebody's client; its role is 0. */
  readonly localClient: boolean;
  readonly role: number;
  readonly canTargetMessage: boolean;
  readonly perUserContent: boolean;
}

/** 0x002F (room-policy §6.7). */
export interface BotPolicy {
  readonly allowedBots: readonly Bot[];
}

/** 0x0030 (room-policy §6.8). 0, 0 and null when expiring messages are forbidden. */
export interface MessageExpirationPolicy {
  readonly expiring: Optionality;
  readonly minimum: number;
  readonly maximum: number;
  readonly default: number | null;
}

/**
 * The further components that a room has. One that is absent stands for its default (`componentDefaults` of
 * components/defaults.ts): networks then behave as they do without it.
 */
export interface RoomComponents {
  /** 0x0003, never empty: what every member reads. Application data is framed with its type then. */
  readonly contentMediaTypes?: readonly MediaType[];
  readonly frankingAgent?: FrankingAgent;
  readonly operational?: OperationalPolicy;
  readonly statusNotifications?: StatusNotificationPolicy;
  readonly joinLinkPolicy?: JoinLinkPolicy;
  readonly joinLinks?: JoinLinks;
  readonly linkPreviews?: LinkPreviewPolicy;
  readonly assets?: AssetPolicy;
  readonly logging?: LoggingPolicy;
  readonly history?: HistoryPolicy;
  readonly bots?: BotPolicy;
  readonly expiration?: MessageExpirationPolicy;
}
