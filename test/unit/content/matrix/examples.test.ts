import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeContent, knownExtensions } from '../../../../src/content/index.ts';
import { matrixEventsOf } from '../../../../src/content/matrix/index.ts';
import type { StoredMessage } from '../../../../src/content/index.ts';
import { messageIdOf, parseRoomUri, parseUserUri } from '../../../../src/identifiers/index.ts';
import { everything, MatrixRoom } from '../support/matrix-room.ts';

const folder = new URL('../../../vectors/mimi-content/', import.meta.url);
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.cbor') && !file.startsWith('implied'))
  .map((file) => file.replace('.cbor', ''));

function exampleOf(name: string): StoredMessage {
  const bytes = new Uint8Array(readFileSync(new URL(`${name}.cbor`, folder)));
  const content = decodeContent(bytes);
  const { sender: senderUri, room: roomUri } = knownExtensions(content.extensions);
  const sender = parseUserUri(senderUri ?? '');
  const room = parseRoomUri(roomUri ?? '');
  return { id: messageIdOf(sender, room, bytes, content.salt), sender, room, acceptedAt: 1_644_387_225_019, content };
}

/** A room in which the examples are known (nobody has deleted any), and those that others refer to are shown already. */
function roomWithExamples(): MatrixRoom {
  const room = new MatrixRoom();
  for (const name of names) if (name !== 'delete') room.store(exampleOf(name));
  for (const name of ['original', 'reply', 'reaction']) room.shows(exampleOf(name).id, `$${name}`);
  room.copy('https://example.com/storage/8ksB4bSrrRE.mp4', 'mxc://example.com/8ksB4bSrrRE');
  return room;
}

describe('the examples of draft-ietf-mimi-content in Matrix', () => {
  it.each(names)('CF-14 CF-16: %s', (name) => {
    const deeds = matrixEventsOf(exampleOf(name), everything, roomWithExamples());
    expect(deeds).toMatchSnapshot();
  });
});
