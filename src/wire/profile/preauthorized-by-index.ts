import type { PreauthorizedEntry } from '../../policy/index.ts';
import type { WireCodec } from '../contract.ts';
import { bodyLimits } from '../limits.ts';
import { codecOf } from '../presentation.ts';

/**
 * Component 0x0026 as peers spell it that read `target_role` as an index (decision WF-19): a uint32 where the draft's
 * syntax has a whole Role. Used by setting only; the room policy's own codec is literal.
 */
export const preauthorizedByIndex: WireCodec<readonly PreauthorizedEntry[]> = codecOf<readonly PreauthorizedEntry[]>({
  section: 'draft-ietf-mimi-room-policy-03 §4',
  limit: bodyLimits.medium,
  write: (writer, entries) => {
    writer.vector(entries, (inner, { claims, role }) => {
      inner.vector(claims, (item, claim) => item.uint16(claim.credentialType).opaque(claim.id).opaque(claim.value));
      inner.uint32(role);
    });
  },
  read: (reader) =>
    reader.vector((inner) => ({
      claims: inner.vector((item) => ({ credentialType: item.uint16(), id: item.opaque(), value: item.opaque() })),
      role: inner.uint32(),
    })),
});
