/**
 * What one provider asks of another (draft-ietf-mimi-protocol-06 §5), as values. The hub in this process implements it
 * for each source provider, so nothing above it knows whether a room is hubbed here. Every call may be repeated: the
 * same bytes give the same answer.
 * @module
 */
import type { ProviderDomain, RoomUri, UserUri } from '../identifiers/index.ts';
import type { PolicyRule } from '../policy/index.ts';

/** What comes with a commit (§5.3 HandshakeBundle). Neither Welcome nor GroupInfo embeds the tree (UP-05). */
export interface CommitBundle {
  readonly type: 'commit';
  /** MLSMessage with a PublicMessage. */
  readonly commit: Uint8Array;
  /** MLSMessage with a Welcome; null when nobody was added, or when all who were added are hosted by the committer. */
  readonly welcome: Uint8Array | null;
  /** MLSMessage with the GroupInfo of the new epoch. */
  readonly groupInfo: Uint8Array;
  readonly ratchetTree: Uint8Array;
}

/** Bare proposals: accepted together or not at all (UP-13). */
export interface ProposalBundle {
  readonly type: 'proposals';
  /** MLSMessages with a PublicMessage each. */
  readonly proposals: readonly Uint8Array[];
}

export type UpdateRequest = CommitBundle | ProposalBundle;

/** §5.3 UpdateRoomResponse. */
export type UpdateResponse =
  /** A promise that the event will be distributed (UP-10). `acceptedTimestamp`: milliseconds since 1970. */
  | { readonly code: 'success'; readonly acceptedTimestamp: number }
  /** Stale: redo on fresh state if it still matters (UP-11). */
  | { readonly code: 'wrongEpoch'; readonly currentEpoch: bigint; readonly errorDescription: string }
  | { readonly code: 'notAllowed'; readonly errorDescription: string; readonly rule?: PolicyRule }
  | {
      readonly code: 'invalidProposal';
      readonly errorDescription: string;
      readonly rule?: PolicyRule;
      readonly invalidProposals: readonly Uint8Array[];
    };

/** §5.4. `sendingUri` is a listed participant of the source provider. */
export interface SubmitMessageRequest {
  /** MLSMessage with a PrivateMessage that holds an application message. */
  readonly appMessage: Uint8Array;
  readonly sendingUri: UserUri;
}

/** §5.4 SubmitMessageResponse. */
export type SubmitMessageResponse =
  | { readonly code: 'accepted'; readonly acceptedTimestamp: number }
  | { readonly code: 'notAllowed'; readonly errorDescription: string; readonly rule?: PolicyRule }
  /** Too old for the tolerance, or of another group: encrypt again in the current epoch (MF-04). */
  | { readonly code: 'epochTooOld'; readonly currentEpoch: bigint };

/** §5.6, after the transport has authenticated the requester. */
export interface GroupInfoRequest {
  readonly user: UserUri;
}

/** §5.6 GroupInfoResponse. */
export type GroupInfoResponse =
  | {
      readonly code: 'success';
      readonly groupInfo: Uint8Array;
      readonly ratchetTree: Uint8Array;
      readonly pendingProposals: readonly { readonly proposal: Uint8Array; readonly acceptedTimestamp: number }[];
    }
  | { readonly code: 'notAuthorized' }
  | { readonly code: 'noSuchRoom' };

export interface Provider {
  /** @throws NoSuchRoom */
  update(room: RoomUri, request: UpdateRequest): Promise<UpdateResponse>;
  /** @throws NoSuchRoom */
  submitMessage(room: RoomUri, request: SubmitMessageRequest): Promise<SubmitMessageResponse>;
  groupInfo(room: RoomUri, request: GroupInfoRequest): Promise<GroupInfoResponse>;
}

/** One accepted event of a room, in hub order. The log is the outbox: each destination is a cursor in it. */
export interface LogEntry {
  /** 1, 2, 3 … without gaps. */
  readonly position: number;
  readonly kind: 'commit' | 'proposal' | 'message' | 'destroyed';
  /** Milliseconds since 1970; never decreases within a room. */
  readonly acceptedAt: number;
  /** SHA-256 of `content`. */
  readonly hash: Uint8Array;
  /** The MLSMessage byte for byte; of `destroyed`: UTF-8 JSON of a `Destruction`. */
  readonly content: Uint8Array;
  /** Only of a commit that came with one. */
  readonly welcome: Uint8Array | null;
  /** Only of a message: who sent it, as the hub checked it. */
  readonly sender: UserUri | null;
  /** The provider that handed it in. */
  readonly source: ProviderDomain;
}

/** Content of the last entry of a room's log. */
export interface Destruction {
  readonly by: UserUri | null;
  readonly reason?: string;
  readonly alternate?: string;
}

/** What followers of rooms read. */
export interface RoomLog {
  /** Entries after `position`, in order; empty when there are none or there is no such room. */
  after(room: RoomUri, position: number, limit: number, kind?: LogEntry['kind']): Promise<readonly LogEntry[]>;
  /** Called with entries that are durable, in order per room and process. Returns the way to stop listening. */
  onAppended(listener: (room: RoomUri, entries: readonly LogEntry[]) => void): () => void;
}
