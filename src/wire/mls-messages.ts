import {
  decodeExactly,
  type FrameHead,
  readCarriedGroupInfo,
  readCarriedKeyPackage,
  readCarriedMessage,
  readCarriedWelcome,
  type Reader,
} from '../mls/index.ts';
import { demand, InvalidWire } from './invalid-wire.ts';
import type { Field } from './presentation.ts';
import { type CodePoints, codePoints } from './profile/code-points.ts';
import { semiPrivateMessage } from './semi-private-message/structs.ts';

// MLS structs inside bodies. They have no length of their own there, so each is read by the decoder of its kind; on the
// way out the same decoder is asked, because what it would not read shifts everything behind it.

/** What an MLSMessage shows without a key. */
type Head = Pick<FrameHead, 'contentType' | 'groupId'> & {
  readonly wireFormat: FrameHead['wireFormat'] | 'semi-private-message';
};

interface Carried {
  readonly octets: Uint8Array;
  readonly head: Head;
}

/** Reads an MLSMessage of RFC 9420, or a SemiPrivateMessage, whose wire format the drafts leave open (decision WF-01). */
export function readMlsMessage(reader: Reader, numbers: CodePoints = codePoints): Carried {
  return readCarriedMessage<Head>(reader, (wireFormat, body) => {
    if (wireFormat !== numbers.wireFormats.semiPrivateMessage) return null;
    const { contentType, groupId } = semiPrivateMessage.read(body);
    return { wireFormat: 'semi-private-message', contentType, groupId };
  });
}

/** group_id of an MLSMessage; null where it is encrypted. @throws InvalidMessage */
export function groupOf(octets: Uint8Array, numbers: CodePoints = codePoints): Uint8Array | null {
  return decodeExactly((reader) => readMlsMessage(reader, numbers), octets).head.groupId ?? null;
}

/** What kind of event a message is. Null for what never travels as an event: GroupInfo, KeyPackage, PrivateMessage handshakes. */
export function eventOf({ wireFormat, contentType }: Head): 'application' | 'proposal' | 'commit' | 'welcome' | null {
  switch (wireFormat) {
    case 'welcome':
      return 'welcome';
    case 'private-message':
      return contentType === 'application' ? contentType : null;
    case 'public-message':
    case 'semi-private-message':
      return contentType === 'proposal' || contentType === 'commit' ? contentType : null;
    case 'group-info':
    case 'key-package':
      return null;
  }
}

/** An MLSMessage that must be one kind of event. @param section that demands it */
export function message(
  kind: 'application' | 'proposal' | 'commit' | 'welcome',
  section: string,
  numbers: CodePoints = codePoints,
): Field<Uint8Array> {
  const read = (reader: Reader): Uint8Array => {
    const { octets, head } = readMlsMessage(reader, numbers);
    if (eventOf(head) !== kind)
      throw new InvalidWire('mls-message', section, `${head.wireFormat} ${head.contentType ?? ''}, not ${kind}`);
    return octets;
  };
  return { write: verbatim(read), read };
}

function verbatim(read: (reader: Reader) => unknown): Field<Uint8Array>['write'] {
  return (writer, octets) => {
    decodeExactly(read, octets);
    writer.raw(octets);
  };
}

/** A bare KeyPackage. */
export const keyPackage: Field<Uint8Array> = { write: verbatim(readCarriedKeyPackage), read: readCarriedKeyPackage };

/** RFC 9420 §6: version mls10 and wire format before a bare struct make it an MLSMessage. */
function framed(wireFormat: number, readBare: (reader: Reader) => Uint8Array): Field<Uint8Array> {
  const header = Uint8Array.of(0, 1, 0, wireFormat);
  return {
    write: (writer, octets) => {
      const headed = header.every((octet, at) => octets[at] === octet);
      demand(headed, 'mls-message', 'RFC 9420 §6', `an MLSMessage of wire format ${wireFormat} was expected`);
      verbatim(readBare)(writer, octets.subarray(header.length));
    },
    read: (reader) => {
      const bare = readBare(reader);
      const octets = new Uint8Array(header.length + bare.length);
      octets.set(header);
      octets.set(bare, header.length);
      return octets;
    },
  };
}

/** A bare Welcome on the wire, an MLSMessage in the value. */
export const welcome = framed(3, readCarriedWelcome);

/** A bare GroupInfo on the wire, an MLSMessage in the value. It must leave its tree to the option beside it (UP-05). */
export const groupInfo = framed(4, (reader) => {
  const { octets, embedsTree } = readCarriedGroupInfo(reader);
  demand(!embedsTree, 'embedded-tree', 'draft-ietf-mimi-protocol-06 §5.3', 'GroupInfo embeds ratchet_tree');
  return octets;
});
