import { pollFallback } from '../../fallbacks/index.ts';
import { fieldIn, listAt, objectAt, objectIn, textAt } from '../json.ts';
import type { Json } from '../json.ts';

/** MSC3381 "Chat Polls": at most 20 answers are shown. */
export const mostAnswers = 20;

/** A poll's own fields, under its stable name or the one that clients send today. */
export function pollIn(content: Json): Json {
  return objectAt(content, Object.hasOwn(content, 'm.poll') ? 'm.poll' : 'org.matrix.msc3381.poll.start');
}

/** A text of extensible events (MSC1767): a list of representations, or the older plain forms. */
export function extensibleText(content: Json): string | undefined {
  const representations = listAt(content, 'm.text', 8).map(objectIn);
  const plain = representations.find((text) => (textAt(text, 'mimetype') ?? 'text/plain') === 'text/plain');
  const told = plain === undefined ? undefined : textAt(plain, 'body');
  return told ?? textAt(content, 'm.text') ?? textAt(content, 'org.matrix.msc1767.text') ?? textAt(content, 'body');
}

/** A poll as a question with its answers below; undefined when it asks nothing. */
export function textOfPoll(content: Json): string | undefined {
  const poll = pollIn(content);
  const question = extensibleText(objectAt(poll, 'question'))?.trim();
  const list = fieldIn(poll, 'answers');
  if (question === undefined || question === '' || !Array.isArray(list)) return undefined;
  const answers = listAt(poll, 'answers', mostAnswers).map((answer) => extensibleText(objectIn(answer)) ?? '');
  return pollFallback({ question, answers });
}
