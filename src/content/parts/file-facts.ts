import type { FileFacts } from '../fallbacks/index.ts';
import type { ReadFile } from './contract.ts';

/** What a file says of itself beside its octets. */
export function factsOf({ source }: ReadFile): FileFacts {
  if (source.type === 'external') return source;
  return { description: '', filename: '', contentType: source.contentType, size: BigInt(source.content.length) };
}
