import { empty } from '../codec/octets.ts';
import type { LeafIndex } from '../contract.ts';
import { children } from '../schedule/exporter-tree.ts';
import { type CipherSuite, expandWithLabel } from '../suites/index.ts';
import { level, leftOf, rightOf, rootOf } from '../tree/tree-math.ts';
import { type MessageKey, newRatchet, type Ratchet, type RatchetLimits, takeKey } from './ratchet.ts';

/** RFC 9420 §9.1: handshake messages and application data have a ratchet each. */
export type RatchetKind = 'handshake' | 'application';

type SenderRatchets = Readonly<Record<RatchetKind, Ratchet>>;

/** A subtree: its secret until a key under it was needed, then its children; at a leaf the two ratchets. */
export type SecretNode =
  | { readonly secret: Uint8Array }
  | { readonly left: SecretNode; readonly right: SecretNode }
  | { readonly ratchets: SenderRatchets };

/** The secret tree of one epoch (RFC 9420 §9): a value; taking a key gives the next one, which shares all the rest. */
export interface SecretTree {
  /** Nodes of the ratchet tree of the epoch, 2^k - 1. */
  readonly width: number;
  readonly root: SecretNode;
}

export function newSecretTree(width: number, encryptionSecret: Uint8Array): SecretTree {
  return { width, root: { secret: encryptionSecret } };
}

/**
 * The key of one generation of one sender, and the tree without it. The leaf must lie in the tree. Throws like
 * `takeKey`.
 */
export function takeMessageKey(
  suite: CipherSuite,
  tree: SecretTree,
  place: { readonly leafIndex: LeafIndex; readonly kind: RatchetKind; readonly generation: number },
  limits: RatchetLimits,
): { readonly key: MessageKey; readonly tree: SecretTree } {
  let key: MessageKey | undefined;
  const root = atLeaf(suite, tree, place.leafIndex, (ratchets) => {
    const taken = takeKey(suite, ratchets[place.kind], place.generation, limits);
    key = taken.key;
    return { ...ratchets, [place.kind]: taken.ratchet };
  });
  if (key === undefined) throw new Error('no ratchet was reached in the secret tree');
  return { key, tree: { ...tree, root } };
}

/** One sender's ratchets as they stand; the tree is not changed. */
export function ratchetsOf(suite: CipherSuite, tree: SecretTree, leafIndex: LeafIndex): SenderRatchets {
  let found: SenderRatchets | undefined;
  atLeaf(suite, tree, leafIndex, (ratchets) => (found = ratchets));
  if (found === undefined) throw new Error('no ratchet was reached in the secret tree');
  return found;
}

/** The tree with one sender's ratchets replaced. */
export function withRatchets(
  suite: CipherSuite,
  tree: SecretTree,
  leafIndex: LeafIndex,
  change: (ratchets: SenderRatchets) => SenderRatchets,
): SecretTree {
  return { ...tree, root: atLeaf(suite, tree, leafIndex, change) };
}

function atLeaf(
  suite: CipherSuite,
  tree: SecretTree,
  leafIndex: LeafIndex,
  change: (ratchets: SenderRatchets) => SenderRatchets,
): SecretNode {
  return descend(suite, tree.root, rootOf(tree.width), 2 * leafIndex, change);
}

function descend(
  suite: CipherSuite,
  node: SecretNode,
  at: number,
  leaf: number,
  change: (ratchets: SenderRatchets) => SenderRatchets,
): SecretNode {
  if (level(at) === 0) return { ratchets: change(senderRatchets(suite, node)) };
  const { left, right } = split(suite, node);
  return leaf < at
    ? { left: descend(suite, left, leftOf(at), leaf, change), right }
    : { left, right: descend(suite, right, rightOf(at), leaf, change) };
}

function split(suite: CipherSuite, node: SecretNode): { left: SecretNode; right: SecretNode } {
  if ('left' in node) return node;
  if ('ratchets' in node) throw new Error('a secret tree has ratchets above its leaves');
  const { left, right } = children(suite, node.secret);
  return { left: { secret: left }, right: { secret: right } };
}

function senderRatchets(suite: CipherSuite, node: SecretNode): SenderRatchets {
  if ('ratchets' in node) return node.ratchets;
  if ('left' in node) throw new Error('a secret tree is deeper than its ratchet tree');
  const derive = (label: RatchetKind): Ratchet =>
    newRatchet(expandWithLabel(suite, node.secret, label, empty, suite.hashLength));
  return { handshake: derive('handshake'), application: derive('application') };
}

/** Overwrites every secret of the tree. Other versions of it share them. */
export function eraseSecretTree(node: SecretNode): void {
  if ('secret' in node) node.secret.fill(0);
  else if ('left' in node) {
    eraseSecretTree(node.left);
    eraseSecretTree(node.right);
  } else {
    for (const ratchet of Object.values(node.ratchets)) {
      ratchet.secret.fill(0);
      for (const { key } of ratchet.skipped.values()) key.fill(0);
    }
  }
}
