import { equalOctets } from '../codec/octets.ts';
import type { GroupContext, LeafIndex } from '../contract.ts';
import { demand, InvalidMessage } from '../invalid-message.ts';
import type { PathTarget } from '../public/apply-path.ts';
import { encodeGroupContext } from '../structs/group-info.ts';
import type { UpdatePath } from '../structs/commit.ts';
import { type CipherSuite, decryptWithLabel, deriveSecret } from '../suites/index.ts';
import { isUnder } from '../tree/tree-math.ts';

/**
 * Walks a path's secrets upwards from one entry (RFC 9420 §7.4): puts the private keys that follow into `keys` and
 * gives what comes after the last entry: commit_secret. That is the secret after the last entry of the *filtered* path,
 * also when the root is not on it. Every path secret on the way is erased. Throws `InvalidMessage('path-secret')` when
 * a key is not the one that the tree has.
 */
export function walkPath(
  suite: CipherSuite,
  targets: readonly { readonly node: number }[],
  publicKeys: readonly (Uint8Array | undefined)[],
  from: number,
  pathSecret: Uint8Array,
  keys: Map<number, Uint8Array>,
): Uint8Array {
  let secret = pathSecret;
  for (let i = from; i < targets.length; i++) {
    const node = targets[i]?.node ?? 0;
    const nodeSecret = deriveSecret(suite, secret, 'node');
    const pair = suite.deriveHpkeKeyPair(nodeSecret);
    nodeSecret.fill(0);
    const expected = publicKeys[i];
    demand(expected !== undefined && equalOctets(pair.publicKey, expected), 'path-secret', `node ${node}`);
    keys.set(node, pair.privateKey);
    const next = deriveSecret(suite, secret, 'path');
    secret.fill(0);
    secret = next;
  }
  return secret;
}

/** The lowest entry of a path that is above a leaf. */
export function lowestAbove(targets: readonly { readonly node: number }[], leafIndex: LeafIndex): number {
  return targets.findIndex(({ node }) => isUnder(2 * leafIndex, node));
}

/**
 * Decrypts the path secret that serves all local leaves: the one for the leaf that is nearest to the committer, by the
 * smallest leafIndex XOR committer, since its entry is the lowest and everything above follows from it.
 * @param keys the node keys that fit the new tree; the path's are added
 * @param candidates local leaves that were there before the commit and are there after it
 * @returns commit_secret
 */
export function openPath(
  suite: CipherSuite,
  path: UpdatePath,
  targets: readonly PathTarget[],
  provisional: GroupContext,
  committer: LeafIndex,
  candidates: readonly LeafIndex[],
  keys: Map<number, Uint8Array>,
): Uint8Array {
  const nearest = [...candidates].sort((a, b) => (a ^ committer) - (b ^ committer));
  for (const leafIndex of nearest) {
    const entry = lowestAbove(targets, leafIndex);
    const recipients = targets[entry]?.recipients ?? [];
    const index = recipients.findIndex((node) => isUnder(2 * leafIndex, node) && keys.has(node));
    const key = keys.get(recipients[index] ?? -1);
    const sealed = path.nodes[entry]?.encryptedPathSecrets[index];
    if (key === undefined || sealed === undefined) continue;
    const secret = decryptWithLabel(suite, key, 'UpdatePathNode', encodeGroupContext(provisional), sealed);
    demand(secret?.length === suite.hashLength, 'path-secret', `entry ${entry}`);
    return walkPath(
      suite,
      targets,
      path.nodes.map(({ encryptionKey }) => encryptionKey),
      entry,
      secret,
      keys,
    );
  }
  throw new InvalidMessage('path-secret', 'none is encrypted to a leaf that is hosted here');
}
