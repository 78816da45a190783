import { describe, expect, it } from 'vitest';
import type { ArrivalFacts, MimiContent, Part, StoredMessage } from '../../../src/content/index.ts';
import { composeMessage, decodeContent, draftOf, judgeMessage, receiveMessage } from '../../../src/content/index.ts';
import type { MessageId } from '../../../src/identifiers/index.ts';
import { messageIdFromBytes, parseRoomUri, parseUserUri } from '../../../src/identifiers/index.ts';

const day = 24 * 60 * 60 * 1000;
const now = Date.UTC(2026, 5, 1);
const place = { sender: parseUserUri('mimi://example.com/u/alice'), room: parseRoomUri('mimi://example.com/r/team') };
const idOf = (octet: number): MessageId => messageIdFromBytes(Uint8Array.of(1, ...new Uint8Array(31).fill(octet)));
const facts: ArrivalFacts = {
  now,
  roomCreatedAt: Date.UTC(2026, 0, 1),
  senderIsMember: true,
  knows: () => false,
  answers: () => null,
};
const text = (change: Partial<Extract<Part, { type: 'single' }>> = {}): Part => ({
  disposition: 1,
  language: '',
  type: 'single',
  contentType: 'text/plain',
  content: new Uint8Array(),
  ...change,
});
const message = (content: Partial<MimiContent> = {}, acceptedAt = now): StoredMessage => ({
  id: idOf(1),
  ...place,
  acceptedAt,
  content: { salt: new Uint8Array(16), ...draftOf(text()), ...content },
});
const seconds = (at: number): number => at / 1000;

describe('what is nonsense', () => {
  it('CF-19: a sound message is sound', () => {
    expect(judgeMessage(message(), facts)).toEqual({ verdict: 'sound' });
  });

  it.each([
    ['sender-not-member', message(), { senderIsMember: false }],
    ['duplicate-id', message(), { knows: (id: MessageId) => id === idOf(1) }],
    ['in-the-future', message({}, now + 6 * 60_000), {}],
    ['before-the-format', message({}, Date.UTC(2022, 1, 8)), { roomCreatedAt: 0 }],
    ['before-the-room', message({}, facts.roomCreatedAt - 1), {}],
    ['expired-long-ago', message({ expires: { relative: false, seconds: seconds(now - 367 * day) } }), {}],
    ['expires-far-ahead', message({ expires: { relative: false, seconds: seconds(now + 367 * day) } }), {}],
    ['expires-far-ahead', message({ expires: { relative: true, seconds: 367 * seconds(day) } }), {}],
  ] as const)('CF-19: %s is discarded', (rule, arrived, change) => {
    expect(judgeMessage(arrived, { ...facts, ...change })).toEqual({ verdict: 'discard', rule });
  });

  it.each([
    ['a clock that is minutes ahead', message({}, now + 4 * 60_000)],
    ['the first moment of the room', message({}, facts.roomCreatedAt)],
    ['an expiry that has passed', message({ expires: { relative: false, seconds: seconds(now - 364 * day) } })],
    ['an expiry within a year', message({ expires: { relative: false, seconds: seconds(now + 364 * day) } })],
    ['an expiry a year after reading', message({ expires: { relative: true, seconds: 365 * seconds(day) } })],
  ])('CF-19 CF-18: %s is no nonsense', (_, arrived) => {
    expect(judgeMessage(arrived, facts)).toEqual({ verdict: 'sound' });
  });

  it.each([
    ['topic-too-long', { topicId: new Uint8Array(4097) }],
    ['too-many-parts', { body: many(1025) }],
    ['too-deep', { body: deep(5) }],
    ['too-big', { body: text({ content: new Uint8Array(256 * 1024) }) }],
  ] as const)('CF-19: %s is refused by decoding', (rule, change) => {
    expect(() => composeMessage(place, new Uint8Array(16), { ...draftOf(text()), ...change })).toThrow(rule);
  });

  it.each([
    ['an unknown message that is answered', { inReplyTo: idOf(9) }],
    ['an unknown message that is replaced', { replaces: idOf(9) }],
    ['an unknown disposition', { body: { ...text(), disposition: 200 } }],
    ['an unknown media type', { body: text({ contentType: 'application/x-unheard-of' }) }],
    ['an unknown language', { body: text({ language: 'qaa-Qaaa' }) }],
  ])('CF-20: %s is no malice', (_, change) => {
    const { bytes } = composeMessage(place, new Uint8Array(16), { ...draftOf(text()), ...change });
    expect(decodeContent(bytes)).toMatchObject(change);
    expect(judgeMessage({ ...receiveMessage(bytes, place), acceptedAt: now }, facts)).toEqual({ verdict: 'sound' });
  });
});

describe('chains of replies', () => {
  const chain = (...links: readonly (readonly [number, number])[]): ArrivalFacts => {
    const answers = new Map(links.map(([from, to]) => [idOf(from), idOf(to)]));
    return { ...facts, answers: (id) => answers.get(id) ?? null };
  };
  const reply = message({ inReplyTo: idOf(2) });

  it('CF-21: a message that would answer itself is shown, but not as an answer', () => {
    expect(judgeMessage(reply, chain([2, 3], [3, 1]))).toEqual({ verdict: 'drop-reply' });
    expect(judgeMessage(message({ inReplyTo: idOf(1) }), facts)).toEqual({ verdict: 'drop-reply' });
  });

  it('CF-21: a chain that ends is no loop, nor is a loop of others', () => {
    expect(judgeMessage(reply, chain([2, 3], [3, 4]))).toEqual({ verdict: 'sound' });
    expect(judgeMessage(reply, chain([2, 3], [3, 2]))).toEqual({ verdict: 'sound' });
  });

  it('CF-21: a long chain is followed to its end', () => {
    const ids = Array.from({ length: 20_000 }, (_, index) => {
      const bytes = new Uint8Array(32);
      bytes[0] = 1;
      new DataView(bytes.buffer).setUint32(28, index + 1);
      return messageIdFromBytes(bytes);
    });
    const answers = new Map(ids.map((id, index) => [id, ids[index + 1] ?? idOf(1)]));
    const [first = idOf(2)] = ids;
    const judged = judgeMessage(message({ inReplyTo: first }), { ...facts, answers: (id) => answers.get(id) ?? null });
    expect(judged).toEqual({ verdict: 'drop-reply' });
  });
});

function many(count: number): Part {
  const parts = Array.from({ length: count - 1 }, () => text());
  return { disposition: 1, language: '', type: 'multi', semantics: 'process-all', parts };
}

function deep(levels: number): Part {
  if (levels === 1) return text();
  const parts = [text(), deep(levels - 1)];
  return { disposition: 1, language: '', type: 'multi', semantics: 'process-all', parts };
}
