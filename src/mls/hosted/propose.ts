import { encode } from '../codec/writer.ts';
import { hex } from '../codec/octets.ts';
import type { GroupRules, HostedGroup, LeafIndex, Proposal } from '../contract.ts';
import { type AuthenticatedContent, membershipTagOf, signContent } from '../framing/authenticated-content.ts';
import { acceptProposal, checkFirstSelfRemove } from '../public/receive.ts';
import { suiteOf, withPending } from '../public/public-state.ts';
import { type LeafNode, leafNodeToBeSigned, writeLeafNode } from '../structs/leaf-node.ts';
import { encodeMessage, framedContent } from '../structs/message.ts';
import { type ParsedProposal, parseProposal } from '../structs/proposal.ts';
import { emptyAad } from '../structs/safe-aad.ts';
import { signWithLabel } from '../suites/index.ts';
import { type HostedState, hostedStateOf, presentOf, signatureKeyOf } from './hosted-state.ts';

/** The author of a proposal trusts what it puts in: only the form is checked here, the others check the rest. */
const ownRules: GroupRules = {
  applyComponent: (_componentId, state) => state ?? new Uint8Array(0),
  authenticate: () => undefined,
  sameClient: () => false,
  now: null,
};

/**
 * Frames a proposal of a local leaf as PublicMessage (RFC 9420 §12.1). `{ type: 'update' }` without a leaf node makes
 * one with a fresh encryption key, whose private key waits in the group. Throws `InvalidMessage` when no member could
 * accept the proposal. The hub's answer comes first: keep the group only when it took the message.
 */
// eslint-disable-next-line @typescript-eslint/require-await -- asynchronous for callers, so that it may become so
export async function propose(
  group: HostedGroup,
  leaf: LeafIndex,
  proposal: Proposal | { readonly type: 'update' },
  options: { readonly authenticatedData?: Uint8Array } = {},
): Promise<{ group: HostedGroup; message: Uint8Array }> {
  const state = hostedStateOf(group);
  const { context } = state.public;
  const suite = suiteOf(context);
  const privateKey = signatureKeyOf(state, leaf);
  const made = isUpdateWish(proposal)
    ? freshUpdate(state, leaf)
    : { parsed: parseProposal(proposal), updates: state.updates };
  const content = framedContent({
    groupId: context.groupId,
    epoch: context.epoch,
    sender: { type: 'member', leafIndex: leaf },
    authenticatedData: options.authenticatedData ?? emptyAad(context),
    body: { type: 'proposal', proposal: made.parsed },
  });
  const framed = { wireFormat: 'public-message', content } as const;
  const signature = signContent(suite, privateKey, framed, context);
  const authenticated: AuthenticatedContent = { ...framed, auth: { signature, confirmationTag: undefined } };
  const membershipTag = membershipTagOf(suite, presentOf(state).secrets.membershipKey, authenticated, context);
  const message = encodeMessage({
    wireFormat: 'public-message',
    message: { content, auth: authenticated.auth, membershipTag },
  });
  const stored = acceptProposal(state.public, authenticated, message, ownRules);
  checkFirstSelfRemove(state.public, stored);
  const next: HostedState = { ...state, updates: made.updates, public: withPending(state.public, stored) };
  return { group: next, message };
}

function isUpdateWish(proposal: Proposal | { readonly type: 'update' }): proposal is { readonly type: 'update' } {
  return proposal.type === 'update' && !('leafNode' in proposal);
}

function freshUpdate(
  state: HostedState,
  leafIndex: LeafIndex,
): { readonly parsed: ParsedProposal; readonly updates: HostedState['updates'] } {
  const suite = suiteOf(state.public.context);
  const before = state.public.tree.memberLeaf(leafIndex);
  const keys = suite.generateHpkeKeyPair();
  const unsigned = { ...before, encryptionKey: keys.publicKey, source: { type: 'update' } as const };
  const place = { groupId: state.public.context.groupId, leafIndex };
  const signed = leafNodeToBeSigned(unsigned, place);
  const signature = signWithLabel(suite, signatureKeyOf(state, leafIndex), 'LeafNodeTBS', signed);
  const parsed: LeafNode = { ...unsigned, signature };
  return {
    parsed: { type: 'update', leafNode: encode(writeLeafNode, parsed), parsed },
    updates: new Map(state.updates).set(hex(keys.publicKey), keys.privateKey),
  };
}
