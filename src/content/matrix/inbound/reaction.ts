import type { Part } from '../../contract.ts';
import { dispositions } from '../../contract.ts';
import type { Drafted } from '../../networks/contract.ts';
import { draftOf } from '../../message.ts';
import type { MatrixLookup, MatrixMessageEvent } from '../contract.ts';
import { textAt } from '../json.ts';
import type { Json } from '../json.ts';
import { partOf, plainPart, untranslated } from './draft.ts';
import { relationIn } from './relation.ts';

/** Octets of a reaction's key. A real one is an emoji or some words. */
const keyLimit = 512;

/** `m.reaction`: one annotation is one message (FX-08). */
export function draftsOfReaction(event: MatrixMessageEvent, content: Json, lookup: MatrixLookup): Drafted {
  const { type, target, key } = relationIn(content);
  if (type !== 'reaction' || target === undefined || key === undefined || key.trim() === '') {
    return untranslated('malformed', 'a reaction without a key or a message that it is about');
  }
  if (Buffer.byteLength(key) > keyLimit) return untranslated('too-big', `a reaction of more than ${keyLimit} octets`);
  const known = lookup.messageOf(target);
  const user = lookup.userOf(event.sender);
  if (known === null || user === null) return untranslated('unknown-target', 'a reaction to a message not known here');
  const body = reactionPart(key, textAt(content, 'com.beeper.reaction.shortcode'), lookup);
  if (body === null) return untranslated('malformed', 'a reaction by an image that could not be fetched');
  const shown = body.type === 'single' ? Buffer.from(body.content).toString('utf8') : key;
  if (lookup.reactionsOf(user, known.original).has(shown))
    return untranslated('nothing-said', 'a reaction that stands already');
  return [{ ...draftOf(body), inReplyTo: known.id, topicId: lookup.topicOf(known.original) }];
}

/** Custom emoji (MSC4027) have an image's URI as their key. */
function reactionPart(key: string, shortcode: string | undefined, lookup: MatrixLookup): Part | null {
  if (!key.startsWith('mxc://')) return plainPart(key, dispositions.reaction);
  const name = shortcode ?? '';
  const file = lookup.fileOf(key);
  if (file === null) return name === '' ? null : plainPart(name, dispositions.reaction);
  return partOf({ type: 'external', ...file, description: name, filename: '' }, dispositions.reaction);
}
