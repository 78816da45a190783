import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { StoredMessage } from '../../../../src/content/index.ts';
import { decodeContent, knownExtensions } from '../../../../src/content/index.ts';
import { readParts } from '../../../../src/content/parts/index.ts';
import { stanzasOf } from '../../../../src/content/xmpp/index.ts';
import { messageIdOf, parseRoomUri, parseUserUri } from '../../../../src/identifiers/index.ts';
import { everything, externalFile } from '../support/matrix-room.ts';
import { XmppRoom, written } from '../support/xmpp-room.ts';

// The examples of draft-ietf-mimi-content-08, in an order in which they can have been said.
const folder = new URL('../../../vectors/mimi-content/', import.meta.url);
const order = [
  ...['original', 'reply', 'reaction', 'mention', 'mention-html', 'edit', 'delete', 'unlike', 'expiring'],
  ...['attachment', 'conferencing', 'multipart-1', 'multipart-2', 'multipart-3'],
];

function messageIn(name: string): StoredMessage {
  const bytes = new Uint8Array(readFileSync(new URL(`${name}.cbor`, folder)));
  const content = decodeContent(bytes);
  const known = knownExtensions(content.extensions);
  const sender = parseUserUri(known.sender ?? '');
  const room = parseRoomUri(known.room ?? '');
  const id = messageIdOf(sender, room, bytes, content.salt);
  return { id, sender, room, acceptedAt: 1_644_389_403_227, content };
}

function textOf({ content: { body } }: StoredMessage): string {
  const { said } = readParts(body, { vendorTypes: [], languages: [], shows: [], alike: 0 });
  return said.map(({ plain }) => plain).join('\n');
}

function exampleRoom(): XmppRoom {
  const room = new XmppRoom();
  room.keepFile('https://files.example.com/bigfile.mp4', {
    ...externalFile('https://example.com/storage/8ksB4bSrrRE.mp4', 'video/mp4'),
  });
  return room;
}

describe('the examples of draft-ietf-mimi-content, as XMPP shows them', () => {
  const room = exampleRoom();
  const roomOfText = exampleRoom();

  it('are fourteen', () => {
    const names = readdirSync(folder).filter((file) => file.endsWith('.cbor') && !file.startsWith('implied'));
    expect(names.map((file) => file.replace('.cbor', '')).sort()).toEqual([...order].sort());
  });

  it.each(order)('CF-13 CF-14 FX-02: %s', async (name) => {
    const message = messageIn(name);
    const deeds = stanzasOf(message, everything, room);
    room.store(message, textOf(message), `id-of-${name}`);
    await expect(`${written(deeds)}\n`).toMatchFileSnapshot(`__snapshots__/${name}.txt`);
  });

  it.each(order)('FX-28: %s, to readers who see nothing but text', async (name) => {
    const nothing = Object.fromEntries(Object.keys(everything).map((feature) => [feature, false]));
    const message = messageIn(name);
    const deeds = stanzasOf(message, { ...everything, ...nothing }, roomOfText);
    roomOfText.store(message, textOf(message), `id-of-${name}`);
    await expect(`${written(deeds)}\n`).toMatchFileSnapshot(`__snapshots__/${name}-as-text.txt`);
  });
});
