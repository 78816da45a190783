import { component, type GroupContext } from '../../mls/index.ts';
import { bodyLimits, listLimits } from '../limits.ts';
import { codecOf, list, refusing } from '../presentation.ts';
import { type CodePoints, codePoints } from '../profile/code-points.ts';
import type { ExternalReceiver } from './contract.ts';
import { externalReceiver, section } from './structs.ts';

/** Data of `external_receivers`: `ExternalReceiver external_receivers<V>`, mirroring external_senders. */
export const externalReceivers = codecOf<readonly ExternalReceiver[]>({
  section,
  limit: bodyLimits.medium,
  ...list(externalReceiver, listLimits.receivers, section),
});

/**
 * The external receivers of a group (decision WF-28): component 0x0008 of the dictionary, because the draft registers a
 * component; else the extension that its text speaks of. Empty when there is neither.
 */
export function externalReceiversIn(
  context: GroupContext,
  numbers: CodePoints = codePoints,
): readonly ExternalReceiver[] {
  const data =
    refusing(section, () => component(context, numbers.components.externalReceivers)) ??
    context.extensions.find(({ type }) => type === numbers.extensions.externalReceivers)?.data;
  return data === undefined ? [] : externalReceivers.decode(data);
}

/** WireFormats (draft-ietf-mls-extensions §5): data of supported_wire_formats and required_wire_formats. */
export const wireFormats = codecOf<readonly number[]>({
  section: 'draft-ietf-mls-extensions §5',
  limit: bodyLimits.small,
  write: (writer, formats) => {
    writer.vector(formats, (inner, format) => inner.uint16(format));
  },
  read: (reader) => reader.vector((inner) => inner.uint16()),
});

/**
 * Whether members may send SemiPrivateMessages: the group requires the wire format of everybody, and has a receiver.
 */
export function usesSemiPrivateMessages(context: GroupContext, numbers: CodePoints = codePoints): boolean {
  const required = context.extensions.find(({ type }) => type === numbers.extensions.requiredWireFormats)?.data;
  if (required === undefined) return false;
  const format = numbers.wireFormats.semiPrivateMessage;
  return wireFormats.decode(required).includes(format) && externalReceiversIn(context, numbers).length > 0;
}
