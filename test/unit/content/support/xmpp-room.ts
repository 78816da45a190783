import type { CarriedFile, XmlElement, XmppDeed, XmppLookup } from '../../../../src/content/xmpp/contract.ts';
import type { ExternalContent, MimiContent } from '../../../../src/content/contract.ts';
import { encodeContent } from '../../../../src/content/index.ts';
import type { KnownMessage, MessageDraft, StoredMessage } from '../../../../src/content/networks/contract.ts';
import { domainOf, messageIdOf } from '../../../../src/identifiers/index.ts';
import type { MessageId, UserUri } from '../../../../src/identifiers/index.ts';
import { alice, bob, cathy, room } from './matrix-room.ts';

const members = new Map<UserUri, { readonly jid: string; readonly nick: string }>([
  [alice, { jid: 'alice@example.com', nick: 'Alice Smith' }],
  [bob, { jid: 'bob@example.com', nick: 'Bob' }],
  [cathy, { jid: 'cathy@example.com', nick: 'Cathy' }],
]);

export const roomJid = 'engineering_team@chat.example.com';

export const jidOf = (user: UserUri): string => `${members.get(user)?.jid ?? 'nobody@example.com'}/phone`;
export const occupantOf = (user: UserUri): string => `${roomJid}/${members.get(user)?.nick ?? 'nobody'}`;

interface Kept {
  readonly message: StoredMessage;
  readonly known: KnownMessage;
  readonly reactions: readonly string[];
}

/** A room that remembers what was said in it, and answers what renderings for XMPP ask. */
export class XmppRoom implements XmppLookup {
  readonly room = room;
  readonly languages: readonly string[] = [];
  readonly idScope = 'chat.example.com';
  readonly provider = domainOf(room);
  readonly #kept = new Map<MessageId, Kept>();
  readonly #shown = new Map<MessageId, string>();
  readonly #files = new Map<string, ExternalContent>();
  readonly #deleted = new Set<MessageId>();
  readonly #read = new Set<string>();
  readonly #names = new Map<UserUri, string>();
  #salt = 0;

  /** Puts a draft into the room, as its sender would: with a salt and encoded. */
  say(sender: UserUri, draft: MessageDraft, text = 'what was said', id?: string): StoredMessage {
    this.#salt += 1;
    const salt = new Uint8Array(16);
    new DataView(salt.buffer).setUint32(0, this.#salt);
    const content: MimiContent = { ...draft, salt };
    const messageId = messageIdOf(sender, room, encodeContent(content), salt);
    const message = { id: messageId, sender, room, acceptedAt: 1_800_000_000_000 + this.#salt * 1000, content };
    return this.store(message, text, id);
  }

  /** @param nativeId the `id` attribute by which it is shown */
  store(message: StoredMessage, text = 'what was said', nativeId: string = message.id): StoredMessage {
    const { id, sender, content } = message;
    const replaced = content.replaces === null ? undefined : this.#kept.get(content.replaces);
    const original = replaced?.known.original ?? content.replaces ?? id;
    const reactions = reactionsIn(content.body);
    const reaction = reactions.length > 0 || content.body.disposition === 2;
    this.#kept.set(id, { message, known: { id, sender, text, original, reaction }, reactions });
    if (content.replaces !== null && content.body.type === 'null') this.#deleted.add(original);
    this.#shown.set(id, nativeId);
    return message;
  }

  /** A file that the room has, by its URL on XMPP. */
  keepFile(url: string, file: ExternalContent): void {
    this.#files.set(url, file);
  }

  /** Gives somebody of the room another nick. */
  calls(user: UserUri, nick: string): void {
    this.#names.set(user, nick);
  }

  hasRead(user: UserUri, id: MessageId): void {
    this.#read.add(`${user} ${id}`);
  }

  nameOf(user: UserUri): string | null {
    return this.#names.get(user) ?? members.get(user)?.nick ?? null;
  }
  message(id: MessageId): KnownMessage | null {
    const known = this.#kept.get(id)?.known;
    if (known === undefined) return null;
    return this.#deleted.has(known.original) ? { ...known, text: null } : known;
  }
  /** The last version of each message of reactions counts. */
  reactionsOf(user: UserUri, target: MessageId): ReadonlyMap<string, MessageId> {
    const latest = new Map<MessageId, Kept>();
    for (const kept of this.#kept.values()) {
      if (kept.message.sender === user && kept.known.reaction) latest.set(kept.known.original, kept);
    }
    const standing = new Map<string, MessageId>();
    for (const [original, { message, reactions }] of latest) {
      const about = message.content.inReplyTo;
      if (about === null || this.#deleted.has(original) || this.#kept.get(about)?.known.original !== target) continue;
      for (const reaction of reactions) standing.set(reaction, original);
    }
    return standing;
  }
  shownAs(id: MessageId): ReturnType<XmppLookup['shownAs']> {
    const original = this.#kept.get(id)?.known.original;
    const native = original === undefined ? undefined : this.#shown.get(original);
    return original === undefined || native === undefined ? null : { stanzaId: original, id: native };
  }
  messageOf(stanzaId: string): KnownMessage | null {
    return this.message(stanzaId as MessageId);
  }
  messageFrom(user: UserUri, id: string): KnownMessage | null {
    const found = [...this.#kept.values()].find(
      ({ message }) => message.sender === user && this.#shown.get(message.id) === id,
    );
    return found === undefined ? null : this.message(found.message.id);
  }
  topicOf(id: MessageId): Uint8Array {
    return this.#kept.get(id)?.message.content.topicId ?? new Uint8Array();
  }
  answeredBy(id: MessageId): MessageId | null {
    return this.#kept.get(id)?.message.content.inReplyTo ?? null;
  }
  unreadUpTo(user: UserUri, id: MessageId): readonly MessageId[] {
    const ids = [...this.#kept.keys()];
    return ids.slice(0, ids.indexOf(id) + 1).filter((one) => !this.#read.has(`${user} ${one}`));
  }
  userOf(jid: string): UserUri | null {
    for (const [user, { jid: bare, nick }] of members) {
      if (jid === bare || jid.startsWith(`${bare}/`) || jid === `${roomJid}/${nick}`) return user;
    }
    return null;
  }
  userWithNick(nick: string): UserUri | null {
    return [...members].find(([, member]) => member.nick === nick)?.[0] ?? null;
  }
  occupantOf(user: UserUri): string | null {
    return members.has(user) ? occupantOf(user) : null;
  }
  fileOf(url: string): ExternalContent | null {
    return this.#files.get(url) ?? null;
  }
  urlOf(file: ExternalContent | CarriedFile): string | null {
    if (!('url' in file)) return null;
    return [...this.#files].find(([, kept]) => kept.url === file.url)?.[0] ?? null;
  }
}

function reactionsIn(body: MimiContent['body']): readonly string[] {
  if (body.disposition !== 2) return [];
  if (body.type === 'multi') return body.parts.flatMap(reactionsIn);
  return body.type === 'single' ? [Buffer.from(body.content).toString('utf8')] : [];
}

/** A message stanza of a user to the room. */
export function stanzaOf(
  from: UserUri,
  children: readonly XmlElement[],
  attrs: Readonly<Record<string, string>> = {},
): XmlElement {
  return {
    name: 'message',
    ns: 'jabber:client',
    attrs: { type: 'groupchat', from: jidOf(from), to: roomJid, ...attrs },
    children,
  };
}

/** An element to be read: nothing of it is checked or changed. */
export function element(
  name: string,
  namespace: string,
  attrs: Readonly<Record<string, string>> = {},
  ...children: readonly (XmlElement | string)[]
): XmlElement {
  return { name, ns: namespace, attrs, children };
}

export const body = (text: string, attrs: Readonly<Record<string, string>> = {}): XmlElement =>
  element('body', 'jabber:client', attrs, text);

/** As people would write it down: one line for an element with text, its children below. */
export function written(deeds: readonly XmppDeed[]): string {
  const lines = (one: XmlElement, parent: string, depth: number): readonly string[] => {
    const attrs = Object.entries(one.attrs).map(([name, value]) => ` ${name}='${value}'`);
    const start = `${'  '.repeat(depth)}<${one.name}${one.ns === parent ? '' : ` xmlns='${one.ns}'`}${attrs.join('')}`;
    if (one.children.length === 0) return [`${start}/>`];
    if (one.children.every((child) => typeof child === 'string'))
      return [`${start}>${one.children.join('')}</${one.name}>`];
    const inner = one.children.flatMap((child) =>
      typeof child === 'string' ? [child] : lines(child, one.ns, depth + 1),
    );
    return [`${start}>`, ...inner, `${'  '.repeat(depth)}</${one.name}>`];
  };
  return deeds
    .map(({ purpose, payload }) =>
      [`(${purpose})`, ...payload.flatMap((one) => lines(one, 'jabber:client', 0))].join('\n'),
    )
    .join('\n\n');
}
