import { geoUriIn, placeIn, textOfPlace } from '../inbound/location.ts';
import { extensibleText, pollIn, textOfPoll } from '../inbound/poll.ts';
import { fieldIn, listAt, objectAt, objectIn, textAt } from '../json.ts';
import type { Json } from '../json.ts';
import type { Original } from './kinds.ts';

/**
 * An original of a place or a poll, as far as it says what everybody else reads; null when it says anything else, or is
 * of another kind. Somebody who writes one thing for Matrix and another for all others gets the others' shown.
 * @param said the form that everybody reads
 */
export function agreeing(original: Original, said: string): Json | null {
  if (original.kind === 'location') return agreeingPlace(original.content, said);
  if (original.kind === 'poll') return agreeingPoll(original.content, said);
  return null;
}

function agreeingPlace(content: Json, said: string): Json | null {
  const uris = [
    textAt(content, 'geo_uri'),
    textAt(objectAt(content, 'm.location'), 'uri'),
    textAt(objectAt(content, 'org.matrix.msc3488.location'), 'uri'),
  ].filter((uri) => uri !== undefined);
  const [uri] = uris;
  const isOnePlace = geoUriIn(uri) !== undefined && uris.every((other) => other === uri);
  if (!isOnePlace || textOfPlace(placeIn(content)) !== said) return null;
  const told = [
    textAt(content, 'body'),
    textAt(content, 'org.matrix.msc1767.text'),
    textAt(objectAt(content, 'm.location'), 'description'),
    textAt(objectAt(content, 'org.matrix.msc3488.location'), 'description'),
  ];
  // A piece of what is said may say the opposite.
  const allowed = [said, said.slice('Location: '.length), placeIn(content).name, uri, ''];
  const saysSame = told.every((text) => text === undefined || allowed.includes(text.trim()));
  return saysSame && textAt(content, 'body') !== undefined ? content : null;
}

function agreeingPoll(content: Json, said: string): Json | null {
  if (textOfPoll(content) !== said) return null;
  const poll = pollIn(content);
  const question = objectAt(poll, 'question');
  const answers = listAt(poll, 'answers', 20).map(objectIn);
  if (![question, ...answers].every(saysOneThing)) return null;
  // Clients without polls show this text: the question, or all of it in some form.
  const inFull = said.slice('Poll: '.length);
  const allowed = [said, inFull, extensibleText(question)?.trim()];
  const told = representationsIn(content);
  return told.every((text) => allowed.includes(text.trim())) ? content : null;
}

/** Whether all forms of one text are the same: which of them a client shows is its own affair. */
function saysOneThing(value: Json): boolean {
  return new Set(representationsIn(value)).size === 1;
}

function representationsIn(value: Json): readonly string[] {
  const listed = listAt(value, 'm.text', 8).map((item) => fieldIn(objectIn(item), 'body'));
  return [...listed, fieldIn(value, 'org.matrix.msc1767.text'), fieldIn(value, 'body')].filter(
    (text) => typeof text === 'string',
  );
}
