import { decode } from '../codec/reader.ts';
import { empty, equalOctets } from '../codec/octets.ts';
import type { GroupRules, HostedGroup, LeafIndex, OwnKeyPackage, PskLookup, Retention } from '../contract.ts';
import { demand, InvalidMessage } from '../invalid-message.ts';
import { stateFromGroupInfo } from '../public/group-info.ts';
import type { PublicState } from '../public/public-state.ts';
import { confirmationTagOf, secretsFromJoiner } from '../schedule/key-schedule.ts';
import { pskSecret } from '../schedule/psk-secret.ts';
import { extensionType } from '../structs/code-points.ts';
import { checkNoDuplicates, findExtension } from '../structs/extensions.ts';
import {
  asCipherSuite,
  type GroupInfo,
  type GroupSecrets,
  readGroupInfo,
  readGroupSecrets,
  type Welcome,
} from '../structs/group-info.ts';
import { decodeKeyPackage } from '../structs/key-package.ts';
import { expectMessage } from '../structs/message.ts';
import { type CipherSuite, cipherSuite, decryptWithLabel, deriveSecret, keyPackageRef } from '../suites/index.ts';
import type { RatchetTree } from '../tree/ratchet-tree.ts';
import { checkWelcomePsks, type ResumedGroup } from '../validation/12.4.3.1-welcome.ts';
import { enterEpoch, type Holdings } from './enter-epoch.ts';
import { defaultRetention, pskLookup } from './hosted-state.ts';
import { welcomeKey } from './make-welcome.ts';
import { lowestAbove, walkPath } from './path-secrets.ts';

/** RFC 9420 §12.4.3.1: what a Welcome has for one of our key packages; undefined when it is not named. */
function openGroupSecrets(suite: CipherSuite, welcome: Welcome, own: OwnKeyPackage): GroupSecrets | undefined {
  const ref = keyPackageRef(suite, own.keyPackage);
  const entry = welcome.secrets.find(({ newMember }) => equalOctets(newMember, ref));
  if (entry === undefined) return undefined;
  demand(decodeKeyPackage(own.keyPackage).cipherSuite === suite.id, 'welcome-version-or-suite');
  const octets = decryptWithLabel(suite, own.secrets.initKey, 'Welcome', welcome.encryptedGroupInfo, entry.sealed);
  if (octets === null) throw new InvalidMessage('decryption', 'group secrets');
  const secrets = decode(readGroupSecrets, octets);
  octets.fill(0);
  return secrets;
}

/** Like `openGroupSecrets`, from an MLSMessage(Welcome); throws `InvalidMessage('welcome-not-for-us')`. */
export function groupSecretsFor(suite: CipherSuite, welcome: Uint8Array, own: OwnKeyPackage): GroupSecrets {
  const secrets = openGroupSecrets(suite, expectMessage(welcome, 'welcome'), own);
  demand(secrets !== undefined, 'welcome-not-for-us');
  return secrets;
}

/**
 * Joins by a Welcome with all of our key packages that it names, as one hosted group (RFC 9420 §12.4.3.1).
 * @param welcome MLSMessage(Welcome)
 * @param ratchetTree null when the GroupInfo embeds it
 * @param options.resumed the old group where this one follows a ReInit or is a branch (RFC 9420 §11.2, §11.3)
 */
export async function joinByWelcome(
  welcome: Uint8Array,
  ratchetTree: Uint8Array | null,
  keyPackages: readonly OwnKeyPackage[],
  rules: GroupRules,
  psks?: PskLookup,
  options: { readonly retention?: Partial<Retention>; readonly resumed?: ResumedGroup } = {},
): Promise<HostedGroup> {
  const message = expectMessage(welcome, 'welcome');
  const suite = cipherSuite(asCipherSuite(message.cipherSuite));
  const ours = keyPackages.flatMap((own) => {
    const secrets = openGroupSecrets(suite, message, own);
    return secrets === undefined ? [] : [{ own, leaf: decodeKeyPackage(own.keyPackage).leaf, secrets }];
  });
  const [first] = ours;
  demand(first !== undefined, 'welcome-not-for-us');
  const { joinerSecret, psks: pskIds } = first.secrets;
  const psk = pskSecret(suite, pskIds, pskLookup(null, psks));
  const info = openGroupInfo(suite, message, joinerSecret, psk);
  checkWelcomePsks(suite, pskIds, options.resumed, info.context);
  const state = await openTree(info, ratchetTree, rules);
  const { epoch, welcome: welcomeSecret } = secretsFromJoiner(suite, joinerSecret, psk, info.context);
  welcomeSecret.fill(0);
  const tag = confirmationTagOf(suite, epoch, info.context.confirmedTranscriptHash);
  demand(suite.equal(tag, info.confirmationTag), 'confirmation-tag');

  const holdings = { local: [], signatureKeys: new Map(), nodeKeys: new Map() } satisfies Holdings;
  const joined: JoinedLeaf[] = ours.map(({ own, leaf, secrets }) => {
    const leafIndex = state.tree.findSignatureKey(leaf.signatureKey, equalOctets);
    const stands = leafIndex === undefined ? undefined : state.tree.leafAt(leafIndex);
    const same = stands !== undefined && equalOctets(stands.signature, leaf.signature);
    demand(leafIndex !== undefined && same && leafIndex !== info.signer, 'welcome-leaf-missing');
    return { leafIndex, own, pathSecret: secrets.pathSecret, signaturePublicKey: leaf.signatureKey };
  });
  const filled = { ...holdings, ...holdingsOf(suite, state.tree, info.signer, joined) };
  for (const { secrets } of ours) secrets.joinerSecret.fill(0);
  return enterEpoch(null, state, epoch, filled, { ...defaultRetention, ...options.retention });
}

interface JoinedLeaf {
  readonly leafIndex: LeafIndex;
  readonly own: OwnKeyPackage;
  readonly pathSecret: Uint8Array | undefined;
  readonly signaturePublicKey: Uint8Array;
}

/** The private keys of our leaves and of the committer's path above them. */
function holdingsOf(suite: CipherSuite, tree: RatchetTree, signer: LeafIndex, joined: readonly JoinedLeaf[]): Holdings {
  const nodeKeys = new Map<number, Uint8Array>();
  const targets = tree.filteredDirectPath(signer);
  const publicKeys = targets.map(({ node }) => tree.parentAt(node)?.encryptionKey);
  for (const { leafIndex, own, pathSecret } of joined) {
    nodeKeys.set(2 * leafIndex, own.secrets.encryptionKey);
    if (pathSecret === undefined) continue;
    demand(pathSecret.length === suite.hashLength, 'path-secret');
    walkPath(suite, targets, publicKeys, lowestAbove(targets, leafIndex), pathSecret, nodeKeys).fill(0);
  }
  return {
    local: joined.map(({ leafIndex, signaturePublicKey }) => ({ leafIndex, signaturePublicKey })),
    signatureKeys: new Map(joined.map(({ leafIndex, own }) => [leafIndex, own.secrets.signatureKey])),
    nodeKeys,
  };
}

function openGroupInfo(suite: CipherSuite, welcome: Welcome, joiner: Uint8Array, psk: Uint8Array): GroupInfo {
  const member = suite.extract(joiner, psk);
  const welcomeSecret = deriveSecret(suite, member, 'welcome');
  const { key, nonce } = welcomeKey(suite, welcomeSecret);
  member.fill(0);
  welcomeSecret.fill(0);
  const octets = suite.decrypt(key, nonce, empty, welcome.encryptedGroupInfo);
  if (octets === null) throw new InvalidMessage('decryption', 'group info');
  const info = decode(readGroupInfo, octets);
  demand(info.context.cipherSuite === suite.id, 'welcome-version-or-suite');
  checkNoDuplicates(info.extensions);
  return info;
}

/** The tree is in the GroupInfo or beside it (RFC 9420 §12.4.3.3). */
async function openTree(info: GroupInfo, beside: Uint8Array | null, rules: GroupRules): Promise<PublicState> {
  const octets = findExtension(info.extensions, extensionType.ratchetTree) ?? beside;
  if (octets === null) throw new InvalidMessage('tree-missing');
  return stateFromGroupInfo(info, octets, rules);
}
