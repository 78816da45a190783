import { equalOctets } from '../codec/octets.ts';
import type { GroupContext } from '../contract.ts';
import { demand, InvalidMessage } from '../invalid-message.ts';
import { type AuthenticatedContent, verifyContent } from '../framing/authenticated-content.ts';
import { externalSendersIn } from '../structs/extensions.ts';
import type { FramedContent } from '../structs/message.ts';
import { checkSafeAad } from '../structs/safe-aad.ts';
import type { CipherSuite } from '../suites/index.ts';
import type { RatchetTree } from '../tree/ratchet-tree.ts';

/** RFC 9420 §6: the message is for this group and epoch. */
export function checkGroupAndEpoch(
  message: { readonly groupId: Uint8Array; readonly epoch: bigint },
  context: GroupContext,
): void {
  demand(equalOctets(message.groupId, context.groupId), 'wrong-group');
  demand(
    message.epoch === context.epoch,
    'wrong-epoch',
    `${message.epoch.toString()}, not ${context.epoch.toString()}`,
  );
}

/** RFC 9420 §6.1: the signature under a content by the key that its sender has; and the framing of its AAD. */
export function checkSignature(
  suite: CipherSuite,
  authenticated: AuthenticatedContent,
  context: GroupContext,
  tree: RatchetTree,
): void {
  const key = signatureKeyOf(authenticated.content, context, tree);
  demand(verifyContent(suite, key, authenticated, context), 'content-signature');
  checkSafeAad(context, authenticated.content.authenticatedData);
}

/** RFC 9420 §6, §12.1.8: which sender may send what, and where its key stands. */
function signatureKeyOf({ sender, body }: FramedContent, context: GroupContext, tree: RatchetTree): Uint8Array {
  switch (sender.type) {
    case 'member':
      return tree.memberLeaf(sender.leafIndex).signatureKey;
    case 'external': {
      demand(body.type === 'proposal', 'sender-not-allowed', 'external senders only propose');
      const known = externalSendersIn(context.extensions)[sender.senderIndex];
      if (known === undefined) throw new InvalidMessage('external-sender-unknown', `index ${sender.senderIndex}`);
      return known.signatureKey;
    }
    case 'new-member-proposal':
      demand(body.type === 'proposal', 'sender-not-allowed', 'newcomers only propose or commit');
      demand(body.proposal.type === 'add', 'new-member-proposal-type', body.proposal.type);
      return body.proposal.parsed.leaf.signatureKey;
    case 'new-member-commit':
      demand(body.type === 'commit', 'sender-not-allowed', 'a joiner commits');
      demand(body.commit.path !== undefined, 'path-required');
      return body.commit.path.leaf.signatureKey;
  }
}
