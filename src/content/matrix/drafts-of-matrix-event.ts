import type { UserUri } from '../../identifiers/index.ts';
import { contentLimit } from '../codec/content.ts';
import type { Part } from '../contract.ts';
import { writeExtensions } from '../extensions/known.ts';
import { draftOf } from '../message.ts';
import type { Drafted, MessageDraft, Untranslated } from '../networks/contract.ts';
import type { MatrixLookup, MatrixMessageEvent } from './contract.ts';
import { bodyOf } from './inbound/body.ts';
import type { Body } from './inbound/body.ts';
import { noticeOfCall } from './inbound/call.ts';
import { untranslated } from './inbound/draft.ts';
import { expiryIn } from './inbound/expiry.ts';
import { extensibleText, textOfPoll } from './inbound/poll.ts';
import { draftsOfReaction } from './inbound/reaction.ts';
import { draftsOfRedaction } from './inbound/redaction.ts';
import { relationIn, standingKept, standingOf } from './inbound/relation.ts';
import type { Relation } from './inbound/relation.ts';
import { bodyOfMessage, noticeBody, plainText, stickerBody } from './inbound/room-message.ts';
import type { SaidInMatrix } from './inbound/room-message.ts';
import { sessionBody } from './inbound/session.ts';
import { objectAt, objectIn } from './json.ts';
import type { Json } from './json.ts';
import { originalOf } from './original/kinds.ts';

/**
 * What an event of a Matrix room says in MIMI. Any JSON at all may be its content: what can't be said has a reason.
 * Whether its sender may say it is the hub's to decide.
 */
export function draftsOfMatrixEvent(event: MatrixMessageEvent, lookup: MatrixLookup): Drafted {
  const content = objectIn(event.content);
  if (event.type === 'm.room.redaction') return draftsOfRedaction(event, content, lookup);
  if (event.type === 'm.reaction') return draftsOfReaction(event, content, lookup);
  if (event.type === 'm.room.encrypted') {
    return untranslated(
      'encrypted',
      'Messages that Matrix encrypts cannot be read here: turn encryption off in this room.',
    );
  }
  const sender = lookup.userOf(event.sender);
  if (sender === null) return untranslated('malformed', 'an event of somebody who is no user of this network');
  const relation = relationIn(content);
  if (relation.type === 'edit') return draftsOfEdit(event, content, relation, sender, lookup);
  const isReply = relation.answers !== undefined;
  const said = saidIn({ type: event.type, content, sender, isReply, lookup });
  if ('reason' in said) return said;
  return drafted(event, said, { ...standingOf(relation, lookup), expires: expiryIn(content) }, lookup);
}

/** Octets of all parts; the rest of a message is for everything else that stands in it. */
const bodyLimit = contentLimit - 16 * 1024;

function octetsIn(part: Part): number {
  if (part.type === 'single') return part.content.length;
  return part.type === 'multi' ? part.parts.reduce((sum, nested) => sum + octetsIn(nested), 0) : 0;
}

/** The draft with the event's own id, so that other gateways know it again (CF-10). */
function drafted(
  event: MatrixMessageEvent,
  { body, known }: Body,
  fields: Partial<MessageDraft>,
  lookup: MatrixLookup,
): Drafted {
  if (octetsIn(body) > bodyLimit) return untranslated('too-big', 'an event that says more than a message can');
  const externalMessageId = { id: Buffer.from(event.eventId, 'utf8'), scope: lookup.idScope };
  return [{ ...draftOf(body), ...fields, extensions: writeExtensions({ ...known, externalMessageId }) }];
}

/** `m.replace`: the new content stands for that of the first version, and everything else stays (FX-11). */
function draftsOfEdit(
  event: MatrixMessageEvent,
  content: Json,
  relation: Relation,
  sender: UserUri,
  lookup: MatrixLookup,
): Drafted {
  const known = lookup.messageOf(relation.target ?? '');
  if (known === null || known.text === null || known.reaction) {
    return untranslated('unknown-target', 'an edit of something that is no message of the room');
  }
  // Homeservers pass it on, and no client shows it ("Validity of replacement events"): nor do we (FX-12).
  if (known.sender !== sender) return untranslated('malformed', 'an edit of a message that somebody else wrote');
  if ((lookup.shownAs(known.original)?.type ?? event.type) !== event.type) {
    return untranslated('malformed', 'an edit that makes something of another type of a message');
  }
  const replacement = objectAt(content, 'm.new_content');
  const said = saidIn({ type: event.type, content: replacement, sender, isReply: false, lookup });
  if ('reason' in said) return said;
  const standing = { replaces: known.original, ...standingKept(known.original, lookup), expires: expiryIn(content) };
  return drafted(event, said, standing, lookup);
}

function saidIn(said: SaidInMatrix): Body | Untranslated {
  const { type, content, lookup } = said;
  switch (type) {
    case 'm.room.message':
      return bodyOfMessage(said);
    case 'm.sticker':
      return stickerBody(said);
    case 'm.poll.start':
    case 'org.matrix.msc3381.poll.start':
      return pollBody(said);
    case 'm.poll.response':
    case 'org.matrix.msc3381.poll.response':
      return untranslated('nothing-said', 'a vote: it is counted by those who show the poll, and said by nobody');
    case 'm.widget':
    case 'im.vector.modular.widgets':
      return sessionBody(content);
    default:
      return otherBody(type, content, lookup);
  }
}

function pollBody({ type, content, lookup }: SaidInMatrix): Body | Untranslated {
  const text = textOfPoll(content);
  if (text === undefined) return untranslated('malformed', 'a poll without a question');
  return bodyOf({ text: plainText(text), files: [], original: originalOf(type, content) }, lookup);
}

/** Types that have no mapping: a call's notice, or the text that extensible events (MSC1767) carry for everybody. */
function otherBody(type: string, content: Json, lookup: MatrixLookup): Body | Untranslated {
  const notice = noticeOfCall(type);
  if (notice !== null) return noticeBody(notice, lookup);
  if (type.startsWith('m.call.')) return untranslated('nothing-said', 'signalling between those who are in a call');
  const text = extensibleText(content) ?? '';
  if (text.trim() === '') return untranslated('nothing-said', 'an event without a text for people');
  return bodyOf({ text: plainText(text), files: [], original: null }, lookup);
}
