import { isAside } from '../aside.ts';
import { dispositions } from '../contract.ts';
import type { MessageId } from '../../identifiers/index.ts';
import type { StoredMessage, Showable } from '../networks/contract.ts';
import { alikeEnough, readParts } from '../parts/index.ts';
import type { PartsReader } from '../parts/index.ts';
import { isNothing } from '../purpose.ts';
import type { XmppDeed, XmppLookup } from './contract.ts';
import { xmppStanzaType } from './original/original-part.ts';
import { retractionOf } from './outbound/deletion.ts';
import { messageDeeds } from './outbound/message.ts';
import { reactionDeeds, reactionsAfter, unlikeDeeds } from './outbound/reaction.ts';
import { markerOf } from './outbound/status.ts';

const readerOf = (lookup: XmppLookup): PartsReader => ({
  vendorTypes: [xmppStanzaType],
  languages: lookup.languages,
  shows: ['image/*', 'audio/*', 'video/*'],
  alike: alikeEnough,
});

/**
 * A message as XMPP shows it: groupchat messages to be sent in order, or none where there is nothing to be shown. What
 * `showable` or XMPP itself does not show stands there as a readable text.
 */
export function stanzasOf(message: StoredMessage, showable: Showable, lookup: XmppLookup): readonly XmppDeed[] {
  const { replaces, body } = message.content;
  if (replaces !== null && isNothing(body)) return takenBack(message, replaces, showable, lookup);
  const marker = markerOf(body, lookup);
  if (marker !== null) return marker;
  // Profiles and what somebody is just doing: XMPP has other places for them than a room's messages.
  if (isAside(body)) return [];
  const reading = readParts(body, readerOf(lookup));
  const reactions = reactionDeeds(message, reading.reactions, showable, lookup);
  return [...reactions, ...messageDeeds(message, reading, showable, lookup)];
}

/**
 * A reaction that is taken back leaves the others (FX-10); anything else is retracted (FX-14, FX-15), and so is the line
 * that a reaction was to readers without them. Somebody else's reaction is said to be withdrawn: a set is its sender's
 * alone (XEP-0444), and moderators take messages back, not what is in a set (XEP-0425).
 */
function takenBack(
  message: StoredMessage,
  replaces: MessageId,
  showable: Showable,
  lookup: XmppLookup,
): readonly XmppDeed[] {
  const known = lookup.message(replaces);
  const isReaction = known?.reaction ?? message.content.body.disposition === dispositions.reaction;
  const target = message.content.inReplyTo ?? lookup.answeredBy(replaces);
  if (!isReaction || (!showable.reactions && showable.deletions)) {
    return retractionOf(message, replaces, showable, lookup);
  }
  if (target === null) return [];
  const isOwn = known === null || known.sender === message.sender;
  if (!showable.reactions || !isOwn) return unlikeDeeds(message, replaces, target, showable, lookup);
  const left = reactionsAfter(message, target, [], lookup);
  return left === null ? [] : [left];
}
