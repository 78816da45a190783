import type { MessageId } from '../../../identifiers/index.ts';
import type { Part } from '../../contract.ts';
import { dispositions } from '../../contract.ts';
import type { Drafted, MessageDraft } from '../../networks/contract.ts';
import type { XmlElement } from '../contract.ts';
import { attributeOf, childrenNamed, textIn } from '../element.ts';
import { ns } from '../namespaces.ts';
import type { Sent } from './draft.ts';
import { draftOf, nothingSaid, partOf, unknownTarget, untranslated } from './draft.ts';

/** Reactions of one user to one message: more than any client offers. */
const mostReactions = 64;
/** UTF-16 units of one: a family of emoji with skin tones has about 40. */
const longestReaction = 128;

const reaction = { disposition: dispositions.reaction, language: '' };

/**
 * A user's whole set of reactions to a message (XEP-0444) as what changed: messages that are taken back or lose some of
 * their reactions, and one message for each new reaction, never several joined in one text (draft §5.3, §5.7).
 */
export function reactionDrafts({ sender, lookup }: Sent, reactions: XmlElement): Drafted {
  const target = lookup.messageOf(attributeOf(reactions, 'id') ?? '');
  if (target === null) return unknownTarget;
  const wanted = reactionsIn(reactions);
  if (wanted === null)
    return untranslated('too-big', 'These are more reactions, or longer ones, than a message takes.');
  const present = lookup.reactionsOf(sender, target.original);
  const topicId = lookup.topicOf(target.original);
  const changed = [...carriersOfUnwanted(present, wanted)].map(([carrier, kept]) =>
    draftOf({ replaces: carrier, inReplyTo: lookup.answeredBy(carrier) ?? target.id, topicId, body: bodyOf(kept) }),
  );
  const added = [...wanted]
    .filter((text) => !present.has(text))
    .map((text): MessageDraft => draftOf({ inReplyTo: target.id, topicId, body: partOf(text, dispositions.reaction) }));
  const drafts = [...changed, ...added];
  return drafts.length === 0 ? nothingSaid : drafts;
}

function reactionsIn(reactions: XmlElement): ReadonlySet<string> | null {
  if (reactions.children.length > mostReactions * 4) return null;
  const texts = childrenNamed(reactions, 'reaction', ns.reactions)
    .map((element) => textIn(element).trim())
    .filter((text) => text !== '');
  const distinct = new Set(texts);
  if (distinct.size > mostReactions || texts.some((text) => text.length > longestReaction)) return null;
  return distinct;
}

/** Messages that carry a reaction which is not wanted any more, each with those of its reactions that stay. */
function carriersOfUnwanted(
  present: ReadonlyMap<string, MessageId>,
  wanted: ReadonlySet<string>,
): ReadonlyMap<MessageId, readonly string[]> {
  const carriers = new Set([...present].filter(([text]) => !wanted.has(text)).map(([, carrier]) => carrier));
  const keptBy = (carrier: MessageId): readonly string[] =>
    [...present].filter(([text, of]) => of === carrier && wanted.has(text)).map(([text]) => text);
  return new Map([...carriers].map((carrier) => [carrier, keptBy(carrier)]));
}

function bodyOf(kept: readonly string[]): Part {
  const [first, ...others] = kept;
  if (first === undefined) return { ...reaction, type: 'null' };
  if (others.length === 0) return partOf(first, dispositions.reaction);
  return {
    ...reaction,
    type: 'multi',
    semantics: 'process-all',
    parts: kept.map((text) => partOf(text, dispositions.reaction)),
  };
}
