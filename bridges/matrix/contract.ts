/**
 * What this folder takes from Matrix: events as the application service API and /messages deliver them, and the room
 * state that is compared with the hub's.
 * @module
 */

/** Content of an event: what somebody's client put there, so every field is checked before it is used. */
export type EventContent = Readonly<Record<string, unknown>>;

/** A room event (Matrix specification, client-server API "Room event format") whose envelope was checked. */
export interface MatrixEvent {
  readonly eventId: string;
  readonly roomId: string;
  readonly type: string;
  readonly sender: string;
  /** undefined: not a state event. */
  readonly stateKey: string | undefined;
  readonly content: EventContent;
  /** Milliseconds since 1970, as the sender's homeserver claims. */
  readonly originServerTs: number;
  /** Content of the state event that this one replaced, where the homeserver tells. */
  readonly previous: EventContent | undefined;
  /** Of redactions: top-level in rooms older than version 11, in the content since. */
  readonly redacts: string | undefined;
}

export type Membership = 'join' | 'leave' | 'ban' | 'invite' | 'knock';

/** One user's `m.room.member` event. */
export interface Member {
  readonly membership: Membership;
  readonly displayname: string | null;
}

/** `m.room.power_levels`, with every field present. */
export interface PowerLevels {
  readonly users: Readonly<Record<string, number>>;
  readonly users_default: number;
  readonly events: Readonly<Record<string, number>>;
  readonly events_default: number;
  readonly state_default: number;
  readonly invite: number;
  readonly kick: number;
  readonly ban: number;
  readonly redact: number;
  readonly notifications: Readonly<Record<string, number>>;
}
