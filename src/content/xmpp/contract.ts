/**
 * Between XMPP stanzas and MIMI content: what a rendering takes, asks and gives. Types only.
 * Source: XEP-0045 rooms with stable ids (XEP-0359); each file of `inbound` and `outbound` names its own XEPs.
 * @module
 */
import type { MessageId, ProviderDomain, RoomUri, UserUri } from '../../identifiers/index.ts';
import type { ExternalContent } from '../contract.ts';
import type { KnownMessage, Lookup } from '../networks/contract.ts';

/** An element with its namespace resolved. Attributes with a prefix keep it in their name (`xml:lang`). */
export interface XmlElement {
  readonly name: string;
  readonly ns: string;
  readonly attrs: Readonly<Record<string, string>>;
  readonly children: readonly (XmlElement | string)[];
}

/** What a deed is for, so that the room knows what to archive and what to count as a message. */
export type XmppPurpose =
  | 'say'
  | 'correct'
  | 'react'
  | 'retract'
  /** A retraction by somebody else than the author: it comes from the room itself (XEP-0425). */
  | 'moderate'
  /** A marker of what was read: nothing that lasts. */
  | 'mark';

/** One groupchat message that the room sends: its payload, to which the room adds addresses, ids and the occupant id. */
export interface XmppDeed {
  readonly purpose: XmppPurpose;
  readonly payload: readonly XmlElement[];
}

/** How a message stands in the XMPP room. */
export interface ShownInXmpp {
  /** The id that the room gave to its first version (XEP-0359): replies, reactions and retractions point at it. */
  readonly stanzaId: string;
  /** The `id` attribute of its first version: corrections point at it (XEP-0308). */
  readonly id: string;
}

/** Content that is carried within a message, for which the room needs a place to download it from. */
export interface CarriedFile {
  readonly contentType: string;
  readonly content: Uint8Array;
}

/** What a rendering asks about the XMPP room. `null` always means: not known here, fall back. */
export interface XmppLookup extends Lookup {
  /** The room of the messages: a link to it in a text is a mention of everybody (FX-05). */
  readonly room: RoomUri;
  /** BCP 47 tags of what is spoken in the room, best first; empty for not known (CF-12). */
  readonly languages: readonly string[];
  /** Domain in which the ids of this network's messages are unique: the scope of external message ids (CF-10). */
  readonly idScope: string;
  /** The provider of this network's own users: nobody else's message got its id here. */
  readonly provider: ProviderDomain;
  /** Any version of a message: how its first version is shown. */
  shownAs(id: MessageId): ShownInXmpp | null;
  /** The message behind an id that the room gave. */
  messageOf(stanzaId: string): KnownMessage | null;
  /** The message that a user sent with an `id` attribute of its own choice: such ids are unique for one user only. */
  messageFrom(user: UserUri, id: string): KnownMessage | null;
  /** The topic that a message belongs to: no octets for none. */
  topicOf(id: MessageId): Uint8Array;
  /** What a message answers, so that an edit keeps it. */
  answeredBy(id: MessageId): MessageId | null;
  /** Messages up to and including this one that a user has not reported as read yet, oldest first (XEP-0333). */
  unreadUpTo(user: UserUri, id: MessageId): readonly MessageId[];
  /** The user behind a JID: an account of the network, or an occupant of the room (`room@service/nick`). */
  userOf(jid: string): UserUri | null;
  /** The user who has exactly this nick in the room. */
  userWithNick(nick: string): UserUri | null;
  /** The occupant JID of a user in the room. */
  occupantOf(user: UserUri): string | null;
  /** A file behind a URL, as it was laid down for MIMI; null when it could not be fetched or is refused. */
  fileOf(url: string): ExternalContent | null;
  /** An HTTP URL from which anybody in the room can download a file. */
  urlOf(file: ExternalContent | CarriedFile): string | null;
}
