/** Whom and what a formatted text refers to. */
import type { UserUri } from '../../identifiers/index.ts';
import { mentionOf, partOfUrl } from '../links/index.ts';
import type { Markup } from './contract.ts';
import { inlinesOf } from './map-inlines.ts';

/** Users that are linked, each once, in order (draft-ietf-mimi-content §5.4). Whether each is in the room is not said. */
export function usersLinked(markup: Markup): readonly UserUri[] {
  const users = inlinesOf(markup).map((node) => (node.type === 'link' ? mentionOf(node.url) : null));
  return [...new Set(users.filter((user) => user !== null))];
}

/** Indices of parts that are shown in the midst of the text, or linked (draft §4.4). */
export function partsReferenced(markup: Markup): readonly number[] {
  const parts = inlinesOf(markup).map((node) =>
    node.type === 'link' || node.type === 'image' ? partOfUrl(node.url) : null,
  );
  return [...new Set(parts.filter((part) => part !== null))];
}
