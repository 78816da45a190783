import { empty } from '../codec/octets.ts';
import { encode } from '../codec/writer.ts';
import type { LeafIndex, PreSharedKeyId } from '../contract.ts';
import type { Applied } from '../public/apply-proposals.ts';
import { type PublicState, suiteOf } from '../public/public-state.ts';
import { writeGroupInfo, writeGroupSecrets } from '../structs/group-info.ts';
import { encodeMessage } from '../structs/message.ts';
import { type CipherSuite, encryptionInfo, expandWithLabel, keyPackageRef, pauseAt } from '../suites/index.ts';
import type { EpochKeys } from './enter-epoch.ts';
import { signGroupInfo } from './make-group-info.ts';
import { lowestAbove } from './path-secrets.ts';

/** RFC 9420 §12.4.3.1: key and nonce of a Welcome's GroupInfo. */
export function welcomeKey(suite: CipherSuite, welcomeSecret: Uint8Array): { key: Uint8Array; nonce: Uint8Array } {
  return {
    key: expandWithLabel(suite, welcomeSecret, 'key', empty, suite.keyLength),
    nonce: expandWithLabel(suite, welcomeSecret, 'nonce', empty, suite.nonceLength),
  };
}

/**
 * RFC 9420 §12.4.3.1: MLSMessage with the Welcome for all that a commit added; null when it added nobody. The ratchet
 * tree travels beside it.
 * @param pathSecrets the commit's path secrets by node; empty without a path
 */
export async function makeWelcome(
  state: PublicState,
  keys: EpochKeys,
  added: Applied['added'],
  pathSecrets: readonly { readonly node: number; readonly secret: Uint8Array }[],
  psks: readonly PreSharedKeyId[],
  signer: { readonly leafIndex: LeafIndex; readonly privateKey: Uint8Array },
): Promise<Uint8Array | null> {
  if (added.length === 0) return null;
  const suite = suiteOf(state.context);
  const { key, nonce } = welcomeKey(suite, keys.welcome);
  const info = encode(writeGroupInfo, signGroupInfo(state, signer, []));
  const encryptedGroupInfo = suite.encrypt(key, nonce, empty, info);
  const sealingInfo = encryptionInfo('Welcome', encryptedGroupInfo);
  const secrets = [];
  for (const [step, { leafIndex, keyPackage }] of added.entries()) {
    const pathSecret = pathSecrets[lowestAbove(pathSecrets, leafIndex)]?.secret;
    const groupSecrets = encode(writeGroupSecrets, { joinerSecret: keys.joiner, pathSecret, psks });
    const sealed = suite.seal(keyPackage.initKey, sealingInfo, groupSecrets);
    groupSecrets.fill(0);
    secrets.push({ newMember: keyPackageRef(suite, keyPackage.encoded), sealed });
    await pauseAt(step);
  }
  return encodeMessage({ wireFormat: 'welcome', message: { cipherSuite: suite.id, secrets, encryptedGroupInfo } });
}
