import { encodeContent } from '../../../../src/content/index.ts';
import type { ExternalContent, MimiContent } from '../../../../src/content/contract.ts';
import type { InlineFile, MatrixDeed, MatrixLookup } from '../../../../src/content/matrix/index.ts';
import type { KnownMessage, MessageDraft, Showable, StoredMessage } from '../../../../src/content/networks/contract.ts';
import { messageIdBytes, messageIdOf, parseRoomUri, parseUserUri } from '../../../../src/identifiers/index.ts';
import type { MessageId, UserUri } from '../../../../src/identifiers/index.ts';

export const room = parseRoomUri('mimi://example.com/r/engineering_team');
export const alice = parseUserUri('mimi://example.com/u/alice-smith');
export const bob = parseUserUri('mimi://example.com/u/bob-jones');
export const cathy = parseUserUri('mimi://example.com/u/cathy-washington');
export const outsider = parseUserUri('mimi://elsewhere.example/u/oscar');

export const everything: Showable = {
  formatted: true,
  mentions: true,
  replies: true,
  threads: true,
  edits: true,
  deletions: true,
  reactions: true,
  files: true,
  expiry: true,
};

const members = new Map<UserUri, { readonly mxid: string; readonly name: string }>([
  [alice, { mxid: '@alice:example.com', name: 'Alice Smith' }],
  [bob, { mxid: '@bob:example.com', name: 'Bob' }],
  [cathy, { mxid: '@cathy:example.com', name: 'Cathy' }],
]);

export const mxidOf = (user: UserUri): string => members.get(user)?.mxid ?? '@nobody:example.com';
export const nameOf = (user: UserUri): string => members.get(user)?.name ?? 'nobody';

/** A file as a gateway lays it down for MIMI. */
export function externalFile(url: string, contentType: string): ExternalContent {
  return {
    contentType,
    url,
    expires: 0,
    size: 1000n,
    encryptionAlgorithm: 1,
    key: new Uint8Array(16).fill(1),
    nonce: new Uint8Array(12).fill(2),
    aad: new Uint8Array(),
    hashAlgorithm: 1,
    contentHash: new Uint8Array(32).fill(3),
    description: '',
    filename: '',
  };
}

interface Kept {
  readonly message: StoredMessage;
  readonly known: KnownMessage;
  events: [string, ...string[]] | null;
  readonly edits: string[];
}

/** A room that remembers what was said in it, and answers what renderings ask. */
export class MatrixRoom implements MatrixLookup {
  readonly room = room;
  readonly languages = ['en'];
  readonly idScope = 'matrix.example.com';
  readonly mentioned = new Map<MessageId, ReadonlySet<UserUri>>();
  /** Types of events that are no `m.room.message`. */
  readonly types = new Map<string, string>();
  readonly #kept = new Map<MessageId, Kept>();
  readonly #byEvent = new Map<string, MessageId>();
  readonly #media = new Map<string, string>();
  readonly #deleted = new Set<MessageId>();
  readonly #threads = new Map<string, { root: string; latest: string }>();
  readonly #names = new Map<UserUri, string>();
  #salt = 0;

  /** Puts a draft into the room, as its sender would: with a salt, encoded and read again. */
  say(sender: UserUri, draft: MessageDraft): StoredMessage {
    this.#salt += 1;
    const salt = new Uint8Array(16);
    new DataView(salt.buffer).setUint32(0, this.#salt);
    const content: MimiContent = { ...draft, salt };
    const id = messageIdOf(sender, room, encodeContent(content), salt);
    const message = { id, sender, room, acceptedAt: 1_800_000_000_000 + this.#salt * 1000, content };
    return this.store(message);
  }

  store(message: StoredMessage, text = 'what was said'): StoredMessage {
    const { id, sender, content } = message;
    const reaction = content.body.disposition === 2;
    const original =
      content.replaces === null ? id : (this.#kept.get(content.replaces)?.known.original ?? content.replaces);
    this.#kept.set(id, { message, known: { id, sender, text, original, reaction }, events: null, edits: [] });
    if (content.replaces !== null && content.body.type === 'null') this.#deleted.add(original);
    return message;
  }

  /** Says which events show a message. */
  shows(id: MessageId, ...events: [string, ...string[]]): void {
    const kept = this.#kept.get(id);
    if (kept === undefined) throw new Error('nobody said that');
    const { replaces, topicId } = kept.message.content;
    const edited = replaces === null ? undefined : this.#kept.get(replaces);
    if (edited) edited.edits.push(...events);
    else kept.events = events;
    for (const event of events) this.#byEvent.set(event, id);
    if (topicId.length > 0 && !edited) this.#intoThread(topicId, events[0]);
  }

  #intoThread(topicId: Uint8Array, event: string): void {
    const topic = Buffer.from(topicId).toString('base64url');
    const root = this.#kept.get(topic as MessageId)?.events?.[0];
    const thread = this.#threads.get(topic);
    this.#threads.set(topic, { root: thread?.root ?? root ?? event, latest: event });
  }

  /** Sends what a rendering wants to be sent; gives the new events' ids. */
  perform(message: StoredMessage, deeds: readonly MatrixDeed[], name: string): readonly string[] {
    const sent = deeds.filter((deed) => deed.do === 'send');
    const events = sent.map((_, index) => `$${name}-${index}`);
    sent.forEach(({ type }, index) => this.types.set(`$${name}-${index}`, type));
    const [first, ...rest] = events;
    if (first !== undefined) this.shows(message.id, first, ...rest);
    return events;
  }

  copy(file: string, mxc: string): void {
    this.#media.set(file, mxc);
  }

  /** Gives somebody of the room another display name. */
  calls(user: UserUri, name: string): void {
    this.#names.set(user, name);
  }

  nameOf(user: UserUri): string | null {
    return this.#names.get(user) ?? members.get(user)?.name ?? null;
  }
  message(id: MessageId): KnownMessage | null {
    const known = this.#kept.get(id)?.known;
    return known === undefined ? null : this.#deleted.has(known.original) ? { ...known, text: null } : known;
  }
  reactionsOf(user: UserUri, target: MessageId): ReadonlyMap<string, MessageId> {
    const standing = new Map<string, MessageId>();
    for (const { message } of this.#kept.values()) {
      const { body, inReplyTo, replaces } = message.content;
      if (message.sender !== user || inReplyTo !== target || replaces !== null || body.disposition !== 2) continue;
      if (this.#deleted.has(message.id) || body.type !== 'single') continue;
      standing.set(Buffer.from(body.content).toString(), message.id);
    }
    return standing;
  }
  mayMentionRoom(user: UserUri): boolean {
    return user === alice;
  }
  shownAs(id: MessageId): ReturnType<MatrixLookup['shownAs']> {
    const original = this.#kept.get(id)?.known.original;
    const kept = original === undefined ? undefined : this.#kept.get(original);
    if (!kept?.events) return null;
    return { type: this.types.get(kept.events[0]) ?? 'm.room.message', events: kept.events, edits: kept.edits };
  }
  messageOf(eventId: string): KnownMessage | null {
    const id = this.#byEvent.get(eventId);
    return id === undefined ? null : this.message(id);
  }
  topicOf(id: MessageId): Uint8Array {
    return this.#kept.get(id)?.message.content.topicId ?? new Uint8Array();
  }
  answeredBy(id: MessageId): MessageId | null {
    return this.#kept.get(id)?.message.content.inReplyTo ?? null;
  }
  mentionsOf(id: MessageId): ReadonlySet<UserUri> {
    return this.mentioned.get(id) ?? new Set();
  }
  unreadUpTo(_: UserUri, id: MessageId): readonly MessageId[] {
    const all = [...this.#kept.keys()];
    return all.slice(0, all.indexOf(id) + 1);
  }
  threadOf(topicId: Uint8Array): ReturnType<MatrixLookup['threadOf']> {
    const topic = Buffer.from(topicId).toString('base64url');
    const root = this.#kept.get(topic as MessageId)?.events?.[0];
    return this.#threads.get(topic) ?? (root === undefined ? null : { root, latest: root });
  }
  userOf(mxid: string): UserUri | null {
    return [...members].find(([, member]) => member.mxid === mxid)?.[0] ?? null;
  }
  mxidOf(user: UserUri): string | null {
    return members.get(user)?.mxid ?? null;
  }
  fileOf(mxc: string): ExternalContent | null {
    const name = mxc.slice('mxc://example.com/'.length);
    return mxc.startsWith('mxc://example.com/')
      ? externalFile(`https://files.example.com/${name}`, typeOf(name))
      : null;
  }
  mxcOf(file: ExternalContent | InlineFile): string | null {
    if (!('url' in file)) return `mxc://example.com/inline${file.content.length}`;
    const name = file.url.startsWith('https://files.example.com/') ? file.url.slice(26) : null;
    return this.#media.get(file.url) ?? (name === null ? null : `mxc://example.com/${name}`);
  }
}

const types = new Map([
  ['png', 'image/png'],
  ['mp4', 'video/mp4'],
  ['ogg', 'audio/ogg'],
  ['pdf', 'application/pdf'],
]);

const typeOf = (name: string): string => types.get(name.split('.').at(-1) ?? '') ?? 'application/octet-stream';

/** The topic that begins with a message. */
export const topicFrom = (id: MessageId): Uint8Array => messageIdBytes(id);
