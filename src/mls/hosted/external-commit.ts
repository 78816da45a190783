import { decode } from '../codec/reader.ts';
import { utf8 } from '../codec/octets.ts';
import type { GroupRules, OwnKeyPackage, PreparedCommit, Proposal, PskLookup, Retention } from '../contract.ts';
import { demand, InvalidMessage } from '../invalid-message.ts';
import { publicStateOf, type PublicState, suiteOf } from '../public/public-state.ts';
import { stateFromGroupInfo } from '../public/group-info.ts';
import { receivePublicProposal } from '../public/receive.ts';
import { externalInitLabel } from '../schedule/key-schedule.ts';
import { extensionType } from '../structs/code-points.ts';
import type { ProposalOrRef } from '../structs/commit.ts';
import { findExtension } from '../structs/extensions.ts';
import type { GroupInfo } from '../structs/group-info.ts';
import { decodeKeyPackage } from '../structs/key-package.ts';
import { encodeMessage, expectMessage } from '../structs/message.ts';
import { parseProposal } from '../structs/proposal.ts';
import { emptyAad } from '../structs/safe-aad.ts';
import { buildCommit } from './build-commit.ts';
import { preparedCommit } from './commit.ts';
import { enterEpoch } from './enter-epoch.ts';
import { defaultRetention, pskLookup } from './hosted-state.ts';
import { inProcessingOrder } from './select-proposals.ts';

export interface ExternalCommitOptions {
  /** MLSMessage(GroupInfo) with external_pub. */
  readonly groupInfo: Uint8Array;
  readonly ratchetTree: Uint8Array;
  /** Gives credential, capabilities, extensions and signature key of the new leaf; its own keys are made fresh. */
  readonly leaf: OwnKeyPackage;
  /** By value: a Remove of the joiner's old leaf, PSKs, AppDataUpdate, AppEphemeral. */
  readonly proposals?: readonly Proposal[];
  /** Pending SelfRemove messages of the epoch, which the joiner must take along (draft-ietf-mls-extensions §6.3). */
  readonly selfRemoves?: readonly Uint8Array[];
  readonly authenticatedData?: Uint8Array;
  readonly rules: GroupRules;
  readonly psks?: PskLookup;
  readonly retention?: Partial<Retention>;
}

/** RFC 9420 §12.4.3.2: joins without an invitation. */
export async function joinByExternalCommit(options: ExternalCommitOptions): Promise<PreparedCommit> {
  const { leaf, rules } = options;
  const info = expectMessage(options.groupInfo, 'group-info');
  const state = await withSelfRemoves(await stateFromGroupInfo(info, options.ratchetTree, rules), options);
  const suite = suiteOf(state.context);
  const keyPackage = decodeKeyPackage(leaf.keyPackage);
  demand(keyPackage.cipherSuite === suite.id, 'key-package-version-or-suite');
  const { kemOutput, secret } = suite.sendExport(externalPub(info), utf8(externalInitLabel), suite.hashLength);
  const built = await buildCommit({
    state,
    entries: entriesOf(state, kemOutput, options.proposals ?? []),
    committer: { leaf: keyPackage.leaf },
    template: keyPackage.leaf,
    privateKey: leaf.secrets.signatureKey,
    nextPrivateKey: leaf.secrets.signatureKey,
    initSecret: secret,
    forcePath: true,
    authenticatedData: options.authenticatedData ?? emptyAad(state.context),
    rules,
    psks: pskLookup(null, options.psks),
  });
  secret.fill(0);
  const holdings = {
    local: [{ leafIndex: built.leafIndex, signaturePublicKey: keyPackage.leaf.signatureKey }],
    signatureKeys: new Map([[built.leafIndex, leaf.secrets.signatureKey]]),
    nodeKeys: built.path?.keys ?? new Map<number, Uint8Array>(),
  };
  const retention = { ...defaultRetention, ...options.retention };
  const next = enterEpoch(null, built.state, built.keys.epoch, holdings, retention);
  const message = { content: built.commit.content, auth: built.commit.auth, membershipTag: undefined };
  const encoded = encodeMessage({ wireFormat: 'public-message', message });
  return preparedCommit(next, encoded, built, leaf.secrets.signatureKey);
}

function externalPub(info: GroupInfo): Uint8Array {
  const data = findExtension(info.extensions, extensionType.externalPub);
  if (data === undefined) throw new InvalidMessage('external-pub-missing');
  return decode((reader) => reader.opaque(), data);
}

/** A joiner can't check their membership tags (draft-ietf-mls-extensions §6.3). */
async function withSelfRemoves(state: PublicState, options: ExternalCommitOptions): Promise<PublicState> {
  let current = state;
  for (const message of options.selfRemoves ?? []) {
    const { group, proposal } = await receivePublicProposal(current, message, options.rules);
    if (proposal.proposal.type !== 'self-remove') throw new InvalidMessage('external-commit-by-reference');
    current = publicStateOf(group);
  }
  return current;
}

function entriesOf(state: PublicState, kemOutput: Uint8Array, proposals: readonly Proposal[]): ProposalOrRef[] {
  const values: ProposalOrRef[] = [
    ...[...state.pending.values()].map(({ ref }) => ({ reference: ref })),
    ...proposals.map((proposal) => ({ proposal: parseProposal(proposal) })),
    { proposal: { type: 'external-init', kemOutput } },
  ];
  return inProcessingOrder(values, (entry) => ('proposal' in entry ? entry.proposal.type : 'self-remove'));
}
