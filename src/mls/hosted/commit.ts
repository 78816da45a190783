import { equalOctets } from '../codec/octets.ts';
import type {
  GroupRules,
  HostedGroup,
  LeafIndex,
  LocalLeaf,
  Member,
  OwnKeyPackage,
  PreparedCommit,
  Proposal,
  PskLookup,
} from '../contract.ts';
import { membershipTagOf } from '../framing/authenticated-content.ts';
import { demand } from '../invalid-message.ts';
import { refKey, suiteOf } from '../public/public-state.ts';
import type { ProposalOrRef } from '../structs/commit.ts';
import type { KeyPackage } from '../structs/key-package.ts';
import { encodeMessage } from '../structs/message.ts';
import { parseProposal } from '../structs/proposal.ts';
import { emptyAad } from '../structs/safe-aad.ts';
import { encodeRatchetTree } from '../structs/tree-node.ts';
import { type KeyPair, messageHash } from '../suites/index.ts';
import { type BuiltCommit, buildCommit } from './build-commit.ts';
import { enterEpoch, type Holdings } from './enter-epoch.ts';
import { type HostedState, hostedStateOf, keysThatFit, presentOf, pskLookup, signatureKeyOf } from './hosted-state.ts';
import { groupInfoMessage } from './make-group-info.ts';
import { committable, inProcessingOrder } from './select-proposals.ts';
import { updatedLeafKeys } from './own-updates.ts';

export interface CommitOptions {
  /** By value, before or after the references as processing demands. */
  readonly proposals?: readonly Proposal[];
  /** By reference; all pending ones that go together when it is not given. */
  readonly references?: readonly Uint8Array[];
  /** Key packages among the Adds that are hosted here too. */
  readonly arriving?: readonly OwnKeyPackage[];
  /** A path even where none is required: fresh keys for the committer. */
  readonly forcePath?: boolean;
  /** What changes in the committer's leaf; forces a path. A new signature key signs from the next epoch on. */
  readonly leaf?: Partial<Pick<Member, 'credential' | 'capabilities' | 'extensions'>> & {
    readonly signature?: KeyPair;
  };
  readonly authenticatedData?: Uint8Array;
  readonly rules: GroupRules;
  readonly psks?: PskLookup;
}

/**
 * Makes a commit as a local leaf (RFC 9420 §12.4.1). The group itself is unchanged: persist `next` under `commitHash`
 * before the commit is submitted, adopt it when the hub has taken the commit. Committing everything that is pending is
 * the caller's duty before it sends application data again (RFC 9420 §12.4).
 */
export async function commit(group: HostedGroup, leaf: LeafIndex, options: CommitOptions): Promise<PreparedCommit> {
  const state = hostedStateOf(group);
  const { secrets } = presentOf(state);
  demand(!state.public.reinitialized, 'group-reinitialized');
  const privateKey = signatureKeyOf(state, leaf);
  const { signature, ...changes } = options.leaf ?? {};
  const nextPrivateKey = signature?.privateKey ?? privateKey;
  const before = state.public.tree.memberLeaf(leaf);
  const built = await buildCommit({
    state: state.public,
    entries: entriesOf(state, leaf, options),
    committer: { leafIndex: leaf },
    template: { ...before, ...changes, signatureKey: signature?.publicKey ?? before.signatureKey },
    privateKey,
    nextPrivateKey,
    initSecret: secrets.init,
    forcePath: options.forcePath === true || options.leaf !== undefined,
    authenticatedData: options.authenticatedData ?? emptyAad(state.public.context),
    rules: options.rules,
    psks: pskLookup(state, options.psks),
  });
  const suite = suiteOf(state.public.context);
  const membershipTag = membershipTagOf(suite, secrets.membershipKey, built.commit, state.public.context);
  const message = { content: built.commit.content, auth: built.commit.auth, membershipTag };
  const encoded = encodeMessage({ wireFormat: 'public-message', message });
  const holdings = holdingsAfter(state, built, options.arriving ?? [], nextPrivateKey);
  const next = enterEpoch(state, built.state, built.keys.epoch, holdings, state.retention);
  return preparedCommit(next, encoded, built, nextPrivateKey);
}

/** Everything that goes out with a commit. */
export function preparedCommit(
  next: HostedState,
  encodedCommit: Uint8Array,
  built: BuiltCommit,
  privateKey: Uint8Array,
): PreparedCommit {
  const signer = { leafIndex: built.leafIndex, privateKey };
  return {
    next,
    commitHash: messageHash(encodedCommit),
    commit: encodedCommit,
    welcome: built.welcome,
    groupInfo: groupInfoMessage(built.state, built.keys.epoch, signer),
    ratchetTree: encodeRatchetTree(built.state.tree.nodes),
  };
}

function entriesOf(state: HostedState, leaf: LeafIndex, options: CommitOptions): ProposalOrRef[] {
  const references = options.references ?? committable(state.public, leaf).map(({ ref }) => ref);
  const entries: ProposalOrRef[] = [
    ...references.map((reference) => ({ reference })),
    ...(options.proposals ?? []).map((proposal) => ({ proposal: parseProposal(proposal) })),
  ];
  return inProcessingOrder(entries, (entry) =>
    'proposal' in entry ? entry.proposal.type : state.public.pending.get(refKey(entry.reference))?.proposal.type,
  );
}

function holdingsAfter(
  state: HostedState,
  built: BuiltCommit,
  arriving: readonly OwnKeyPackage[],
  nextPrivateKey: Uint8Array,
): Holdings {
  const { applied } = built;
  const removed = new Set(applied.removed.map(({ leafIndex }) => leafIndex));
  const local = state.local
    .filter(({ leafIndex }) => !removed.has(leafIndex))
    .map(({ leafIndex }) => ({ leafIndex, signaturePublicKey: built.state.tree.memberLeaf(leafIndex).signatureKey }));
  const signatureKeys = new Map([...state.signatureKeys].filter(([leafIndex]) => !removed.has(leafIndex)));
  signatureKeys.set(built.leafIndex, nextPrivateKey);
  const nodeKeys = keysThatFit(state.nodeKeys, state.public.tree, built.state.tree);
  for (const [node, key] of updatedLeafKeys(state, applied, local)) nodeKeys.set(node, key);
  for (const [node, key] of built.path?.keys ?? []) nodeKeys.set(node, key);
  const arrived = arrivedLeaves(applied.added, arriving);
  for (const { leafIndex, own } of arrived) {
    nodeKeys.set(2 * leafIndex, own.secrets.encryptionKey);
    signatureKeys.set(leafIndex, own.secrets.signatureKey);
  }
  return { local: [...local, ...arrived.map(({ place }) => place)], signatureKeys, nodeKeys };
}

/** Which of the added leaves are ours. */
export function arrivedLeaves(
  added: readonly { readonly leafIndex: LeafIndex; readonly keyPackage: KeyPackage }[],
  arriving: readonly OwnKeyPackage[],
): { readonly leafIndex: LeafIndex; readonly own: OwnKeyPackage; readonly place: LocalLeaf }[] {
  return added.flatMap(({ leafIndex, keyPackage }) => {
    const own = arriving.find((candidate) => equalOctets(candidate.keyPackage, keyPackage.encoded));
    return own === undefined
      ? []
      : [{ leafIndex, own, place: { leafIndex, signaturePublicKey: keyPackage.leaf.signatureKey } }];
  });
}
