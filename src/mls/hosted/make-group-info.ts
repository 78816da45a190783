import { Writer } from '../codec/writer.ts';
import type { Extension, LeafIndex } from '../contract.ts';
import { type PublicState, suiteOf } from '../public/public-state.ts';
import { type EpochSecrets, externalKeyPair } from '../schedule/key-schedule.ts';
import { extensionType } from '../structs/code-points.ts';
import { type GroupInfo, groupInfoToBeSigned } from '../structs/group-info.ts';
import { encodeMessage } from '../structs/message.ts';
import { signWithLabel } from '../suites/index.ts';

/** RFC 9420 §12.4.3. */
export function signGroupInfo(
  state: PublicState,
  signer: { readonly leafIndex: LeafIndex; readonly privateKey: Uint8Array },
  extensions: readonly Extension[],
): GroupInfo {
  const unsigned = {
    context: state.context,
    extensions,
    confirmationTag: state.confirmationTag,
    signer: signer.leafIndex,
  };
  const signature = signWithLabel(
    suiteOf(state.context),
    signer.privateKey,
    'GroupInfoTBS',
    groupInfoToBeSigned(unsigned),
  );
  return { ...unsigned, signature };
}

/** RFC 9420 §12.4.3.2: the external key of an epoch, for joining without an invitation. */
function externalPubExtension(state: PublicState, secrets: Pick<EpochSecrets, 'external'>): Extension {
  const { publicKey } = externalKeyPair(suiteOf(state.context), secrets);
  return { type: extensionType.externalPub, data: new Writer().opaque(publicKey).finish() };
}

/** MLSMessage with the GroupInfo that the hub hands to external joiners: external_pub inside, the tree beside it. */
export function groupInfoMessage(
  state: PublicState,
  secrets: Pick<EpochSecrets, 'external'>,
  signer: { readonly leafIndex: LeafIndex; readonly privateKey: Uint8Array },
): Uint8Array {
  const message = signGroupInfo(state, signer, [externalPubExtension(state, secrets)]);
  return encodeMessage({ wireFormat: 'group-info', message });
}
