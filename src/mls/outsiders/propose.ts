import type { GroupContext, Proposal, Sender } from '../contract.ts';
import { signContent } from '../framing/authenticated-content.ts';
import { checkProposer } from '../validation/12.1-proposals.ts';
import { encodeMessage, framedContent } from '../structs/message.ts';
import { parseProposal } from '../structs/proposal.ts';
import { emptyAad } from '../structs/safe-aad.ts';
import { cipherSuite } from '../suites/index.ts';

function frame(context: GroupContext, sender: Sender, privateKey: Uint8Array, proposal: Proposal): Uint8Array {
  const parsed = parseProposal(proposal);
  checkProposer(parsed, sender, 'public-message');
  const content = framedContent({
    groupId: context.groupId,
    epoch: context.epoch,
    sender,
    authenticatedData: emptyAad(context),
    body: { type: 'proposal', proposal: parsed },
  });
  const signature = signContent(
    cipherSuite(context.cipherSuite),
    privateKey,
    { wireFormat: 'public-message', content },
    context,
  );
  const auth = { signature, confirmationTag: undefined };
  return encodeMessage({ wireFormat: 'public-message', message: { content, auth, membershipTag: undefined } });
}

/**
 * A proposal of somebody whom the group's external_senders extension names (RFC 9420 §12.1.8.1):
 * MLSMessage(PublicMessage). Throws `InvalidMessage('external-proposal-type')`.
 */
export function proposeAsExternalSender(
  context: GroupContext,
  o: { readonly senderIndex: number; readonly privateKey: Uint8Array; readonly proposal: Proposal },
): Uint8Array {
  return frame(context, { type: 'external', senderIndex: o.senderIndex }, o.privateKey, o.proposal);
}

/**
 * An Add that the newcomer proposes itself (RFC 9420 §12.1.8), signed with its own key:
 * MLSMessage(PublicMessage).
 */
export function proposeAsNewMember(
  context: GroupContext,
  o: { readonly keyPackage: Uint8Array; readonly privateKey: Uint8Array },
): Uint8Array {
  return frame(context, { type: 'new-member-proposal' }, o.privateKey, { type: 'add', keyPackage: o.keyPackage });
}
