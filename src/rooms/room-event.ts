/**
 * What became true in a room, in hub order. Networks show these; a room's archive is a list of them.
 * @module
 */
import type { MessageId, RoomUri, UserUri } from '../identifiers/index.ts';
import type { PolicyFlags, RoleIndex } from '../policy/index.ts';
import type { MessageBody, Origin } from './attempt.ts';
import type { RoomDetails } from './room-view.ts';

interface Common {
  readonly room: RoomUri;
  /** Position in this gateway's archive of the room: 1, 2, 3 … without gaps. Cursors rely on it. */
  readonly seq: number;
  /** The hub's acceptance time, milliseconds since 1970; never decreases within a room. */
  readonly acceptedAt: number;
  /** Set when an attached network's own event caused this one. */
  readonly origin: Origin | null;
}

/** Why and by whom; `by` is null when the room's machinery did it. */
interface Deed {
  readonly by: UserUri | null;
  readonly reason?: string;
}

export type RoomEvent = Common &
  (
    | { readonly type: 'created'; readonly by: UserUri }
    | {
        readonly type: 'message';
        readonly id: MessageId;
        readonly sender: UserUri;
        readonly body: MessageBody;
        readonly inReplyTo?: MessageId;
      }
    | ({ readonly type: 'retracted'; readonly id: MessageId; readonly target: MessageId } & Deed)
    /** The user has clients in the room now. `first` is false for somebody who was listed already (came back, was invited). */
    | { readonly type: 'joined'; readonly user: UserUri; readonly role: RoleIndex; readonly first: boolean }
    /** The user ended its membership. */
    | { readonly type: 'left'; readonly user: UserUri; readonly reason?: string }
    | ({ readonly type: 'invited'; readonly user: UserUri; readonly role: RoleIndex } & Deed)
    | ({ readonly type: 'removed'; readonly user: UserUri } & Deed)
    | ({ readonly type: 'kicked'; readonly user: UserUri } & Deed)
    /** `wasActive`: had clients in the room until now. */
    | ({ readonly type: 'banned'; readonly user: UserUri; readonly wasActive: boolean } & Deed)
    | ({ readonly type: 'unbanned'; readonly user: UserUri; readonly role: RoleIndex | null } & Deed)
    | ({
        readonly type: 'role-changed';
        readonly user: UserUri;
        readonly from: RoleIndex;
        readonly to: RoleIndex;
      } & Deed)
    | ({ readonly type: 'details-changed'; readonly before: RoomDetails; readonly after: RoomDetails } & Deed)
    | ({ readonly type: 'policy-changed'; readonly before: PolicyFlags; readonly after: PolicyFlags } & Deed)
    | { readonly type: 'renamed'; readonly user: UserUri; readonly before: string | null; readonly nickname: string }
    /** A message that could not be read; a later `message` with the same log position in `replaces` may mend it (MF-18). */
    | { readonly type: 'unreadable'; readonly logPosition: number; readonly why: string }
    | {
        readonly type: 'recovered';
        readonly logPosition: number;
        readonly id: MessageId;
        readonly sender: UserUri;
        readonly body: MessageBody;
      }
    | ({ readonly type: 'destroyed'; readonly alternate?: string } & Deed)
  );

export type RoomEventType = RoomEvent['type'];
