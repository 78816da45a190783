import { decode, type Reader } from '../codec/reader.ts';
import type { FrameHead, GroupContext, LeafIndex, Member, PublicGroup } from '../contract.ts';
import { InvalidMessage } from '../invalid-message.ts';
import { dictionaryIn } from '../structs/extensions.ts';
import { readVersion } from '../structs/group-info.ts';
import { memberOf, readLeafNode } from '../structs/leaf-node.ts';
import { decodeMessage, type MlsMessage, readMessageOf, wireFormatOf } from '../structs/message.ts';
import { publicStateOf } from './public-state.ts';

/** What an MLSMessage shows without a key. Throws `InvalidMessage('malformed')`; nothing is verified. */
export function readFrame(message: Uint8Array): FrameHead {
  return frameHeadOf(decodeMessage(message));
}

function frameHeadOf(decoded: MlsMessage): FrameHead {
  if (decoded.wireFormat === 'public-message') {
    const { groupId, epoch, sender, body } = decoded.message.content;
    return { wireFormat: decoded.wireFormat, contentType: body.type, groupId, epoch, sender };
  }
  if (decoded.wireFormat === 'private-message') {
    const { groupId, epoch, contentType } = decoded.message;
    return { wireFormat: decoded.wireFormat, contentType, groupId, epoch };
  }
  return { wireFormat: decoded.wireFormat };
}

/**
 * An MLSMessage inside the struct of another protocol, with no length before it. Throws `InvalidMessage`.
 * @param readOther reads the body of a wire format that RFC 9420 does not have; null when it has no such format either
 */
export function readCarriedMessage<Head>(
  reader: Reader,
  readOther: (wireFormat: number, reader: Reader) => Head | null,
): { readonly octets: Uint8Array; readonly head: FrameHead | Head } {
  const start = reader.position;
  readVersion(reader);
  const format = reader.uint16();
  const known = wireFormatOf(format);
  const head = known === undefined ? readOther(format, reader) : frameHeadOf(readMessageOf(known, reader));
  if (head === null) throw new InvalidMessage('wrong-wire-format');
  return { octets: reader.since(start), head };
}

/** All members, in the order of their leaves. */
export function members(group: PublicGroup): readonly Member[] {
  return [...publicStateOf(group).tree.leaves()].map(([leafIndex, leaf]) => memberOf(leaf, leafIndex));
}

/** Null for a blank place or one outside of the tree. */
export function memberAt(group: PublicGroup, leaf: LeafIndex): Member | null {
  const found = publicStateOf(group).tree.leafAt(leaf);
  return found === undefined ? null : memberOf(found, leaf);
}

/** Extensions of a bare LeafNode, as an Update proposal carries it; nothing is verified. Throws `InvalidMessage('malformed')`. */
export function leafExtensions(leafNode: Uint8Array): Pick<Member, 'extensions'> {
  return { extensions: decode(readLeafNode, leafNode).extensions };
}

/** A component's state in the GroupContext (draft-ietf-mls-extensions §4.6). */
export function component(context: GroupContext, componentId: number): Uint8Array | undefined {
  return dictionaryIn(context.extensions).get(componentId);
}

/** A component's data in a member's leaf. */
export function leafComponent(member: Pick<Member, 'extensions'>, componentId: number): Uint8Array | undefined {
  return dictionaryIn(member.extensions).get(componentId);
}
