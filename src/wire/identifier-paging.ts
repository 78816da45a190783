import type { Dictionary } from '../mls/index.ts';
import type { UserProfile } from './contract.ts';
import { bodyLimits } from './limits.ts';
import { codecOf, text } from './presentation.ts';
import { codePoints } from './profile/code-points.ts';

/**
 * Component of identifier queries and answers between gateways, from the private range: the draft's answers have no
 * pages (decision WF-27).
 */
export const identifierPaging = codePoints.components.identifierPaging;

const section = 'decision WF-27';

/** `struct { opaque after<V>; uint32 limit; }` in a request. */
export interface PageRequest {
  /** `next` of the answer before; empty for the first page. */
  readonly after: string;
  /** Most users wanted. */
  readonly limit: number;
}

export const pageRequest = codecOf<PageRequest>({
  section,
  limit: bodyLimits.small,
  write: (writer, page) => {
    text.write(writer, page.after);
    writer.uint32(page.limit);
  },
  read: (reader) => ({ after: text.read(reader), limit: reader.uint32() }),
});

/** `opaque next<V>` in an answer: where the next page begins; empty when this is the last. */
export const nextPage = codecOf<string>({ section, limit: bodyLimits.small, write: text.write, read: text.read });

/**
 * One page of the users that were found, by their URIs, so that it does not matter who comes and goes between pages.
 * @param asked the component of the request
 * @throws InvalidWire
 */
export function pageOf(
  found: readonly UserProfile[],
  asked: Uint8Array,
  maximum: number,
): { readonly profiles: readonly UserProfile[]; readonly extensions: Dictionary } {
  const { after, limit } = pageRequest.decode(asked);
  const rest = found.filter(({ user }) => user > after).sort((a, b) => (a.user < b.user ? -1 : 1));
  const profiles = rest.slice(0, Math.max(1, Math.min(limit, maximum)));
  const next = profiles.length < rest.length ? (profiles.at(-1)?.user ?? '') : '';
  return { profiles, extensions: new Map([[identifierPaging, nextPage.encode(next)]]) };
}
