/**
 * A room as an adapter sees it: who is in it with which role, what it is called, what its policy says.
 * @module
 */
import type { GroupUri, RoomUri, UserUri } from '../identifiers/index.ts';
import type { PolicyFlags, RoleIndex } from '../policy/index.ts';

/** Names and texts of a room. */
export interface RoomDetails {
  readonly name: string;
  readonly description: string;
  readonly subject: string;
  readonly avatar: string;
}

export interface ParticipantView {
  readonly user: UserUri;
  readonly role: RoleIndex;
  /** Has at least one client in the group. */
  readonly active: boolean;
  /** Hosted by this gateway's adapter of that network; null for natives of other providers. */
  readonly network: 'matrix' | 'xmpp' | null;
  readonly nickname: string | null;
}

export interface RoomView {
  readonly room: RoomUri;
  readonly group: GroupUri;
  readonly epoch: bigint;
  /** Archive position up to which this view is current. */
  readonly seq: number;
  readonly details: RoomDetails;
  readonly flags: PolicyFlags;
  /** Banned entries included (role 1). */
  readonly participants: ReadonlyMap<UserUri, ParticipantView>;
  readonly createdAt: number;
}
