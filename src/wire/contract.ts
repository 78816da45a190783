/**
 * What providers say to one another, as decoded values (draft-ietf-mimi-protocol-06, here P). Codes have the draft's
 * names. What the draft nests is nested; an MLS struct is carried as the octets that were read, its shape checked by the
 * engine's own decoders: handshakes, Welcome and GroupInfo as MLSMessages, key packages and trees bare, as everywhere in
 * this house. Times are milliseconds since 1970, below 2^53; epochs are bigints. Lists of octets are in wire order.
 *
 * Every text is UTF-8 without NUL, every URI in its canonical spelling (decision WF-05): signatures cover the spelling.
 * @module
 */
import type { ClientUri, RoomUri, UserUri } from '../identifiers/index.ts';
import type {
  Capabilities,
  Credential,
  Dictionary,
  Extension,
  ExternalSender,
  HpkeCiphertext,
  RequiredCapabilities,
} from '../mls/index.ts';

declare const pseudonym: unique symbol;

/** `mimi://domain/p/…`, canonical: stands for a user whose name a room does not show (draft-mahy-mimi-identity §4). */
export type PseudonymUri = string & { readonly [pseudonym]: true };

/** Who acts or is acted upon: a user, or a pseudonym of one. */
export type PersonUri = UserUri | PseudonymUri;

/** Both directions of one struct. Both throw `InvalidWire` and, for input from outside, nothing else. */
export interface WireCodec<T> {
  readonly encode: (value: T) => Uint8Array<ArrayBuffer>;
  /** The struct must take all the octets, and be spelled as `encode` spells it. */
  readonly decode: (octets: Uint8Array) => T;
}

// ── Key material (P §5.2) ──────────────────────────────────────────────────────────────────────────────────────────

/** KeyMaterialRequest without its signature. */
export interface UnsignedKeyMaterialRequest {
  readonly requestingUser: PersonUri;
  readonly targetUser: PersonUri;
  /** null: for no room in particular, spelled as an empty URI (decision WF-17). */
  readonly room: RoomUri | null;
  /** In order of preference, not empty. */
  readonly acceptableCipherSuites: readonly number[];
  readonly requiredCapabilities: RequiredCapabilities;
  readonly requesterSignatureKey: Uint8Array;
  readonly requesterCredential: Credential;
}

export interface KeyMaterialRequest extends UnsignedKeyMaterialRequest {
  /** SignWithLabel(…, "KeyMaterialRequestTBS", KeyMaterialRequestTBS). */
  readonly signature: Uint8Array;
}

export type KeyMaterialUserCode =
  | 'success'
  | 'partialSuccess'
  | 'incompatibleProtocol'
  | 'noCompatibleMaterial'
  | 'userUnknown'
  | 'noConsent'
  | 'noConsentForThisRoom'
  | 'userDeleted';

export type KeyMaterialClientCode = ClientKeyMaterial['code'];

export type ClientKeyMaterial =
  | { readonly code: 'success'; readonly client: ClientUri; readonly keyPackage: Uint8Array }
  | { readonly code: 'keyMaterialExhausted'; readonly client: ClientUri }
  /** `capabilities` null: not told, for privacy. */
  | { readonly code: 'nothingCompatible'; readonly client: ClientUri; readonly capabilities: Capabilities | null };

export interface KeyMaterialResponse {
  readonly userStatus: KeyMaterialUserCode;
  readonly user: PersonUri;
  /** Empty unless the status is success, partialSuccess or noCompatibleMaterial. */
  readonly clients: readonly ClientKeyMaterial[];
}

// ── Ratchet trees beside messages (draft-ietf-mls-ratchet-tree-options) ────────────────────────────────────────────

export type RatchetTreeOption =
  /** `optional<Node> ratchet_tree<V>` of RFC 9420 §12.4.3.3 (decision WF-21). */
  | { readonly representation: 'full'; readonly ratchetTree: Uint8Array }
  | { readonly representation: 'httpsUri'; readonly url: string }
  | { readonly representation: 'outOfBand' }
  | { readonly representation: 'distributionService' };

/** What a hub can't work out of a new epoch's GroupInfo by itself. */
export interface PartialGroupInfo {
  readonly ratchetTreePresence: 'noRatchetTree' | 'present' | 'removed' | 'added';
  /** Without ratchet_tree; with external_pub where external commits are allowed (decision WF-22). */
  readonly extensions: readonly Extension[];
  readonly signature: Uint8Array;
}

// ── Update (P §5.3) ────────────────────────────────────────────────────────────────────────────────────────────────

export type GroupInfoOption =
  /** MLSMessage with the GroupInfo, which embeds no tree (UP-05). */
  | { readonly representation: 'full'; readonly groupInfo: Uint8Array }
  | { readonly representation: 'partial'; readonly partialGroupInfo: PartialGroupInfo };

/** HandshakeBundle with a commit. */
export interface CommitUpdate {
  readonly type: 'commit';
  /** MLSMessage with a PublicMessage or SemiPrivateMessage. */
  readonly commit: Uint8Array;
  /** MLSMessage with the Welcome; null when there is none. */
  readonly welcome: Uint8Array | null;
  readonly groupInfo: GroupInfoOption;
  readonly ratchetTree: RatchetTreeOption;
}

/** HandshakeBundle with bare proposals: proposalOrCommit, then moreProposals. */
export interface ProposalUpdate {
  readonly type: 'proposals';
  /** MLSMessages with a PublicMessage or SemiPrivateMessage each; at least one. */
  readonly proposals: readonly Uint8Array[];
}

/** UpdateRequest: the room, not an octet, says which protocol (decision WF-09). */
export type UpdateRequest = CommitUpdate | ProposalUpdate;

/** UpdateRoomResponse. `errorDescription` is for people and has no private data; empty when there is nothing to say. */
export type UpdateResponse =
  | { readonly code: 'success'; readonly errorDescription: string; readonly acceptedTimestamp: number }
  | { readonly code: 'wrongEpoch'; readonly errorDescription: string; readonly currentEpoch: bigint }
  | { readonly code: 'notAllowed'; readonly errorDescription: string }
  | {
      readonly code: 'invalidProposal';
      readonly errorDescription: string;
      /** ProposalRefs (RFC 9420 §5.2). */
      readonly invalidProposals: readonly Uint8Array[];
    };

// ── Messages (P §5.4, §5.5) ────────────────────────────────────────────────────────────────────────────────────────

/** The hub's stamp on a message (P §5.4.1). */
export interface Frank {
  /** 32 octets. */
  readonly serverFrank: Uint8Array;
  /** The group's suite when the message was franked. */
  readonly cipherSuite: number;
  readonly integritySignature: Uint8Array;
}

export interface SubmitMessageRequest {
  /** MLSMessage with a PrivateMessage that holds an application message. */
  readonly appMessage: Uint8Array;
  readonly sendingUri: PersonUri;
}

/** SubmitMessageResponse; `accepted` is what the draft's select calls success (decision WF-10). */
export type SubmitMessageResponse =
  | { readonly code: 'accepted'; readonly acceptedTimestamp: number; readonly frank: Frank | null }
  | { readonly code: 'notAllowed' }
  | { readonly code: 'epochTooOld'; readonly currentEpoch: bigint };

/** One event of a room on its way to a follower. `timestamp`: when the hub accepted it. */
export type FanoutMessage =
  | {
      readonly type: 'application';
      readonly timestamp: number;
      /** MLSMessage with a PrivateMessage. */
      readonly message: Uint8Array;
      readonly frank: Frank | null;
    }
  | {
      readonly type: 'welcome';
      readonly timestamp: number;
      /** MLSMessage with the Welcome. */
      readonly welcome: Uint8Array;
      readonly ratchetTree: RatchetTreeOption;
    }
  | {
      readonly type: 'proposals';
      readonly timestamp: number;
      /** As in the ProposalUpdate that brought them, octet for octet (UP-36). */
      readonly proposals: readonly Uint8Array[];
    }
  | {
      readonly type: 'commit';
      readonly timestamp: number;
      readonly commit: Uint8Array;
      /** The hub's own proposals, made again for the epoch that an external commit began (UP-35). */
      readonly externalProposals: readonly Uint8Array[];
    };

// ── Group information (P §5.6) ─────────────────────────────────────────────────────────────────────────────────────

/** GroupInfoRequest without its signature. */
export interface UnsignedGroupInfoRequest {
  /** One that both sides have: it fixes the algorithms of the signatures and of the encryption. */
  readonly cipherSuite: number;
  readonly requestingSignatureKey: Uint8Array;
  readonly requestingCredential: Credential;
  /** HPKE key that the answer is encrypted to. */
  readonly groupInfoPublicKey: Uint8Array;
  /** null: none, spelled as an empty vector in the request and as an absent optional under the signature (WF-16). */
  readonly joiningCode: Uint8Array | null;
}

export interface GroupInfoRequest extends UnsignedGroupInfoRequest {
  /** SignWithLabel(…, "GroupInfoRequestTBS", GroupInfoRequestTBS). */
  readonly signature: Uint8Array;
}

/** A proposal that waits for a commit. Information only: RFC 9420 lets nobody commit it externally (decision WF-30). */
export interface PendingProposalEntry {
  /** MLSMessage. */
  readonly proposal: Uint8Array;
  readonly acceptedTimestamp: number;
}

/** GroupInfoRatchetTreeTBE: what the answer encrypts. */
export interface GroupInfoAndTree {
  /** MLSMessage with the GroupInfo, which embeds no tree. */
  readonly groupInfo: Uint8Array;
  readonly ratchetTree: RatchetTreeOption;
  readonly pendingProposals: readonly PendingProposalEntry[];
}

/** What GroupInfoResponseTBS covers of an answer with the status success. */
export interface UnsignedGroupInfoSuccess {
  readonly status: 'success';
  readonly room: RoomUri;
  readonly cipherSuite: number;
  readonly hubSender: ExternalSender;
  /** EncryptWithLabel(groupInfoPublicKey, "GroupInfo and ratchet_tree encryption", room, GroupInfoRatchetTreeTBE). */
  readonly encryptedGroupInfoAndTree: HpkeCiphertext;
}

export type GroupInfoResponse =
  | (UnsignedGroupInfoSuccess & {
      /** SignWithLabel(hub_sender.signature_key, "GroupInfoResponseTBS", GroupInfoResponseTBS). */
      readonly signature: Uint8Array;
    })
  | { readonly status: 'notAuthorized' | 'noSuchRoom'; readonly room: RoomUri };

// ── Consent (P §5.7) ───────────────────────────────────────────────────────────────────────────────────────────────

export interface ConsentScope {
  readonly requester: PersonUri;
  readonly target: PersonUri;
  /** null: any room. */
  readonly room: RoomUri | null;
}

export type ConsentEntry = ConsentScope & {
  /** Components that are unknown are ignored (CN-20). */
  readonly extensions: Dictionary;
} & (
    | { readonly operation: 'cancel' | 'request' | 'revoke' }
    /** Bare KeyPackages of the target's clients; may be empty. */
    | { readonly operation: 'grant'; readonly clientKeyPackages: readonly Uint8Array[] }
  );

export type ConsentOperation = ConsentEntry['operation'];

// ── Identifier query (P §5.8) ──────────────────────────────────────────────────────────────────────────────────────

/** One condition; those of a request must all hold. */
export type QueryElement =
  | {
      readonly type: 'handle' | 'nick' | 'email' | 'phone' | 'partialName' | 'wholeProfile';
      readonly value: string;
    }
  /** `name`: an OpenID Connect standard claim, or a vCard property. */
  | { readonly type: 'oidcStdClaim' | 'vcardField'; readonly name: string; readonly value: string };

export type SearchIdentifierType = QueryElement['type'];

export interface IdentifierRequest {
  /** Not empty: no condition at all would match everybody. */
  readonly elements: readonly QueryElement[];
  readonly extensions: Dictionary;
}

export type IdentifierQueryCode = 'success' | 'notFound' | 'ambiguous' | 'forbidden' | 'unsupportedField';

export interface ProfileField {
  readonly source: 'oidcStdClaim' | 'vcardField';
  readonly name: string;
  readonly value: Uint8Array;
}

export interface UserProfile {
  readonly user: UserUri;
  readonly fields: readonly ProfileField[];
}

/** IdentifierResponse; its `uri` list is that of the profiles (decision WF-27). */
export interface IdentifierResponse {
  readonly code: IdentifierQueryCode;
  /** Not empty exactly when the code is success. */
  readonly profiles: readonly UserProfile[];
  readonly extensions: Dictionary;
}

// ── Abuse report (P §5.9) ──────────────────────────────────────────────────────────────────────────────────────────

export interface AbusiveMessage {
  /** The message as the reporter decrypted it, with its salt. */
  readonly content: Uint8Array;
  readonly frank: Frank;
  readonly acceptedTimestamp: number;
}

export interface AbuseReport {
  /** null: anonymous, spelled as an empty URI (decision WF-13). */
  readonly reportingUser: PersonUri | null;
  readonly allegedAbuser: PersonUri;
  /** 0 to 255; the draft defines only 0, and unknown ones are kept (AF-13). */
  readonly reasonCode: number;
  readonly note: string;
  readonly messages: readonly AbusiveMessage[];
  readonly extensions: Dictionary;
}
