import type { Reader } from '../codec/reader.ts';
import { encode, type Writer } from '../codec/writer.ts';
import { decode } from '../codec/reader.ts';
import type { LeafIndex } from '../contract.ts';
import { InvalidMessage } from '../invalid-message.ts';
import { type LeafNode, readLeafNode, writeLeafNode } from './leaf-node.ts';

/** RFC 9420 §7.1. Unmerged leaves are sorted. */
export interface ParentNode {
  readonly encryptionKey: Uint8Array;
  readonly parentHash: Uint8Array;
  readonly unmergedLeaves: readonly LeafIndex[];
}

/** A node of the ratchet tree; blank ones are undefined. */
export type TreeNode = { readonly leaf: LeafNode } | { readonly parent: ParentNode };

export function writeParentNode(writer: Writer, node: ParentNode): void {
  writer
    .opaque(node.encryptionKey)
    .opaque(node.parentHash)
    .vector(node.unmergedLeaves, (w, leaf) => w.uint32(leaf));
}

function readParentNode(reader: Reader): ParentNode {
  return {
    encryptionKey: reader.opaque(),
    parentHash: reader.opaque(),
    unmergedLeaves: reader.vector((r) => r.uint32()),
  };
}

function writeNode(writer: Writer, node: TreeNode): void {
  if ('leaf' in node) writeLeafNode(writer.uint8(1), node.leaf);
  else writeParentNode(writer.uint8(2), node.parent);
}

function readNode(reader: Reader): TreeNode {
  const type = reader.uint8();
  if (type === 1) return { leaf: readLeafNode(reader) };
  if (type === 2) return { parent: readParentNode(reader) };
  throw new InvalidMessage('malformed', 'node type');
}

/** RFC 9420 §12.4.3.3: `optional<Node> ratchet_tree<V>`, without the blank nodes at the right end. */
export function encodeRatchetTree(nodes: readonly (TreeNode | undefined)[]): Uint8Array {
  let length = nodes.length;
  while (length > 0 && nodes[length - 1] === undefined) length--;
  return encode(
    (writer, list: readonly (TreeNode | undefined)[]) => writer.vector(list, (w, node) => w.optional(node, writeNode)),
    nodes.slice(0, length),
  );
}

/**
 * The nodes, filled up with blanks to a full tree. Throws `InvalidMessage`: `malformed`; `tree-shape` when it is empty
 * or ends with a blank; `node-type` when a leaf stands where a parent belongs or the other way round.
 */
export function decodeRatchetTree(octets: Uint8Array): (TreeNode | undefined)[] {
  const nodes = decode((reader) => reader.vector((r) => r.optional(readNode)), octets);
  if (nodes.at(-1) === undefined) throw new InvalidMessage('tree-shape', 'empty, or blank at the right end');
  for (const [index, node] of nodes.entries()) {
    if (node !== undefined && 'leaf' in node !== (index % 2 === 0))
      throw new InvalidMessage('node-type', `node ${index}`);
  }
  let width = 1;
  while (width < nodes.length) width = 2 * width + 1;
  while (nodes.length < width) nodes.push(undefined);
  return nodes;
}
