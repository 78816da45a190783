import type { LeafIndex } from '../contract.ts';
import { InvalidMessage } from '../invalid-message.ts';
import type { LeafNode } from '../structs/leaf-node.ts';
import type { ParentNode, TreeNode } from '../structs/tree-node.ts';
import { KeySet } from './key-set.ts';
import { directPath, isUnder, leftOf, nodeWidth, rightOf, rootOf, siblingOf } from './tree-math.ts';

type Nodes = readonly (TreeNode | undefined)[];

/** One entry of a filtered direct path (RFC 9420 §4.1.2). */
export interface PathEntry {
  /** The parent node that gets a fresh key. */
  readonly node: number;
  /** Its child on the copath of the committer. */
  readonly copathChild: number;
  /** Resolution of that child. */
  readonly resolution: readonly number[];
}

/** A ratchet tree of one epoch (RFC 9420 §4, §7). Nobody changes it: a `TreeDraft` is a changed copy. */
export class RatchetTree {
  protected list: (TreeNode | undefined)[];
  /** Tree hashes that are known, by node (RFC 9420 §7.8). Filled on demand. */
  readonly hashes: (Uint8Array | undefined)[];
  /** Encryption keys of all nodes. */
  readonly encryptionKeys: KeySet;
  /** Signature keys of all leaves. */
  readonly signatureKeys: KeySet;

  /** @param nodes 2^k - 1 nodes, leaves at the even places */
  constructor(nodes: Nodes, origin?: RatchetTree) {
    this.list = nodes.slice();
    if (origin === undefined) {
      this.hashes = new Array<Uint8Array | undefined>(nodes.length).fill(undefined);
      this.encryptionKeys = new KeySet();
      this.signatureKeys = new KeySet();
      for (const node of nodes) if (node !== undefined) this.enter(node);
    } else {
      this.hashes = origin.hashes.slice();
      this.encryptionKeys = new KeySet(origin.encryptionKeys);
      this.signatureKeys = new KeySet(origin.signatureKeys);
    }
  }

  get nodes(): Nodes {
    return this.list;
  }

  /** Number of nodes, 2^k - 1. */
  get width(): number {
    return this.list.length;
  }

  /** Number of leaves, blank ones included. */
  get leafCount(): number {
    return (this.list.length + 1) / 2;
  }

  get root(): number {
    return rootOf(this.width);
  }

  /** The leaf, or undefined when the place is blank or outside of the tree. Any number may be asked. */
  leafAt(leafIndex: number): LeafNode | undefined {
    const node = leafIndex < this.leafCount ? this.list[2 * leafIndex] : undefined;
    return node !== undefined && 'leaf' in node ? node.leaf : undefined;
  }

  /** Like `leafAt`; throws `InvalidMessage('unknown-member')`. */
  memberLeaf(leafIndex: number): LeafNode {
    const leaf = this.leafAt(leafIndex);
    if (leaf === undefined) throw new InvalidMessage('unknown-member', `leaf ${leafIndex}`);
    return leaf;
  }

  parentAt(node: number): ParentNode | undefined {
    const found = this.list[node];
    return found !== undefined && 'parent' in found ? found.parent : undefined;
  }

  /** All leaves that are not blank. */
  *leaves(): IterableIterator<readonly [LeafIndex, LeafNode]> {
    for (let at = 0; at < this.list.length; at += 2) {
      const node = this.list[at];
      if (node !== undefined && 'leaf' in node) yield [at / 2, node.leaf];
    }
  }

  /** Where a leaf with this signature key stands. */
  findSignatureKey(key: Uint8Array, equal: (a: Uint8Array, b: Uint8Array) => boolean): LeafIndex | undefined {
    for (const [leafIndex, leaf] of this.leaves()) if (equal(leaf.signatureKey, key)) return leafIndex;
    return undefined;
  }

  /** RFC 9420 §4.1.1. */
  resolution(node: number): number[] {
    const found: number[] = [];
    this.#resolve(node, found);
    return found;
  }

  /** RFC 9420 §4.1.2, from the leaf upwards. */
  filteredDirectPath(leafIndex: LeafIndex): PathEntry[] {
    const entries: PathEntry[] = [];
    let child = 2 * leafIndex;
    for (const node of directPath(child, this.width)) {
      const copathChild = siblingOf(child);
      const resolution = this.resolution(copathChild);
      if (resolution.length > 0) entries.push({ node, copathChild, resolution });
      child = node;
    }
    return entries;
  }

  draft(): TreeDraft {
    return new TreeDraft(this.list, this);
  }

  protected enter(node: TreeNode): void {
    this.encryptionKeys.add(encryptionKeyOf(node));
    if ('leaf' in node) this.signatureKeys.add(node.leaf.signatureKey);
  }

  #resolve(node: number, found: number[]): void {
    const content = this.list[node];
    if (content !== undefined) {
      found.push(node);
      if ('parent' in content) for (const leaf of content.parent.unmergedLeaves) found.push(2 * leaf);
    } else if (node % 2 === 1) {
      this.#resolve(leftOf(node), found);
      this.#resolve(rightOf(node), found);
    }
  }
}

/** A tree in the making: what the proposals and the path of one commit do (RFC 9420 §7.5, §7.7, §12.1). */
export class TreeDraft extends RatchetTree {
  /** Replaces a member's leaf and blanks its direct path (RFC 9420 §12.1.2). */
  updateLeaf(leafIndex: LeafIndex, leaf: LeafNode): void {
    this.#put(2 * leafIndex, { leaf });
    this.blankPath(leafIndex);
  }

  /** Puts a leaf into the leftmost blank place, growing the tree when there is none (RFC 9420 §12.1.1). */
  addLeaf(leaf: LeafNode): LeafIndex {
    let at = 0;
    while (at < this.width && this.list[at] !== undefined) at += 2;
    if (at >= this.width) this.#grow();
    const leafIndex = at / 2;
    for (const node of directPath(at, this.width)) {
      const parent = this.parentAt(node);
      if (parent === undefined) continue;
      const unmergedLeaves = [...parent.unmergedLeaves, leafIndex].sort((a, b) => a - b);
      this.#put(node, { parent: { ...parent, unmergedLeaves } });
    }
    this.#put(at, { leaf });
    this.#forgetHashes(leafIndex);
    return leafIndex;
  }

  /** Blanks a leaf and its direct path, and cuts off the right half while it is empty (RFC 9420 §12.1.3). */
  removeLeaf(leafIndex: LeafIndex): void {
    this.#put(2 * leafIndex, undefined);
    this.blankPath(leafIndex);
    while (this.width > 1 && this.#rightHalfBlank()) this.#halve();
  }

  blankPath(leafIndex: LeafIndex): void {
    for (const node of directPath(2 * leafIndex, this.width)) this.#put(node, undefined);
    this.#forgetHashes(leafIndex);
  }

  /** Puts one parent of an update path; hashes of the path are forgotten by `setCommitterLeaf`. */
  setParent(node: number, parent: ParentNode): void {
    this.#put(node, { parent });
  }

  setCommitterLeaf(leafIndex: LeafIndex, leaf: LeafNode): void {
    this.#put(2 * leafIndex, { leaf });
    this.#forgetHashes(leafIndex);
  }

  #put(at: number, node: TreeNode | undefined): void {
    const before = this.list[at];
    if (before !== undefined) {
      this.encryptionKeys.remove(encryptionKeyOf(before));
      if ('leaf' in before) this.signatureKeys.remove(before.leaf.signatureKey);
    }
    this.list[at] = node;
    if (node !== undefined) this.enter(node);
  }

  #forgetHashes(leafIndex: LeafIndex): void {
    this.hashes[2 * leafIndex] = undefined;
    for (const node of directPath(2 * leafIndex, this.width)) this.hashes[node] = undefined;
  }

  #grow(): void {
    const width = nodeWidth(this.leafCount * 2);
    while (this.list.length < width) {
      this.list.push(undefined);
      this.hashes.push(undefined);
    }
  }

  #rightHalfBlank(): boolean {
    for (let at = this.root + 1; at < this.width; at++) if (this.list[at] !== undefined) return false;
    return true;
  }

  #halve(): void {
    const width = this.root;
    if (this.list[this.root] !== undefined) this.#put(this.root, undefined);
    this.list.length = width;
    this.hashes.length = width;
  }
}

export function encryptionKeyOf(node: TreeNode): Uint8Array {
  return 'leaf' in node ? node.leaf.encryptionKey : node.parent.encryptionKey;
}

/** The unmerged leaves of a parent that lie under one of its descendants. */
export function unmergedUnder(parent: ParentNode, node: number): number[] {
  return parent.unmergedLeaves.map((leaf) => 2 * leaf).filter((leaf) => isUnder(leaf, node));
}
