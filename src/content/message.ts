import { InvalidIdentifier, messageIdOf, parseRoomUri, parseUserUri } from '../identifiers/index.ts';
import type { MessageId } from '../identifiers/index.ts';
import { decodeContent, encodeContent } from './codec/content.ts';
import type { ExtensionKey, MessageBody, MessagePlace, Part, ReadMessage } from './contract.ts';
import { dispositions } from './contract.ts';
import { emotePrefix } from './emote.ts';
import { extensionKeys, knownExtensions, writeExtensions } from './extensions/known.ts';
import { InvalidContent } from './invalid-content.ts';
import type { MessageDraft, StoredMessage } from './networks/contract.ts';
import { isNothing } from './purpose.ts';
import { readableText } from './readable-text.ts';

const plainText = 'text/plain;charset=utf-8';

const rendered = { disposition: dispositions.render, language: '' };

/** A message as bytes, ready to be encrypted, and its id. */
export interface EncodedMessage {
  readonly id: MessageId;
  readonly bytes: Uint8Array;
}

/**
 * Makes a message of a draft: with its salt, and the extensions that say who sends it and where (draft §8.2), in place
 * of any that the draft has.
 * @param salt 16 random octets, never used before (draft §3.3)
 * @throws {@link InvalidContent} for a message that a receiver would have to refuse
 */
export function composeMessage(place: MessagePlace, salt: Uint8Array, draft: MessageDraft): EncodedMessage {
  const own = writeExtensions({ sender: place.sender, room: place.room });
  const extensions = new Map<ExtensionKey, Uint8Array>([...draft.extensions, ...own]);
  const bytes = encodeContent({ ...draft, salt, extensions });
  return { id: messageIdOf(place.sender, place.room, bytes, salt), bytes };
}

/**
 * Takes a message in that came from `place`. When it was accepted is for the hub to say.
 * @throws {@link InvalidContent} also when the message claims another sender or room (draft §8.2)
 */
export function receiveMessage(bytes: Uint8Array, place: MessagePlace): Omit<StoredMessage, 'acceptedAt'> {
  const content = decodeContent(bytes);
  const known = knownExtensions(content.extensions);
  const sender = claimed(known.sender, extensionKeys.sender, place.sender, parseUserUri);
  const room = claimed(known.room, extensionKeys.room, place.room, parseRoomUri);
  const id = messageIdOf(sender, room, bytes, content.salt);
  return { id, sender: place.sender, room: place.room, content };
}

/**
 * A URI that the message says about itself, spelled as there, for the message id is made from it. An absent one is
 * taken from the place: Annex A leaves both extensions optional.
 */
function claimed(uri: string | null, key: number, derived: string, parse: (uri: string) => string): string {
  if (uri === null) return derived;
  try {
    if (parse(uri) === derived) return uri;
  } catch (cause) {
    // What is no URI at all is another sender or room too.
    if (!(cause instanceof InvalidIdentifier)) throw cause;
  }
  throw new InvalidContent('sender-or-room', `extension ${key} is not what the message came from`);
}

/** A draft of nothing but a body; the rest is for the caller to change. */
export function draftOf(body: Part): MessageDraft {
  return { replaces: null, topicId: new Uint8Array(), expires: null, inReplyTo: null, extensions: new Map(), body };
}

interface Written extends MessagePlace {
  /** 16 random octets, never used before (draft §3.3). */
  readonly salt: Uint8Array;
}

/**
 * A message of text. Emotes and notices carry their kind beside a text that makes sense without it (FX-03).
 * @param o.replaces first version of the message that this one edits
 * @throws {@link InvalidContent} when the text is too long or the salt has not 16 octets
 */
export function encodeText(
  o: Written & {
    readonly body: MessageBody;
    readonly inReplyTo?: MessageId | null;
    readonly replaces?: MessageId | null;
  },
): EncodedMessage {
  const { kind } = o.body;
  const text = kind === 'emote' ? emotePrefix + o.body.text : o.body.text;
  return composeMessage(o, o.salt, {
    ...draftOf({ ...rendered, type: 'single', contentType: plainText, content: Buffer.from(text, 'utf8') }),
    inReplyTo: o.inReplyTo ?? null,
    replaces: o.replaces ?? null,
    extensions: writeExtensions({ kind: kind === 'text' ? null : kind }),
  });
}

/** A retraction (draft §5.6): replaces the first version of a message by nothing. */
export function encodeRetraction(o: Written & { readonly target: MessageId }): EncodedMessage {
  return composeMessage(o, o.salt, { ...draftOf({ ...rendered, type: 'null' }), replaces: o.target });
}

/**
 * Reads a message that came from `place` as plain text. What no text stands for becomes one readable line; nothing is
 * silent but a retraction of nothing.
 * @throws {@link InvalidContent} also when the message claims another sender or room (draft §8.2)
 */
export function readMessage(bytes: Uint8Array, place: MessagePlace): ReadMessage {
  const { id, content } = receiveMessage(bytes, place);
  const { inReplyTo, replaces } = content;
  if (!isNothing(content.body)) return { type: 'text', id, body: bodyOf(content), inReplyTo, replaces };
  if (replaces === null) throw new InvalidContent('structure', 'a message without body and without target');
  return { type: 'retraction', id, target: replaces };
}

function bodyOf(content: MessageDraft): MessageBody {
  const text = readableText(content.body);
  const { kind } = knownExtensions(content.extensions);
  if (kind === 'emote' && text.startsWith(emotePrefix)) return { kind, text: text.slice(emotePrefix.length) };
  return { kind: kind === 'notice' ? kind : 'text', text };
}
