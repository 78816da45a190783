import { InvalidIdentifier, messageIdOf, parseRoomUri, parseUserUri } from '../identifiers/index.ts';
import type { MessageId } from '../identifiers/index.ts';
import { CborReader } from './cbor-reader.ts';
import { CborWriter } from './cbor-writer.ts';
import { decodeContent, encodeContent } from './codec.ts';
import type { ExtensionKey, MessageBody, MessagePlace, MimiContent, Part, ReadMessage } from './contract.ts';
import { dispositions } from './contract.ts';
import { InvalidContent } from './invalid-content.ts';
import { readableText } from './readable-text.ts';

/** IANA keys of draft-ietf-mimi-content §8.2. */
const senderKey = 1;
const roomKey = 2;
/** Our private key: the kind of a message that is no plain speech. Readers that don't know it see the text all the same. */
const kindKey = 'mimi-gateway.kind';

const plainText = 'text/plain;charset=utf-8';
/** What readers without emotes see, and XMPP's own form (XEP-0245). */
const emotePrefix = '/me ';

const cborText = (text: string): Uint8Array => new CborWriter().text(text).finish();
const partOf = { disposition: dispositions.render, language: '' };

interface Written extends MessagePlace {
  /** 16 random octets, never used before (draft §3.3). */
  readonly salt: Uint8Array;
}

/** A message as bytes, ready to be encrypted, and its id. */
export interface EncodedMessage {
  readonly id: MessageId;
  readonly bytes: Uint8Array;
}

function encodeMessage(o: Written, fields: Partial<MimiContent> & { readonly body: Part }): EncodedMessage {
  const own = [
    [senderKey, cborText(o.sender)],
    [roomKey, cborText(o.room)],
  ] as const;
  const bytes = encodeContent({
    replaces: null,
    topicId: new Uint8Array(),
    expires: null,
    inReplyTo: null,
    ...fields,
    salt: o.salt,
    extensions: new Map<ExtensionKey, Uint8Array>([...own, ...(fields.extensions ?? [])]),
  });
  return { id: messageIdOf(o.sender, o.room, bytes, o.salt), bytes };
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
  return encodeMessage(o, {
    inReplyTo: o.inReplyTo ?? null,
    replaces: o.replaces ?? null,
    extensions: kind === 'text' ? new Map() : new Map([[kindKey, cborText(kind)]]),
    body: { ...partOf, type: 'single', contentType: plainText, content: Buffer.from(text, 'utf8') },
  });
}

/** A retraction (draft §5.6): replaces the first version of a message by nothing. */
export function encodeRetraction(o: Written & { readonly target: MessageId }): EncodedMessage {
  return encodeMessage(o, { replaces: o.target, body: { ...partOf, type: 'null' } });
}

/**
 * Reads a message that came from `place`. Kinds of content that have no reading yet become one readable line; nothing
 * is silent but a retraction of nothing.
 * @throws {@link InvalidContent} also when the message claims another sender or room (draft §8.2)
 */
export function readMessage(bytes: Uint8Array, place: MessagePlace): ReadMessage {
  const content = decodeContent(bytes);
  const sender = claimed(content, senderKey, place.sender, parseUserUri);
  const room = claimed(content, roomKey, place.room, parseRoomUri);
  const id = messageIdOf(sender, room, bytes, content.salt);
  if (content.body.type === 'null') {
    if (content.replaces === null) throw new InvalidContent('structure', 'a message without body and without target');
    return { type: 'retraction', id, target: content.replaces };
  }
  const { inReplyTo, replaces } = content;
  return { type: 'text', id, body: bodyOf(content), inReplyTo, replaces };
}

function bodyOf(content: MimiContent): MessageBody {
  const text = readableText(content.body);
  const value = content.extensions.get(kindKey);
  const kind = value ? textValue(value) : null;
  if (kind === 'emote' && text.startsWith(emotePrefix)) return { kind, text: text.slice(emotePrefix.length) };
  return { kind: kind === 'notice' ? kind : 'text', text };
}

/** An extension's value where it is text; null where it is anything else. */
function textValue(value: Uint8Array): string | null {
  const reader = new CborReader(value);
  try {
    return reader.text();
  } catch (cause) {
    // decodeContent has taken the value as CBOR already: another type than text is all that can be wrong.
    if (cause instanceof InvalidContent) return null;
    throw cause;
  }
}

/**
 * A URI that the message says about itself, spelled as there, for the message id is made from it. An absent one is
 * taken from the place: Annex A leaves both extensions optional.
 */
function claimed(content: MimiContent, key: number, derived: string, parse: (uri: string) => string): string {
  const value = content.extensions.get(key);
  if (!value) return derived;
  const uri = textValue(value);
  try {
    if (uri !== null && parse(uri) === derived) return uri;
  } catch (cause) {
    // What is no URI at all is another sender or room too.
    if (!(cause instanceof InvalidIdentifier)) throw cause;
  }
  throw new InvalidContent('sender-or-room', `extension ${key} is not what the message came from`);
}
