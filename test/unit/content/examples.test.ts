import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  decodeContent,
  decodeDerivedValues,
  encodeContent,
  encodeDerivedValues,
  InvalidContent,
  readMessage,
} from '../../../src/content/index.ts';
import { messageIdBytes, messageIdOf, parseRoomUri, parseUserUri } from '../../../src/identifiers/index.ts';

// The example files of draft-ietf-mimi-content-08; `implied-original` holds derived values (draft §4.6), no message.
const folder = new URL('../../vectors/mimi-content/', import.meta.url);
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.cbor') && !file.startsWith('implied'))
  .map((file) => file.replace('.cbor', ''));
const bytesOf = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(`${name}.cbor`, folder)));
const notationOf = (name: string): string => readFileSync(new URL(`${name}.edn`, folder), 'utf8');

const idIn = (notation: string): string => {
  const [, first = '', second = ''] = /message ID\s*=\s*h'([0-9a-f]{32})\s*#?\s*([0-9a-f]{32})'/.exec(notation) ?? [];
  return first + second;
};
const uriIn = (notation: string, key: number): string =>
  new RegExp(`^\\s*(?:/[^/]*/)?\\s*${key}: "([^"]+)"`, 'm').exec(notation)?.[1] ?? '';

describe('the examples of draft-ietf-mimi-content', () => {
  it('CF-01: there are fourteen', () => {
    expect(names).toHaveLength(14);
  });

  it.each(names)('CF-01 CF-02: %s decodes and is encoded into the same bytes', (name) => {
    const bytes = bytesOf(name);
    expect(Buffer.from(encodeContent(decodeContent(bytes))).toString('hex')).toBe(Buffer.from(bytes).toString('hex'));
  });

  it.each(names)('CF-06 WF-33: %s has the message id that its file says', (name) => {
    const bytes = bytesOf(name);
    const notation = notationOf(name);
    const id = messageIdOf(uriIn(notation, 1), uriIn(notation, 2), bytes, decodeContent(bytes).salt);
    expect(Buffer.from(messageIdBytes(id)).toString('hex')).toBe(idIn(notation));
  });

  it.each(names)('CF-08: %s is refused from anybody but its sender', (name) => {
    const notation = notationOf(name);
    const place = { sender: parseUserUri(uriIn(notation, 1)), room: parseRoomUri(uriIn(notation, 2)) };
    expect(readMessage(bytesOf(name), place).id).toHaveLength(43);
    const other = { ...place, sender: parseUserUri('mimi://example.com/u/mallory') };
    expect(() => readMessage(bytesOf(name), other)).toThrow('sender-or-room');
  });

  it('WF-33: what a reply or a reaction refers to is the id of the example file, not the one that was printed', () => {
    const notation = notationOf('original');
    const place = { sender: parseUserUri(uriIn(notation, 1)), room: parseRoomUri(uriIn(notation, 2)) };
    const { id } = readMessage(bytesOf('original'), place);
    expect(decodeContent(bytesOf('reply')).inReplyTo).toBe(id);
    expect(decodeContent(bytesOf('reaction')).inReplyTo).toBe(id);
  });
});

describe('what is kept beside a message', () => {
  const values = decodeDerivedValues(bytesOf('implied-original'));

  it('CF-22: the example of the draft decodes and is encoded into the same bytes', () => {
    expect(values).toMatchObject({
      hubAcceptedTimestamp: { type: 'milliseconds', since1970: 1644387225019n },
      senderLeafIndex: 4,
      senderClient: 'mimi://example.com/d/3b52249d-68f9-45ce-8bf5-c799f3cad7ec/0003',
      sender: 'mimi://example.com/u/alice-smith',
      room: 'mimi://example.com/r/engineering_team',
    });
    expect(Buffer.from(encodeDerivedValues(values))).toEqual(Buffer.from(bytesOf('implied-original')));
  });

  it('CF-22: an extended time comes back as it was', () => {
    // {1: 1644387225, -3: 19} under tag 1001 (RFC 9581).
    const value = new Uint8Array(Buffer.from('d903e9a2011a62036d992213', 'hex'));
    const extended = { ...values, hubAcceptedTimestamp: { type: 'extended', value } } as const;
    expect(decodeDerivedValues(encodeDerivedValues(extended))).toEqual(extended);
  });

  it.each([
    ['another tag', 'c11a62036d99'],
    ['an extended time that is no map', 'd903e901'],
    ['text', '6161'],
  ])('CF-22: %s is no time', (_, digits) => {
    const value = new Uint8Array(Buffer.from(digits, 'hex'));
    const damaged = { ...values, hubAcceptedTimestamp: { type: 'extended', value } } as const;
    expect(() => encodeDerivedValues(damaged)).toThrow(InvalidContent);
  });
});
