import type { MessageId } from '../../../identifiers/index.ts';
import type { MatrixDeed, MatrixLookup } from '../contract.ts';

/**
 * Takes away every event that shows a message, the ones that edited it included: redacting the first alone would leave
 * the others' contents with the homeservers (FX-10, FX-14).
 * @param reason null for none
 */
export function deletionOf(target: MessageId, reason: string | null, lookup: MatrixLookup): readonly MatrixDeed[] {
  const shown = lookup.shownAs(target);
  if (shown === null) return [];
  const why = reason === null ? {} : { reason };
  return [...shown.events, ...shown.edits].map((eventId) => ({ do: 'redact', eventId, ...why }));
}
