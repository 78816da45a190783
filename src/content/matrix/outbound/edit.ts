import type { MessageId } from '../../../identifiers/index.ts';
import type { Said } from '../../parts/index.ts';
import type { MatrixContent, MatrixDeed, MatrixLookup } from '../contract.ts';
import { listAt, objectAt, textAt } from '../json.ts';
import { lineOf } from './lines.ts';
import { eventsOf, unframed } from './message.ts';
import type { ToShow } from './message.ts';
import { related, relatingOf } from './relation.ts';
import { contentLimit } from './split.ts';

/** Half of an event: the new content stands in it twice, the second time for readers without edits. */
const room = contentLimit / 2;

const messageType = 'm.room.message';

/**
 * A new version (FX-11): each event of the first one is replaced, those too many are taken away, and what the first one
 * had no event for follows. Matrix takes edits of a message's own sender only (FX-12), and of the same type ("Validity of
 * replacement events"): any other, such as one that makes a text of a poll, and one of a message that the room doesn't
 * show, is a message that says that it is one (FX-13).
 * @param telling shows it as a message about the one that it replaces, with lines in front of it
 */
export function editDeeds(
  toShow: ToShow,
  replaces: MessageId,
  telling: (lines: readonly Said[]) => readonly MatrixDeed[],
): readonly MatrixDeed[] {
  const { message, showable, lookup } = toShow;
  const known = lookup.message(replaces);
  const shown = lookup.shownAs(replaces);
  if (known?.text === null) return [];
  if (!showable.edits || shown === null || known?.sender !== message.sender) return telling([lineOf('Edited:')]);
  const events = eventsOf(toShow, { ...unframed, room, restores: shown.type !== messageType });
  if (events[0] !== undefined && events[0].type !== shown.type) return telling([lineOf('Edited:')]);
  const { following } = relatingOf(message, null, showable, lookup);
  const deeds = events.map(({ type, content }, index): MatrixDeed => {
    const target = shown.events[index];
    const sent = target === undefined ? { ...content, ...following } : replacing(target, content, replaces, lookup);
    return { do: 'send', type, content: sent };
  });
  const surplus = events.length === 0 ? [] : shown.events.slice(events.length);
  return [...deeds, ...surplus.map((eventId): MatrixDeed => ({ do: 'redact', eventId }))];
}

/** `m.replace` ("Event replacements"): the content as it is now, around it the same with an asterisk for old readers. */
function replacing(target: string, content: MatrixContent, replaces: MessageId, lookup: MatrixLookup): MatrixContent {
  const [body, html] = [textAt(content, 'body'), textAt(content, 'formatted_body')];
  return {
    ...content,
    ...(body !== undefined && { body: `* ${body}` }),
    ...(html !== undefined && { formatted_body: `* ${html}` }),
    'm.mentions': newlyMentioned(content, replaces, lookup),
    'm.new_content': content,
    ...related({ rel_type: 'm.replace', event_id: target }),
  };
}

/** Whoever was mentioned before has been notified. */
function newlyMentioned(content: MatrixContent, replaces: MessageId, lookup: MatrixLookup): MatrixContent {
  const before = new Set([...lookup.mentionsOf(replaces)].map((user) => lookup.mxidOf(user)));
  const ids = listAt(objectAt(content, 'm.mentions'), 'user_ids', 100).filter((id) => typeof id === 'string');
  const fresh = ids.filter((id) => !before.has(id));
  return fresh.length === 0 ? {} : { user_ids: fresh };
}
