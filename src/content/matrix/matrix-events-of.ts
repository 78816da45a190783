import type { MessageId } from '../../identifiers/index.ts';
import { isAside } from '../aside.ts';
import { dispositions } from '../contract.ts';
import { knownExtensions } from '../extensions/known.ts';
import type { Showable, StoredMessage } from '../networks/contract.ts';
import { alikeEnough, readParts } from '../parts/index.ts';
import type { PartsReader, Said } from '../parts/index.ts';
import { isNothing } from '../purpose.ts';
import type { MatrixDeed, MatrixLookup } from './contract.ts';
import { matrixEventType } from './original/original-part.ts';
import { deletionOf } from './outbound/deletion.ts';
import { editDeeds } from './outbound/edit.ts';
import { quotation, toldDeletion } from './outbound/lines.ts';
import { eventsOf, unframed } from './outbound/message.ts';
import type { ToShow } from './outbound/message.ts';
import { reactionDeeds } from './outbound/reaction.ts';
import { relatingOf } from './outbound/relation.ts';
import { receiptOf } from './outbound/status.ts';
import { storable } from './outbound/storable.ts';

/** What Matrix clients show by themselves, best first. */
const shows = ['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/*', 'video/*', 'audio/*'];

const readerOf = (lookup: MatrixLookup): PartsReader => ({
  vendorTypes: [matrixEventType],
  languages: lookup.languages,
  shows,
  alike: alikeEnough,
});

/**
 * What has to be done in a Matrix room so that it shows a message. That its sender might say, edit or delete it has been
 * decided before: nothing that stands in the room's log is silent here, but what takes away something that the Matrix
 * room never showed.
 */
export function matrixEventsOf(
  message: StoredMessage,
  showable: Showable,
  lookup: MatrixLookup,
): readonly MatrixDeed[] {
  return deedsOf(message, showable, lookup).map(storable);
}

function deedsOf(message: StoredMessage, showable: Showable, lookup: MatrixLookup): readonly MatrixDeed[] {
  const receipt = receiptOf(message.content.body, lookup);
  if (receipt !== null) return receipt;
  // Profiles and what somebody is just doing: Matrix has other places for them than its timeline.
  const { replaces, inReplyTo, body } = message.content;
  const isTakingBack = replaces !== null && isNothing(body);
  if (isAside(body) && !isTakingBack) return [];
  const reading = readParts(body, readerOf(lookup));
  const toShow: ToShow = { message, reading, showable, lookup };
  if (isTakingBack) {
    const isApplied = showable.deletions || body.disposition === dispositions.reaction;
    return isApplied
      ? deletionOf(replaces, knownExtensions(message.content.extensions).reason, lookup)
      : saying(toShow, replaces, [toldDeletion(message, replaces, lookup)]);
  }
  if (reading.reactions.length > 0) {
    return [...reactionsBefore(message, lookup), ...reactionDeeds(toShow, (lines) => saying(toShow, inReplyTo, lines))];
  }
  if (replaces === null) return saying(toShow, inReplyTo, []);
  return editDeeds(toShow, replaces, (lines) => saying(toShow, replaces, lines));
}

/** What a user's new reactions stand in place of: reactions of the same user, and nothing else. */
function reactionsBefore({ sender, content }: StoredMessage, lookup: MatrixLookup): readonly MatrixDeed[] {
  const known = content.replaces === null ? null : lookup.message(content.replaces);
  return known?.reaction === true && known.sender === sender ? deletionOf(known.original, null, lookup) : [];
}

/** A message of its own. @param answers the message that it is about */
function saying(toShow: ToShow, answers: MessageId | null, lines: readonly Said[]): readonly MatrixDeed[] {
  const { message, showable, lookup } = toShow;
  const relating = relatingOf(message, answers, showable, lookup);
  const prefix = [...(relating.quotes ? quotation(answers, lookup) : []), ...lines];
  return eventsOf(toShow, { ...unframed, prefix }).map(({ type, content }, index) => ({
    do: 'send',
    type,
    content: { ...content, ...(index === 0 ? relating.content : relating.following) },
  }));
}
