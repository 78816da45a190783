import type { UserUri } from '../../identifiers/index.ts';
import { CborReader } from '../codec/cbor-reader.ts';
import { CborWriter } from '../codec/cbor-writer.ts';
import type { Part } from '../contract.ts';
import { dispositions } from '../contract.ts';
import { InvalidContent } from '../invalid-content.ts';
import { draftOf } from '../message.ts';
import type { MessageDraft, StoredMessage } from '../networks/contract.ts';
import { inOrder } from '../timeline/order.ts';
import { momentKinds } from './contract.ts';
import type { Moment, MomentKind } from './contract.ts';

/**
 * Media type of what gateways tell one another of the moment. Drafts have no class for it yet: others ignore a type that
 * they don't know, and it has no fallback, so that nobody is shown it as a message.
 */
export const momentMediaType = 'application/vnd.mimi-gateway.status+cbor';
const lifetimeSeconds = 60;
const longestValue = 1024;
const mostMoments = 16;

/** A message that says what its sender is just doing: to be forgotten after a minute. */
export function momentDraft(moments: readonly Moment[], acceptedAt: number): MessageDraft {
  const writer = new CborWriter().array(moments.length);
  for (const { kind, value } of moments) writer.array(2).text(kind).text(value);
  const content = writer.finish();
  decodeMoments(content);
  const body: Part = {
    disposition: dispositions.unspecified,
    language: '',
    type: 'single',
    contentType: momentMediaType,
    content,
  };
  const seconds = Math.ceil(acceptedAt / 1000) + lifetimeSeconds;
  return { ...draftOf(body), expires: { relative: false, seconds } };
}

/**
 * What a part says of the moment; kinds that came later are left out.
 * @throws {@link InvalidContent}
 */
export function decodeMoments(bytes: Uint8Array): readonly Moment[] {
  const reader = new CborReader(bytes);
  const moments: Moment[] = [];
  const count = reader.arrayLength();
  if (count > mostMoments) throw new InvalidContent('structure', `at most ${mostMoments} at once`);
  for (let left = count; left > 0; left -= 1) {
    reader.array(2);
    const name = reader.text();
    const value = reader.text();
    if (value.length > longestValue) throw new InvalidContent('structure', `at most ${longestValue} characters`);
    const kind = momentKinds.find((one) => one === name);
    if (kind) moments.push({ kind, value });
  }
  reader.end();
  return moments;
}

/** What each user is just doing at `now`: of each kind the latest, unless it is over a minute old. */
export function momentsOf(
  messages: readonly StoredMessage[],
  now: number,
): ReadonlyMap<UserUri, ReadonlyMap<MomentKind, string>> {
  const users = new Map<UserUri, Map<MomentKind, string>>();
  for (const { sender, acceptedAt, content } of inOrder(messages)) {
    if (acceptedAt + lifetimeSeconds * 1000 < now || !isMoment(content.body)) continue;
    const latest = users.get(sender) ?? new Map<MomentKind, string>();
    for (const { kind, value } of readable(content.body.content)) {
      if (value === '') latest.delete(kind);
      else latest.set(kind, value);
    }
    users.set(sender, latest);
  }
  return users;
}

/** Whether a message says nothing but what its sender is just doing: nothing to be shown in a timeline. */
export function isMoment(body: Part): body is Extract<Part, { type: 'single' }> {
  return body.type === 'single' && body.contentType === momentMediaType;
}

function readable(content: Uint8Array): readonly Moment[] {
  try {
    return decodeMoments(content);
  } catch (cause) {
    // Somebody else's mistake about something that is over in a minute: nobody is told.
    if (cause instanceof InvalidContent) return [];
    throw cause;
  }
}
