import { decode } from '../codec/reader.ts';
import { empty } from '../codec/octets.ts';
import { encode } from '../codec/writer.ts';
import type { GroupContext } from '../contract.ts';
import { InvalidMessage } from '../invalid-message.ts';
import { componentId } from './code-points.ts';
import { dictionaryIn } from './extensions.ts';

/** draft-ietf-mls-extensions §4.9: authenticated data by component. */
export type SafeAad = ReadonlyMap<number, Uint8Array>;

export function encodeSafeAad(items: SafeAad): Uint8Array {
  const sorted = [...items].sort(([a], [b]) => a - b);
  return encode(
    (writer, list: typeof sorted) => writer.vector(list, (w, [id, data]) => w.uint16(id).opaque(data)),
    sorted,
  );
}

/** Throws `InvalidMessage('safe-aad')`. */
export function decodeSafeAad(octets: Uint8Array): SafeAad {
  const items = readItems(octets);
  for (let i = 1; i < items.length; i++) {
    if ((items[i - 1]?.[0] ?? 0) >= (items[i]?.[0] ?? 0))
      throw new InvalidMessage('safe-aad', 'items are not sorted or not unique');
  }
  return new Map(items);
}

function readItems(octets: Uint8Array): (readonly [number, Uint8Array])[] {
  try {
    return decode((r) => r.vector((item) => [item.uint16(), item.opaque()] as const), octets);
  } catch (cause) {
    throw new InvalidMessage('safe-aad', 'not framed', { cause });
  }
}

/** Whether the group frames its authenticated data. */
function usesSafeAad(context: GroupContext): boolean {
  return dictionaryIn(context.extensions).has(componentId.safeAad);
}

/** The authenticated data of a message that has none to send. */
export function emptyAad(context: GroupContext): Uint8Array {
  return usesSafeAad(context) ? encodeSafeAad(new Map()) : empty;
}

/** Throws `InvalidMessage('safe-aad')` when the group frames its authenticated data and this is not framed. */
export function checkSafeAad(context: GroupContext, authenticatedData: Uint8Array): void {
  if (usesSafeAad(context)) decodeSafeAad(authenticatedData);
}
