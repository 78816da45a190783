import type { RoomUri, UserUri } from '../../../identifiers/index.ts';
import { onOneLine } from '../../links/index.ts';
import { mapInlines, toPlain } from '../../markup/index.ts';
import type { Link, Markup, MarkupShow, ShownMention } from '../../markup/index.ts';
import type { Showable } from '../../networks/contract.ts';
import { shortened } from '../../shortened.ts';
import type { MatrixContent, MatrixLookup } from '../contract.ts';
import { looksLikeMention, matrixToLink } from '../matrix-link.ts';

/** Users beyond these are named, but not notified. */
const mostMentions = 100;
/** Of a name: it stands in words of somebody else. */
const mostCharacters = 64;

/** Somebody of the room as Matrix links to them; null for anybody else, whose link is a link (FX-04). */
export function shownMention(user: UserUri, showable: Showable, lookup: MatrixLookup): ShownMention | null {
  const name = lookup.nameOf(user);
  const mxid = lookup.mxidOf(user);
  if (name === null || mxid === null) return null;
  return {
    text: shortened(onOneLine(name), mostCharacters) || mxid,
    href: showable.mentions ? matrixToLink(mxid) : null,
  };
}

/** How a text's mentions are shown, and who they were: filled while the text is written. */
export interface MentionsShown {
  readonly show: MarkupShow['mention'];
  readonly users: Set<UserUri>;
}

export function showingMentions(showable: Showable, lookup: MatrixLookup): MentionsShown {
  const users = new Set<UserUri>();
  const show = (user: UserUri): ShownMention | null => {
    const shown = shownMention(user, showable, lookup);
    if (shown !== null && showable.mentions) users.add(user);
    return shown;
  };
  return { show, users };
}

/**
 * `m.mentions`: always there, so that a name or an `@room` that merely stands in a text notifies nobody ("User and room
 * mentions").
 */
export function mentionsField(users: Iterable<UserUri>, isRoom: boolean, lookup: MatrixLookup): MatrixContent {
  const ids = [...users].map((user) => lookup.mxidOf(user)).filter((mxid) => mxid !== null);
  return {
    'm.mentions': {
      ...(ids.length > 0 && { user_ids: ids.slice(0, mostMentions) }),
      ...(isRoom && { room: true }),
    },
  };
}

/**
 * Links to the room itself as Matrix writes them, and whether there was one (FX-05). Links that only look like mentions
 * are text: who is mentioned is for the message to say, by a link to the user's URI (FX-04).
 */
export function withMentionsWritten(
  markup: Markup,
  room: RoomUri,
): { readonly markup: Markup; readonly isForRoom: boolean } {
  let isForRoom = false;
  const written = mapInlines(markup, (node) => {
    if (node.type !== 'link') return [node];
    if (looksLikeMention(node.url)) return [{ type: 'text', value: asText(node) }];
    if (node.url !== room) return [node];
    isForRoom = true;
    return [{ type: 'text', value: '@room' }];
  });
  return { markup: written, isForRoom };
}

/** With the target behind it. */
const asText = (link: Link): string => toPlain({ type: 'root', children: [{ type: 'paragraph', children: [link] }] });
