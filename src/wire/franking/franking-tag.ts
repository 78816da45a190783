import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SafeAad } from '../../mls/index.ts';
import { decodeSafeAad, encodeSafeAad } from '../../mls/index.ts';
import { demand } from '../invalid-wire.ts';
import { refusing } from '../presentation.ts';
import { codePoints } from '../profile/code-points.ts';

const section = 'draft-ietf-mimi-protocol-06 §5.4.1.1';

/** Octets of a franking_tag, of a server_frank and of a hub_key's HMAC. */
export const frankLength = 32;

/** HMAC-SHA-256, the only MAC of franking, whatever the group's suite. */
export function hmacSha256(key: Uint8Array, data: Uint8Array): Uint8Array {
  return Uint8Array.from(createHmac('sha256', key).update(data).digest());
}

/** Comparison of tags in constant time. */
export function equalTags(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/**
 * franking_tag (P §5.4.1.1): commits a sender to a message without showing it.
 * @param salt the message's own
 * @param applicationData what the group's application message carries: framed with its media type where the group
 *   frames (draft-ietf-mls-extensions §6.2.4), so that the tag covers that too
 */
export function frankingTag(salt: Uint8Array, applicationData: Uint8Array): Uint8Array {
  return hmacSha256(salt, applicationData);
}

/** Authenticated data of a franked message: the tag in `frank_aad` among the items of other components. */
export function withFrankingTag(
  items: SafeAad,
  tag: Uint8Array,
  component = codePoints.components.frankAad,
): Uint8Array {
  demand(tag.length === frankLength, 'frank', section, 'a franking tag has 32 octets');
  return encodeSafeAad(new Map([...items, [component, tag]]));
}

/**
 * The tag in a message's authenticated data; null when its sender asks for no frank. For groups with `safe_aad` only: the
 * data of others are framed by nothing, and may be any octets or none.
 * @throws {@link InvalidWire} `malformed` when the data is no SafeAAD, `frank` when the tag has another length
 */
export function frankingTagIn(
  authenticatedData: Uint8Array,
  component = codePoints.components.frankAad,
): Uint8Array | null {
  const items = refusing('draft-ietf-mls-extensions §4.9', () => decodeSafeAad(authenticatedData));
  const tag = items.get(component) ?? null;
  demand(tag === null || tag.length === frankLength, 'frank', section, 'a franking tag has 32 octets');
  return tag;
}
