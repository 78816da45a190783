import type { GroupContext, LeafIndex, LocalLeaf, Retention } from '../contract.ts';
import type { PublicState } from '../public/public-state.ts';
import { type EpochSecrets, joinerSecret, secretsFromJoiner } from '../schedule/key-schedule.ts';
import { newSecretTree } from '../secret-tree/secret-tree.ts';
import type { CipherSuite } from '../suites/index.ts';
import { type HostedState, pastAfter, resumptionAfter } from './hosted-state.ts';

/** The secrets of a new epoch with what lets newcomers in (RFC 9420 §8). */
export interface EpochKeys {
  readonly joiner: Uint8Array;
  readonly welcome: Uint8Array;
  readonly epoch: EpochSecrets;
}

/** RFC 9420 §8: from the secrets of a commit; commit_secret and psk_secret are erased. */
export function epochKeys(
  suite: CipherSuite,
  initSecret: Uint8Array,
  commitSecret: Uint8Array,
  pskSecret: Uint8Array,
  context: GroupContext,
): EpochKeys {
  const joiner = joinerSecret(suite, initSecret, commitSecret, context);
  const keys = secretsFromJoiner(suite, joiner, pskSecret, context);
  commitSecret.fill(0);
  pskSecret.fill(0);
  return { joiner, ...keys };
}

/** What the local leaves know in the new epoch. */
export interface Holdings {
  readonly local: readonly LocalLeaf[];
  readonly signatureKeys: ReadonlyMap<LeafIndex, Uint8Array>;
  readonly nodeKeys: ReadonlyMap<number, Uint8Array>;
}

/** The hosted state of an epoch that begins. `before` is null for a group that is created or joined. */
export function enterEpoch(
  before: HostedState | null,
  state: PublicState,
  secrets: EpochSecrets,
  holdings: Holdings,
  retention: Retention,
): HostedState {
  const { epoch } = state.context;
  const { encryption, applicationExport, ...kept } = secrets;
  return {
    public: state,
    ...holdings,
    epochAuthenticator: kept.epochAuthenticator,
    updates: new Map(),
    present: {
      secrets: kept,
      secretTree: newSecretTree(state.tree.width, encryption),
      exporterTree: applicationExport,
    },
    past: before === null ? [] : pastAfter(before),
    resumption: resumptionAfter(before, epoch, kept.resumptionPsk, retention.resumptionEpochs),
    retention,
  };
}

/** The state after a commit that removed every local leaf: it goes on as public group, past messages stay readable. */
export function leaveGroup(before: HostedState, state: PublicState): HostedState {
  return {
    ...before,
    public: state,
    local: [],
    signatureKeys: new Map(),
    nodeKeys: new Map(),
    updates: new Map(),
    epochAuthenticator: new Uint8Array(0),
    present: null,
    past: pastAfter(before),
  };
}
