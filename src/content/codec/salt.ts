import { createHmac } from 'node:crypto';

/**
 * A salt made of a secret that the group exports under `salt_base_secret` and of a nonce that is never used again
 * (draft-ietf-mimi-content §9.2): the first 16 octets of their HMAC.
 */
export function deriveSalt(saltBaseSecret: Uint8Array, nonce: Uint8Array): Uint8Array {
  return new Uint8Array(createHmac('sha256', saltBaseSecret).update(nonce).digest().subarray(0, 16));
}

/**
 * The tag that commits a sender to a message before the hub (draft-ietf-mimi-protocol §5.4.1.1).
 * @param bytes the whole encoded message, as it is encrypted
 */
export function frankingTag(salt: Uint8Array, bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHmac('sha256', salt).update(bytes).digest());
}
