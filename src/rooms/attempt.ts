/**
 * What a user of an attached network tried. An adapter turns each of its network's actions into one of these; the hub's
 * policy decides.
 * @module
 */
import type { MessageId, RoomUri, UserUri } from '../identifiers/index.ts';
import type { PolicyFlags, RoleIndex } from '../policy/index.ts';

/** The networks that can be attached to a gateway. */
export type NetworkName = 'matrix' | 'xmpp';

/**
 * Why this attempt exists: unique per attempt and stable over retries and restarts, so that the same attempt made again
 * after a crash gives the same outcome and is not done twice. `<network>:<inbox id>:<step>` or `admin:<uuid>`.
 */
export type Cause = string;

/** The event of the origin network that an attempt came from, so that the network recognises its own event when it is shown. */
export interface Origin {
  readonly network: NetworkName;
  /** Matrix: event id. XMPP: full JID of the sender, a space, and the stanza's id. */
  readonly nativeId: string;
}

/** Text as both networks have it. Rich content, files and the like come as one readable line until they are translated. */
export interface MessageBody {
  readonly kind: 'text' | 'emote' | 'notice';
  readonly text: string;
}

interface Common {
  readonly cause: Cause;
  readonly room: RoomUri;
  readonly by: UserUri;
  readonly origin?: Origin;
}

export type Attempt = Common &
  (
    | {
        readonly type: 'create-room';
        readonly preset: string;
        readonly name?: string;
        readonly flags?: Partial<PolicyFlags>;
        readonly nickname?: string;
      }
    | { readonly type: 'destroy-room'; readonly reason?: string; readonly alternate?: string }
    /** Enter by oneself: open join, or coming back as a listed participant. */
    | { readonly type: 'join'; readonly nickname?: string; readonly joinCode?: string }
    /** End one's membership (not: close the laptop). */
    | { readonly type: 'leave'; readonly reason?: string }
    /** List somebody as a participant without clients; `role` defaults to the policy's member role. */
    | { readonly type: 'invite'; readonly user: UserUri; readonly role?: RoleIndex; readonly reason?: string }
    /** End somebody's membership: all clients and the list entry. */
    | { readonly type: 'remove'; readonly user: UserUri; readonly reason?: string }
    /** All clients leave, the entry stays; the user may re-enter. */
    | { readonly type: 'kick'; readonly user: UserUri; readonly reason?: string }
    | { readonly type: 'ban'; readonly user: UserUri; readonly reason?: string }
    /** Clears a ban; with `role` the user becomes a listed participant of that role, else the entry goes. */
    | { readonly type: 'unban'; readonly user: UserUri; readonly role?: RoleIndex; readonly reason?: string }
    /** Also voice: visitor (2) and guest (3). */
    | { readonly type: 'set-role'; readonly user: UserUri; readonly role: RoleIndex; readonly reason?: string }
    | {
        readonly type: 'set-metadata';
        readonly name?: string;
        readonly description?: string;
        readonly subject?: string;
      }
    | { readonly type: 'set-policy'; readonly flags: Partial<PolicyFlags> }
    | { readonly type: 'send'; readonly body: MessageBody; readonly inReplyTo?: MessageId }
    /** Takes back a message: one's own, or another's where the role may (`canDeleteOtherMessage`). */
    | { readonly type: 'retract'; readonly target: MessageId; readonly reason?: string }
    /** Per-room nickname; free of roles and consent (ID-10). */
    | { readonly type: 'rename'; readonly nickname: string }
  );

export type AttemptType = Attempt['type'];
