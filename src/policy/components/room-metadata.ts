import { InvalidIdentifier, parseRoomUri } from '../../identifiers/index.ts';
import type { RoomMetadata } from '../contract.ts';
import { InvalidPolicy } from '../invalid-policy.ts';
import { readList, writeList } from './bounded-list.ts';
import { codecOf, readText, writeText } from './presentation.ts';
import { isUri } from './uri.ts';

function checkedRoomUri(text: string): RoomMetadata['roomUri'] {
  try {
    const room = parseRoomUri(text);
    if (room !== text) throw new InvalidPolicy('metadata', 'room_uri is not spelled canonically');
    return room;
  } catch (cause) {
    if (cause instanceof InvalidIdentifier) throw new InvalidPolicy('metadata', 'room_uri is no room', { cause });
    throw cause;
  }
}

function check({ roomUri, avatar }: RoomMetadata): void {
  checkedRoomUri(roomUri);
  if (avatar !== '' && !(isUri(avatar) && /^https:\/\/[^/]/.test(avatar))) {
    throw new InvalidPolicy('metadata', 'room_avatar is no https URI');
  }
}

/** Component 0x0023, RoomMetaData and RoomMetaUpdate (draft-ietf-mimi-protocol §7.6). */
export const roomMetadata = codecOf<RoomMetadata>(
  (writer, metadata) => {
    writeText(writer, metadata.roomUri);
    writeText(writer, metadata.name);
    writeList(writer, metadata.descriptions, (inner, description) => {
      writeText(inner, description.mediaType);
      writeText(inner, description.language);
      writeText(inner, description.content);
    });
    writeText(writer, metadata.avatar);
    writeText(writer, metadata.subject);
    writeText(writer, metadata.mood);
  },
  (reader) => ({
    roomUri: checkedRoomUri(readText(reader)),
    name: readText(reader),
    descriptions: readList(reader, (inner) => ({
      mediaType: readText(inner),
      language: readText(inner),
      content: readText(inner),
    })),
    avatar: readText(reader),
    subject: readText(reader),
    mood: readText(reader),
  }),
  check,
);
