import { equalOctets } from '../codec/octets.ts';
import type { GroupContext, HostedGroup, Received } from '../contract.ts';
import { type AuthenticatedContent, membershipTagOf } from '../framing/authenticated-content.ts';
import { openPrivate, openSenderData } from '../framing/private-message.ts';
import { demand, InvalidMessage } from '../invalid-message.ts';
import { acceptProposal, checkFirstSelfRemove } from '../public/receive.ts';
import { suiteOf, withPending } from '../public/public-state.ts';
import type { SecretTree } from '../secret-tree/secret-tree.ts';
import { memberOf } from '../structs/leaf-node.ts';
import { decodeMessage, type PrivateMessage, type PublicMessage } from '../structs/message.ts';
import type { RatchetTree } from '../tree/ratchet-tree.ts';
import { checkGroupAndEpoch, checkSignature } from '../validation/6.1-framed-content.ts';
import { type HostedState, hostedStateOf, presentOf } from './hosted-state.ts';
import { processCommit, type ReceiveOptions } from './process-commit.ts';

/**
 * Takes one message for all local leaves at once. Throws `InvalidMessage`; the group is unchanged then. A commit of a
 * local leaf is not received but adopted (`PreparedCommit.next`).
 */
export async function receive(group: HostedGroup, message: Uint8Array, options: ReceiveOptions): Promise<Received> {
  const state = hostedStateOf(group);
  const decoded = decodeMessage(message);
  switch (decoded.wireFormat) {
    case 'public-message':
      return handshake(state, openPublic(state, decoded.message), message, options);
    case 'private-message': {
      if (decoded.message.contentType === 'application') return application(state, decoded.message);
      const opened = openHandshake(state, decoded.message);
      return handshake(opened.state, opened.authenticated, message, options);
    }
    case 'welcome':
    case 'group-info':
    case 'key-package':
      throw new InvalidMessage('wrong-wire-format', `${decoded.wireFormat} is not for a group`);
  }
}

/** RFC 9420 §6.1, §6.2. */
function openPublic(state: HostedState, { content, auth, membershipTag }: PublicMessage): AuthenticatedContent {
  const { context, tree } = state.public;
  demand(content.body.type !== 'application', 'public-application-data');
  checkGroupAndEpoch(content, context);
  const authenticated: AuthenticatedContent = { wireFormat: 'public-message', content, auth };
  const suite = suiteOf(context);
  // A state without secrets follows the group as a hub does.
  if (membershipTag !== undefined && state.present !== null) {
    tree.memberLeaf(content.sender.type === 'member' ? content.sender.leafIndex : -1);
    const expected = membershipTagOf(suite, state.present.secrets.membershipKey, authenticated, context);
    demand(suite.equal(expected, membershipTag), 'membership-tag');
  }
  checkSignature(suite, authenticated, context, tree);
  return authenticated;
}

interface ReadableEpoch {
  readonly context: GroupContext;
  readonly tree: RatchetTree;
  readonly senderData: Uint8Array;
  readonly secretTree: SecretTree;
}

/** RFC 9420 §6.3: decrypts and verifies; gives the secret tree without the key that was used. */
function open(state: HostedState, epoch: ReadableEpoch, message: PrivateMessage) {
  const suite = suiteOf(epoch.context);
  const sender = openSenderData(suite, epoch.senderData, message);
  epoch.tree.memberLeaf(sender.leafIndex);
  const opened = openPrivate(suite, epoch.secretTree, message, sender, state.retention);
  checkSignature(suite, opened.authenticated, epoch.context, epoch.tree);
  return { ...opened, sender };
}

function openHandshake(
  state: HostedState,
  message: PrivateMessage,
): { readonly state: HostedState; readonly authenticated: AuthenticatedContent } {
  checkGroupAndEpoch(message, state.public.context);
  const present = presentOf(state);
  const { context, tree } = state.public;
  const epoch = { context, tree, senderData: present.secrets.senderData, secretTree: present.secretTree };
  const opened = open(state, epoch, message);
  return { state: { ...state, present: { ...present, secretTree: opened.tree } }, authenticated: opened.authenticated };
}

function application(state: HostedState, message: PrivateMessage): Received {
  demand(equalOctets(message.groupId, state.public.context.groupId), 'wrong-group');
  const epoch = readableEpoch(state, message.epoch);
  const { authenticated, tree, sender } = open(state, epoch, message);
  const { body } = authenticated.content;
  if (body.type !== 'application') throw new Error('a message was opened as another kind than it said');
  return {
    type: 'application',
    group: withSecretTree(state, message.epoch, tree),
    sender: memberOf(epoch.tree.memberLeaf(sender.leafIndex), sender.leafIndex),
    epoch: message.epoch,
    generation: sender.generation,
    plaintext: body.data,
    authenticatedData: authenticated.content.authenticatedData,
  };
}

function readableEpoch(state: HostedState, epoch: bigint): ReadableEpoch {
  const { context, tree } = state.public;
  if (epoch === context.epoch && state.present !== null)
    return { context, tree, senderData: state.present.secrets.senderData, secretTree: state.present.secretTree };
  demand(epoch <= context.epoch, 'wrong-epoch', `${epoch.toString()} has not begun`);
  const kept = state.past.find((past) => past.context.epoch === epoch);
  if (kept === undefined) throw new InvalidMessage('epoch-not-kept', epoch.toString());
  return kept;
}

function withSecretTree(state: HostedState, epoch: bigint, secretTree: SecretTree): HostedState {
  if (epoch === state.public.context.epoch && state.present !== null)
    return { ...state, present: { ...state.present, secretTree } };
  return {
    ...state,
    past: state.past.map((past) => (past.context.epoch === epoch ? { ...past, secretTree } : past)),
  };
}

async function handshake(
  state: HostedState,
  authenticated: AuthenticatedContent,
  message: Uint8Array,
  options: ReceiveOptions,
): Promise<Received> {
  if (authenticated.content.body.type === 'commit') {
    const { state: next, effects } = await processCommit(state, authenticated, options);
    return { type: 'commit', group: next, effects };
  }
  const stored = acceptProposal(state.public, authenticated, message, options.rules);
  checkFirstSelfRemove(state.public, stored);
  const next: HostedState = { ...state, public: withPending(state.public, stored) };
  return { type: 'proposal', group: next, proposal: stored };
}
