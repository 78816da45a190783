import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MessageBody, MimiContent, Part } from '../../../src/content/index.ts';
import {
  decodeContent,
  encodeContent,
  encodeRetraction,
  encodeText,
  InvalidContent,
  readableLine,
  readMessage,
} from '../../../src/content/index.ts';
import { messageIdFromBytes, parseRoomUri, parseUserUri } from '../../../src/identifiers/index.ts';
import { clearFile } from './support/clear-file.ts';

const place = {
  sender: parseUserUri('mimi://matrix.example.org/u/alice'),
  room: parseRoomUri('mimi://mimi.example.org/r/lobby'),
};
const salt = new Uint8Array(16).fill(3);
const target = messageIdFromBytes(Uint8Array.of(1, ...new Uint8Array(31).fill(9)));
const say = (body: MessageBody) => encodeText({ ...place, salt, body });

const withBody = (body: Part, change: Partial<MimiContent> = {}): Uint8Array =>
  encodeContent({ ...decodeContent(say({ kind: 'text', text: '' }).bytes), body, ...change });
const single = (contentType: string, content: string | Uint8Array, disposition = 1): Part => ({
  disposition,
  language: '',
  type: 'single',
  contentType,
  content: typeof content === 'string' ? new Uint8Array(Buffer.from(content)) : content,
});
const multi = (semantics: 'choose-one' | 'single-unit' | 'process-all', ...parts: readonly Part[]): Part => ({
  disposition: 1,
  language: '',
  type: 'multi',
  semantics,
  parts,
});
const textOf = (body: Part): string => {
  const read = readMessage(withBody(body), place);
  return read.type === 'text' ? read.body.text : read.type;
};

describe('text messages', () => {
  it('CF-01: any text of any kind comes back, with its id and what it answers', () => {
    const kinds = fc.constantFrom('text', 'emote', 'notice');
    const texts = fc.string({ unit: 'binary', maxLength: 300 }).filter((text) => text.isWellFormed());
    fc.assert(
      fc.property(kinds, texts, fc.boolean(), fc.boolean(), (kind, text, isReply, isEdit) => {
        const [inReplyTo, replaces] = [isReply ? target : null, isEdit ? target : null];
        const { id, bytes } = encodeText({ ...place, salt, body: { kind, text }, inReplyTo, replaces });
        expect(readMessage(bytes, place)).toEqual({ type: 'text', id, body: { kind, text }, inReplyTo, replaces });
      }),
    );
  });

  it.each([
    ['newlines', 'one\ntwo\r\n\n three'],
    ['emoji', '👩‍👩‍👧 ok'],
    ['right to left', 'שלום עולם'],
    ['64 KiB', 'x'.repeat(65536)],
    ['64 KiB of emoji', '👍'.repeat(16384)],
    ['a byte order mark', '\ufeffhello'],
  ])('CF-01: %s comes back', (_, text) => {
    expect(readMessage(say({ kind: 'text', text }).bytes, place)).toMatchObject({ body: { kind: 'text', text } });
  });

  it('who does not know the kind reads text that makes sense', () => {
    const plain = (body: MessageBody): string => {
      const { body: part } = decodeContent(say(body).bytes);
      return part.type === 'single' ? Buffer.from(part.content).toString() : part.type;
    };
    expect(plain({ kind: 'emote', text: 'waves' })).toBe('/me waves');
    expect(plain({ kind: 'notice', text: 'backup done' })).toBe('backup done');
    const foreign = withBody(single('text/plain', '/me waves'));
    expect(readMessage(foreign, place)).toMatchObject({ body: { kind: 'text', text: '/me waves' } });
  });

  it('CF-08: sender and room stand in every message and must be those it came from', () => {
    const { bytes } = say({ kind: 'text', text: 'hi' });
    const { extensions } = decodeContent(bytes);
    expect(
      Buffer.from(extensions.get(1) ?? [])
        .subarray(2)
        .toString(),
    ).toBe(place.sender);
    expect(
      Buffer.from(extensions.get(2) ?? [])
        .subarray(2)
        .toString(),
    ).toBe(place.room);
    const elsewhere = { ...place, room: parseRoomUri('mimi://mimi.example.org/r/other') };
    const somebody = { ...place, sender: parseUserUri('mimi://matrix.example.org/u/mallory') };
    expect(() => readMessage(bytes, elsewhere)).toThrow('sender-or-room');
    expect(() => readMessage(bytes, somebody)).toThrow('sender-or-room');
  });

  it('CF-08: a sender or room that is no text is no message', () => {
    const extensions = new Map([[1, Uint8Array.of(0x01)]]);
    expect(() => withBody(single('text/plain', 'x'), { extensions })).toThrow('structure');
  });

  it('CF-06: another salt, sender or room gives another id', () => {
    const body = { kind: 'text', text: 'hi' } as const;
    const ids = [
      encodeText({ ...place, salt, body }).id,
      encodeText({ ...place, salt: new Uint8Array(16), body }).id,
      encodeText({ ...place, salt, body, sender: parseUserUri('mimi://matrix.example.org/u/bob') }).id,
      encodeText({ ...place, salt, body, room: parseRoomUri('mimi://mimi.example.org/r/x') }).id,
    ];
    expect(new Set(ids).size).toBe(4);
    expect(encodeText({ ...place, salt, body }).id).toBe(ids[0]);
    expect(() => encodeText({ ...place, salt: new Uint8Array(15), body })).toThrow(InvalidContent);
  });
});

describe('retractions', () => {
  it('CF-13: a message is replaced by nothing', () => {
    const { id, bytes } = encodeRetraction({ ...place, salt, target });
    expect(readMessage(bytes, place)).toEqual({ type: 'retraction', id, target });
  });

  it('CF-13: nothing that replaces nothing is refused', () => {
    const empty = withBody({ disposition: 1, language: '', type: 'null' });
    expect(() => readMessage(empty, place)).toThrow('structure');
  });

  it('CF-13 CF-14: several parts that are all nothing are nothing', () => {
    const nothing: Part = { disposition: 1, language: '', type: 'null' };
    const bytes = withBody(multi('process-all', nothing, nothing), { replaces: target });
    expect(readMessage(bytes, place)).toMatchObject({ type: 'retraction', target });
    expect(() => readMessage(withBody(multi('choose-one', nothing, nothing)), place)).toThrow('structure');
  });
});

describe('content without a reading of its own', () => {
  it.each([
    ['markdown as it is written', single('text/markdown;variant=GFM-MIMI', '__Good__ work'), '__Good__ work'],
    ['a reaction', single('text/plain', '❤', 2), '[reaction] ❤'],
    ['an unknown type', single('application/x-thing', 'abc'), '[application/x-thing, 3 bytes]'],
    ['text in another character set', single('text/plain;charset=iso-8859-1', 'abc'), '[text/plain, 3 bytes]'],
    ['the plain alternative', multi('choose-one', single('text/html', '<b>x</b>'), single('text/plain', 'x')), 'x'],
    ['markdown before HTML', multi('choose-one', single('text/html', 'h'), single('text/markdown', 'm')), 'm'],
    ['parts below one another', multi('process-all', single('text/plain', 'a'), single('text/plain', 'b')), 'a\nb'],
    [
      'a nested choice',
      multi(
        'choose-one',
        multi('process-all', single('text/plain', 'a'), single('image/gif', 'b')),
        single('x/y', 'z'),
      ),
      'a\n[image/gif, 1 bytes]',
    ],
  ])('CF-11 CF-20: %s', (_, part, text) => {
    expect(textOf(part)).toBe(text);
  });

  it('CF-13: a file elsewhere is one line with its link', () => {
    const known = { contentType: 'video/mp4', url: 'https://example.com/a.mp4', filename: 'a.mp4' };
    const file = clearFile({ ...known, description: 'two\nlines' });
    const external: Part = { disposition: 6, language: '', type: 'external', ...file };
    expect(textOf(external)).toBe('[two lines] https://example.com/a.mp4');
    expect(readableLine({ ...external, description: '' })).toBe('[a.mp4] https://example.com/a.mp4');
    expect(readableLine({ ...external, description: '', filename: '' })).toBe('[video/mp4] https://example.com/a.mp4');
  });

  it('CF-01: a text part that is not UTF-8 is refused', () => {
    expect(() => textOf(single('text/plain', Uint8Array.of(0xff)))).toThrow('text');
  });
});
