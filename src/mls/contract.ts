/**
 * The vocabulary of the MLS engine (RFC 9420, draft-ietf-mls-extensions): what a hub and a hosted member can do with a
 * group. Types only; the functions stand behind `index.ts`.
 *
 * Groups are values: every operation takes a group and returns the next one, the old one stays valid. Operations are
 * asynchronous only so that long ones (hundreds of HPKE seals) can yield to the event loop; they do no I/O.
 * @module
 */

/** RFC 9420 §17.1. All seven suites of the RFC are implemented. */
export type CipherSuiteId = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** Position of a leaf in the ratchet tree (0, 1, 2 …; RFC 9420 §4). Reused after a removal, so it names nobody for long. */
export type LeafIndex = number;

/** Hex of a ProposalRef or KeyPackageRef (RFC 9420 §5.2): a map key, not a wire form. */
export type RefKey = string;

/** RFC 9420 §5.3. `identity` is UTF-8; for MIMI it is the client URI. */
export type Credential =
  | { readonly type: 'basic'; readonly identity: Uint8Array }
  | { readonly type: 'x509'; readonly certificates: readonly Uint8Array[] };

/** RFC 9420 §7.2. Numbers are code points; unknown and GREASE values are carried. */
export interface Capabilities {
  readonly versions: readonly number[];
  readonly cipherSuites: readonly number[];
  readonly extensions: readonly number[];
  readonly proposals: readonly number[];
  readonly credentials: readonly number[];
}

/** RFC 9420 §13: an extension is its type and its undecoded data. */
export interface Extension {
  readonly type: number;
  readonly data: Uint8Array;
}

/** RFC 9420 §8.1. */
export interface GroupContext {
  readonly version: 1;
  readonly cipherSuite: CipherSuiteId;
  readonly groupId: Uint8Array;
  readonly epoch: bigint;
  readonly treeHash: Uint8Array;
  readonly confirmedTranscriptHash: Uint8Array;
  readonly extensions: readonly Extension[];
}

/** A member as the tree shows it. */
export interface Member {
  readonly leafIndex: LeafIndex;
  readonly credential: Credential;
  readonly signatureKey: Uint8Array;
  readonly capabilities: Capabilities;
  /** Extensions of the leaf node, `app_data_dictionary` included. */
  readonly extensions: readonly Extension[];
}

/** Who framed a message (RFC 9420 §6). */
export type Sender =
  | { readonly type: 'member'; readonly leafIndex: LeafIndex }
  | { readonly type: 'external'; readonly senderIndex: number }
  | { readonly type: 'new-member-proposal' }
  | { readonly type: 'new-member-commit' };

/** RFC 9420 §12.1 and draft-ietf-mls-extensions §4.7, §4.9, §6.3. */
export type Proposal =
  | { readonly type: 'add'; readonly keyPackage: Uint8Array }
  | { readonly type: 'update'; readonly leafNode: Uint8Array }
  | { readonly type: 'remove'; readonly removed: LeafIndex }
  | { readonly type: 'psk'; readonly id: PreSharedKeyId }
  | {
      readonly type: 'reinit';
      readonly groupId: Uint8Array;
      readonly version: number;
      readonly cipherSuite: number;
      readonly extensions: readonly Extension[];
    }
  | { readonly type: 'external-init'; readonly kemOutput: Uint8Array }
  | { readonly type: 'group-context-extensions'; readonly extensions: readonly Extension[] }
  | {
      readonly type: 'app-data-update';
      readonly componentId: number;
      /** null removes the component's state. */
      readonly update: Uint8Array | null;
    }
  | { readonly type: 'app-ephemeral'; readonly componentId: number; readonly data: Uint8Array }
  | { readonly type: 'self-remove' }
  | { readonly type: 'unknown'; readonly proposalType: number; readonly body: Uint8Array };

/** RFC 9420 §8.4. */
export type PreSharedKeyId =
  | { readonly type: 'external'; readonly id: Uint8Array; readonly nonce: Uint8Array }
  | {
      readonly type: 'resumption';
      readonly usage: 'application' | 'reinit' | 'branch';
      readonly groupId: Uint8Array;
      readonly epoch: bigint;
      readonly nonce: Uint8Array;
    }
  /** PSKType application(3) of draft-ietf-mls-extensions §4.5. */
  | { readonly type: 'component'; readonly componentId: number; readonly id: Uint8Array; readonly nonce: Uint8Array };

/** Finds the value of a pre-shared key that is not a resumption PSK of the group itself; undefined when it is unknown. */
export type PskLookup = (id: PreSharedKeyId) => Uint8Array | undefined;

/** A proposal that was authenticated and waits for a commit. */
export interface PendingProposal {
  readonly ref: Uint8Array;
  readonly sender: Sender;
  readonly proposal: Proposal;
  /** The whole MLSMessage, for handing on byte for byte. */
  readonly message: Uint8Array;
}

/** What an application must decide about a group; the engine has no opinion of its own on these. */
export interface GroupRules {
  /**
   * Next state of one component (draft-ietf-mls-extensions §4.7), from its present state (undefined: none) and the
   * updates of one commit in order. Throws `InvalidMessage('app-data-update')` when they don't apply.
   */
  applyComponent(componentId: number, state: Uint8Array | undefined, updates: readonly Uint8Array[]): Uint8Array;
  /** RFC 9420 §5.3.1: throws `InvalidMessage('credential')` when the credential does not belong to this key. */
  authenticate(credential: Credential, signatureKey: Uint8Array): void;
  /** RFC 9420 §12.2: whether two leaves stand for the same client. */
  sameClient(a: Credential, b: Credential): boolean;
  /**
   * Optional: a string that is equal exactly when `sameClient` holds. Where it is given, adding hundreds of members
   * compares strings in a set and not credentials pair by pair.
   */
  clientKey?(credential: Credential): string;
  /**
   * Seconds since 1970, for key-package lifetimes (RFC 9420 §7.2); null skips the check. Who follows a log gives the
   * time at which the hub accepted, or null: with its own present time it would refuse what expired meanwhile, and stand.
   */
  readonly now: bigint | null;
}

/** One epoch seen from outside: public tree, GroupContext and pending proposals, no secrets. What a hub keeps. */
export interface PublicGroup {
  readonly context: GroupContext;
  readonly confirmationTag: Uint8Array;
  readonly pending: ReadonlyMap<RefKey, PendingProposal>;
  /** True after a ReInit was committed: nothing more is accepted (RFC 9420 §11.2). */
  readonly reinitialized: boolean;
}

/** What one commit did. Proposals are in the order of the commit. */
export interface CommitEffects {
  readonly sender: Sender;
  /** Leaf of the committer in the new epoch. */
  readonly committer: LeafIndex;
  readonly external: boolean;
  readonly proposals: readonly {
    readonly sender: Sender;
    readonly proposal: Proposal;
    readonly byReference: boolean;
  }[];
  readonly added: readonly Member[];
  /** As they stood before the commit. */
  readonly removed: readonly Member[];
  readonly updated: readonly { readonly before: Member; readonly after: Member }[];
  readonly ephemeral: readonly { readonly sender: Sender; readonly componentId: number; readonly data: Uint8Array }[];
  readonly before: GroupContext;
  readonly after: GroupContext;
}

/** Secrets of a key package made here (RFC 9420 §10). Encrypt before storing. */
export interface KeyPackageSecrets {
  readonly ref: Uint8Array;
  readonly initKey: Uint8Array;
  readonly encryptionKey: Uint8Array;
  readonly signatureKey: Uint8Array;
}

/** A leaf that this process holds the private keys of. */
export interface LocalLeaf {
  readonly leafIndex: LeafIndex;
  readonly signaturePublicKey: Uint8Array;
}

/**
 * A group of which one or many leaves are hosted here. All local leaves share one state (design: many leaves, one state):
 * a commit is processed once for all of them.
 */
export interface HostedGroup {
  readonly public: PublicGroup;
  readonly local: readonly LocalLeaf[];
  /** RFC 9420 §8.7: equal on all members of an epoch. */
  readonly epochAuthenticator: Uint8Array;
}

/** What a committer made. Nothing of it counts until the hub has accepted `commit`. */
export interface PreparedCommit {
  /** The group after the commit; persist it under `commitHash` before submitting, adopt it when the commit is in the log. */
  readonly next: HostedGroup;
  /** SHA-256 of `commit`. */
  readonly commitHash: Uint8Array;
  /** MLSMessage with the PublicMessage. */
  readonly commit: Uint8Array;
  /** MLSMessage with the Welcome; null when nobody was added. */
  readonly welcome: Uint8Array | null;
  /** MLSMessage with the new epoch's GroupInfo, with external_pub and without ratchet_tree. */
  readonly groupInfo: Uint8Array;
  /** The new epoch's ratchet tree, RFC 9420 §12.4.3.3 `optional<Node> ratchet_tree<V>`. */
  readonly ratchetTree: Uint8Array;
}

/** A group of one member, fresh (RFC 9420 §11). */
export interface CreatedGroup {
  readonly group: HostedGroup;
  /** MLSMessage with the GroupInfo of epoch 0, with external_pub and without ratchet_tree. */
  readonly groupInfo: Uint8Array;
  readonly ratchetTree: Uint8Array;
}

/** A key package that was made here, with its secrets. `keyPackage` is the bare KeyPackage, not an MLSMessage. */
export interface OwnKeyPackage {
  readonly keyPackage: Uint8Array;
  readonly secrets: KeyPackageSecrets;
}

/** What came out of a message that a hosted group received. */
export type Received =
  | { readonly type: 'proposal'; readonly group: HostedGroup; readonly proposal: PendingProposal }
  | { readonly type: 'commit'; readonly group: HostedGroup; readonly effects: CommitEffects }
  | {
      readonly type: 'application';
      readonly group: HostedGroup;
      readonly sender: Member;
      readonly epoch: bigint;
      readonly generation: number;
      readonly plaintext: Uint8Array;
      readonly authenticatedData: Uint8Array;
    };

/** The parts of an MLSMessage that can be read without any key. */
export interface FrameHead {
  readonly wireFormat: 'public-message' | 'private-message' | 'welcome' | 'group-info' | 'key-package';
  /** Undefined for Welcome, GroupInfo and KeyPackage. */
  readonly contentType?: 'application' | 'proposal' | 'commit';
  readonly groupId?: Uint8Array;
  readonly epoch?: bigint;
  /** Only of a PublicMessage. */
  readonly sender?: Sender;
}

/** How far back and ahead keys are kept (RFC 9420 §9.2, §15.3; requirements OD-07, OD-08). */
export interface Retention {
  /** Past epochs whose application messages can still be read. Default 3. */
  readonly pastEpochs: number;
  /** Steps a ratchet may be advanced for one message. Default 1000. */
  readonly maxForward: number;
  /** Skipped message keys kept per sender and ratchet. Default 200. */
  readonly maxSkipped: number;
  /** Epochs whose resumption PSK is kept (RFC 9420 §8.6). Default 32. */
  readonly resumptionEpochs: number;
}
