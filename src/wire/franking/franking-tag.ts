import { createHmac, timingSafeEqual } from 'node:crypto';
import { component, decodeSafeAad, encodeSafeAad, type GroupContext, type SafeAad } from '../../mls/index.ts';
import { demand } from '../invalid-wire.ts';
import { refusing } from '../presentation.ts';
import { type CodePoints, codePoints } from '../profile/code-points.ts';

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

/**
 * Authenticated data of a franked message: the tag in `frank_aad` among the items of other components. Only a group with
 * the component `safe_aad` frames its data so.
 */
export function withFrankingTag(items: SafeAad, tag: Uint8Array, numbers: CodePoints = codePoints): Uint8Array {
  demand(tag.length === frankLength, 'frank', section, 'a franking tag has 32 octets');
  return encodeSafeAad(new Map([...items, [numbers.components.frankAad, tag]]));
}

/**
 * The tag in a message's authenticated data; null when its sender asks for no frank. In a group without the component
 * `safe_aad` nobody can: there the data are framed by nothing, and may be any octets, such as those that look like a tag.
 * @param context of the message's epoch
 * @throws {@link InvalidWire} `malformed` when the group frames its data and these are no SafeAAD, `frank` when the tag has
 *   another length
 */
export function frankingTagIn(
  context: GroupContext,
  authenticatedData: Uint8Array,
  numbers: CodePoints = codePoints,
): Uint8Array | null {
  const items = refusing('draft-ietf-mls-extensions §4.9', () =>
    component(context, numbers.components.safeAad) === undefined ? null : decodeSafeAad(authenticatedData),
  );
  const tag = items?.get(numbers.components.frankAad) ?? null;
  demand(tag === null || tag.length === frankLength, 'frank', section, 'a franking tag has 32 octets');
  return tag;
}
