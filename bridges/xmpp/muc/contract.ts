/**
 * A MUC room as the adapter keeps it beside the hub's view: who is present, and what only XMPP knows.
 * @module
 */
import type {
  BareJid,
  FullJid,
  NetworkNames,
  ProviderDomain,
  RoomUri,
  UserUri,
} from '../../../src/identifiers/index.ts';
import type { Gateway } from '../../../src/bridge/index.ts';
import type { ComponentStream } from '../stream/contract.ts';
import type { Element } from '../xml/element.ts';

/** XEP-0045 §5.2: lasting. */
export type Affiliation = 'outcast' | 'none' | 'member' | 'admin' | 'owner';
/** XEP-0045 §5.1: for one visit. */
export type MucRole = 'none' | 'visitor' | 'participant' | 'moderator';

export interface Standing {
  readonly affiliation: Affiliation;
  readonly role: MucRole;
}

/** One client that is in a room. */
export interface Session {
  readonly jid: FullJid;
  /** What it says of itself in its presence: show, status, capabilities and the like. */
  readonly presence: readonly Element[];
}

/** Somebody present under a nick: an XMPP user with all clients that joined with it, or a user from elsewhere. */
export interface Occupant {
  readonly user: UserUri;
  readonly nick: string;
  /** Oldest first; empty for users from elsewhere. */
  readonly sessions: readonly Session[];
}

/** Settings that XMPP has and the hub has not; the others stand in the hub's policy and metadata. */
export interface RoomSettings {
  /** A new room is locked until its owner has configured it (XEP-0045 §10.1). */
  readonly lockedBy: UserUri | null;
  /** Who sees real addresses. */
  readonly whois: 'moderators' | 'anyone';
  readonly passwordProtected: boolean;
  readonly password: string;
  /** Members-only as XMPP owners see it; the hub's flag also stands for a password. */
  readonly membersOnly: boolean;
  /** The owner on whose behalf those who know the password are let in. */
  readonly passwordSetBy: UserUri | null;
  readonly allowPrivateMessages: 'anyone' | 'participants' | 'moderators' | 'none';
  readonly logging: boolean;
  readonly language: string;
  /**
   * Affiliations that differ from what the hub's one role says: a member whose voice was taken stays a member. It
   * holds while the hub's role is `role`; `by` gave
   * the temporary role and takes it back when the occupant leaves.
   */
  readonly kept: Readonly<
    Record<string, { readonly affiliation: Affiliation; readonly role: number; readonly by: UserUri }>
  >;
  /** Registered nicks by user (XEP-0045 §7.10). */
  readonly registered: Readonly<Record<string, string>>;
  /** vCard of the room (XEP-0486), as XML. */
  readonly vcard: string | null;
  /** SHA-1 of the vCard's photo, hexadecimal. */
  readonly avatarHash: string;
}

/** What the parts of the service share. */
export interface Service {
  /** Domain of the component: rooms and people from elsewhere are addresses in it. */
  readonly domain: string;
  readonly hub: ProviderDomain;
  readonly names: NetworkNames;
  readonly admins: ReadonlySet<string>;
  readonly historyLength: number;
  readonly stream: ComponentStream;
  readonly gateway: Gateway;
  readonly occupantIdOf: (room: RoomUri, user: UserUri) => string;
}

/** The addresses of a stanza, prepared. */
export interface Addressed {
  readonly stanza: Element;
  readonly from: FullJid | BareJid;
  readonly fromBare: BareJid;
  readonly user: UserUri;
  readonly room: BareJid;
  readonly nick: string | null;
}
