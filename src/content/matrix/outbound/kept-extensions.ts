import type { ExtensionKey, MimiContent } from '../../contract.ts';
import { extensionKeys } from '../../extensions/known.ts';
import type { MatrixContent } from '../contract.ts';
import { octetsOf } from './split.ts';

/** Octets; what is more stays in the room's archive alone. */
const keptLimit = 4096;

const known: ReadonlySet<ExtensionKey> = new Set(Object.values(extensionKeys));

/**
 * Extensions that nobody here knows, for readers who do (CF-09): pairs of the key and the value, base64 of its CBOR.
 * Nothing is read back from there: what stands in an event, anybody may have written.
 */
export function keptExtensions(extensions: MimiContent['extensions']): MatrixContent {
  const unknown = [...extensions].filter(([key]) => !known.has(key));
  const pairs = unknown.map(([key, value]) => [key, Buffer.from(value).toString('base64')]);
  return pairs.length === 0 || octetsOf(pairs) > keptLimit ? {} : { 'org.mimi.extensions': pairs };
}
