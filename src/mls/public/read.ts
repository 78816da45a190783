import { decode } from '../codec/reader.ts';
import type { FrameHead, GroupContext, LeafIndex, Member, PublicGroup } from '../contract.ts';
import { dictionaryIn } from '../structs/extensions.ts';
import { memberOf, readLeafNode } from '../structs/leaf-node.ts';
import { decodeMessage } from '../structs/message.ts';
import { publicStateOf } from './public-state.ts';

/** What an MLSMessage shows without a key. Throws `InvalidMessage('malformed')`; nothing is verified. */
export function readFrame(message: Uint8Array): FrameHead {
  const decoded = decodeMessage(message);
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
