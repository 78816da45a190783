import { createHash } from 'node:crypto';
import type { MessageId } from './contract.ts';
import { InvalidIdentifier } from './invalid-identifier.ts';

/** draft-ietf-mimi-content §3.3: the first octet names the hash; 1 is SHA-256, cut to 31 octets. */
const sha256 = 0x01;

/**
 * Id of a message (draft-ietf-mimi-content §3.3): 0x01 and the first 31 octets of the SHA-256 of sender, room, the
 * encoded message and its salt, each URI behind its 16-bit length.
 * @param sender the user URI and `room` the room URI, spelled as in the message's own extensions (CF-08)
 * @param message the whole encoded `application/mimi-content`
 * @param salt the 16 octets that stand in it
 */
export function messageIdOf(sender: string, room: string, message: Uint8Array, salt: Uint8Array): MessageId {
  const hash = createHash('sha256');
  for (const uri of [sender, room]) {
    const bytes = Buffer.from(uri, 'utf8');
    hash.update(Uint8Array.of(bytes.length >> 8, bytes.length & 0xff)).update(bytes);
  }
  const digest = hash.update(message).update(salt).digest();
  return messageIdFromBytes(Uint8Array.of(sha256, ...digest.subarray(0, 31)));
}

/** @throws {@link InvalidIdentifier} `message-id` unless 32 octets of a known hash (CF-07) */
export function messageIdFromBytes(bytes: Uint8Array): MessageId {
  if (bytes.length !== 32) throw new InvalidIdentifier('message-id', 'a message id has 32 octets');
  if (bytes[0] !== sha256) throw new InvalidIdentifier('message-id', 'the hash algorithm of a message id is unknown');
  return Buffer.from(bytes).toString('base64url') as MessageId;
}

/** The 32 octets of a message id. */
export function messageIdBytes(id: MessageId): Uint8Array {
  return Uint8Array.from(Buffer.from(id, 'base64url'));
}

/** Reads the text form back from a store or an event. @throws {@link InvalidIdentifier} `message-id` */
export function parseMessageId(text: string): MessageId {
  if (!/^[A-Za-z0-9_-]{43}$/.test(text)) throw new InvalidIdentifier('message-id', 'expected 43 base64url characters');
  return messageIdFromBytes(Uint8Array.from(Buffer.from(text, 'base64url')));
}
