import type { CommitEffects, GroupRules, LeafIndex, OwnKeyPackage, PskLookup } from '../contract.ts';
import type { AuthenticatedContent } from '../framing/authenticated-content.ts';
import { demand, InvalidMessage } from '../invalid-message.ts';
import { processPublicly, type PublicOutcome } from '../public/next-epoch.ts';
import { suiteOf } from '../public/public-state.ts';
import { confirmationTagOf, externalInitLabel, externalKeyPair } from '../schedule/key-schedule.ts';
import { pskSecret } from '../schedule/psk-secret.ts';
import { equalOctets, utf8 } from '../codec/octets.ts';
import { encodeGroupContext } from '../structs/group-info.ts';
import { encodeRatchetTree } from '../structs/tree-node.ts';
import { arrivedLeaves } from './commit.ts';
import { enterEpoch, epochKeys, type Holdings, leaveGroup } from './enter-epoch.ts';
import {
  type HostedState,
  hostedStateOf,
  keysThatFit,
  type PresentEpoch,
  presentOf,
  pskLookup,
} from './hosted-state.ts';
import { groupSecretsFor, joinByWelcome } from './open-welcome.ts';
import { updatedLeafKeys } from './own-updates.ts';
import { lowestAbove, openPath, walkPath } from './path-secrets.ts';

export interface ReceiveOptions {
  readonly rules: GroupRules;
  /** Own key packages that the message may add; needs the Welcome that goes with the commit. */
  readonly arriving?: readonly OwnKeyPackage[];
  readonly welcome?: Uint8Array;
  readonly psks?: PskLookup;
}

/** RFC 9420 §12.4.2: a commit of somebody else, once for all local leaves. */
export async function processCommit(
  state: HostedState,
  authenticated: AuthenticatedContent,
  options: ReceiveOptions,
): Promise<{ readonly state: HostedState; readonly effects: CommitEffects }> {
  const { sender } = authenticated.content;
  if (sender.type === 'member') demand(!state.signatureKeys.has(sender.leafIndex), 'own-commit');
  const outcome = await processPublicly(state.public, authenticated, options.rules);
  const { effects } = outcome;
  const removed = new Set(effects.removed.map(({ leafIndex }) => leafIndex));
  const staying = state.local.filter(({ leafIndex }) => !removed.has(leafIndex));
  if (staying.length === 0) return { state: await withoutStaying(state, outcome, options), effects };

  const present = presentOf(state);
  const suite = suiteOf(state.public.context);
  const nodeKeys = keysThatFit(state.nodeKeys, state.public.tree, outcome.state.tree);
  for (const [node, key] of updatedLeafKeys(state, outcome.applied, staying)) nodeKeys.set(node, key);
  const places = staying.map(({ leafIndex }) => leafIndex);
  const commitSecret =
    outcome.commit.path === undefined
      ? new Uint8Array(suite.hashLength)
      : openPath(suite, outcome.commit.path, outcome.targets, outcome.provisional, effects.committer, places, nodeKeys);
  const psk = pskSecret(suite, outcome.applied.psks, pskLookup(state, options.psks));
  const { context, confirmationTag } = outcome.state;
  const keys = epochKeys(suite, initSecretOf(state, present, outcome), commitSecret, psk, context);
  keys.joiner.fill(0);
  keys.welcome.fill(0);
  const expected = confirmationTagOf(suite, keys.epoch, context.confirmedTranscriptHash);
  demand(suite.equal(expected, confirmationTag), 'confirmation-tag');

  const signatureKeys = new Map([...state.signatureKeys].filter(([leafIndex]) => !removed.has(leafIndex)));
  const holdings = withArrivals({ local: staying, signatureKeys, nodeKeys }, outcome, options);
  return { state: enterEpoch(state, outcome.state, keys.epoch, holdings, state.retention), effects };
}

/**
 * After a commit that removed every local leaf: own leaves that it added join by the Welcome, like anybody who has no
 * secrets of the group; without any, only the public group goes on.
 */
async function withoutStaying(
  state: HostedState,
  outcome: PublicOutcome,
  options: ReceiveOptions,
): Promise<HostedState> {
  const left = leaveGroup(state, outcome.state);
  const arrived = arrivedLeaves(outcome.applied.added, options.arriving ?? []).map(({ own }) => own);
  if (arrived.length === 0) return left;
  if (options.welcome === undefined)
    throw new InvalidMessage('welcome-not-for-us', 'an arriving leaf needs the Welcome');
  const tree = encodeRatchetTree(outcome.state.tree.nodes);
  const joined = await joinByWelcome(options.welcome, tree, arrived, options.rules, pskLookup(state, options.psks));
  const now = hostedStateOf(joined);
  const same = equalOctets(encodeGroupContext(now.public.context), encodeGroupContext(outcome.state.context));
  demand(same, 'group-info-context', 'the Welcome leads elsewhere than the commit');
  const resumption = new Map([...left.resumption, ...now.resumption]);
  return { ...now, past: left.past, resumption, retention: state.retention };
}

/** RFC 9420 §8.3: an external commit brings its own init_secret. */
function initSecretOf(state: HostedState, present: PresentEpoch, { applied, effects }: PublicOutcome): Uint8Array {
  if (!effects.external) return present.secrets.init;
  const suite = suiteOf(state.public.context);
  const { privateKey } = externalKeyPair(suite, present.secrets);
  const secret = suite.receiveExport(
    applied.kemOutput ?? new Uint8Array(0),
    privateKey,
    utf8(externalInitLabel),
    suite.hashLength,
  );
  if (secret === null) throw new InvalidMessage('external-init-output');
  return secret;
}

/** Takes in own leaves that the commit added, with the path secrets that the Welcome has for them. */
function withArrivals(holdings: Holdings, outcome: PublicOutcome, options: ReceiveOptions): Holdings {
  const arrived = arrivedLeaves(outcome.applied.added, options.arriving ?? []);
  if (arrived.length === 0) return holdings;
  const suite = suiteOf(outcome.state.context);
  const signatureKeys = new Map(holdings.signatureKeys);
  const nodeKeys = new Map(holdings.nodeKeys);
  const publicKeys = outcome.commit.path?.nodes.map(({ encryptionKey }) => encryptionKey) ?? [];
  for (const { leafIndex, own } of arrived) {
    signatureKeys.set(leafIndex, own.secrets.signatureKey);
    nodeKeys.set(2 * leafIndex, own.secrets.encryptionKey);
    const lowest = lowestAbove(outcome.targets, leafIndex);
    if (lowest < 0 || knowsAll(nodeKeys, outcome, lowest)) continue;
    if (options.welcome === undefined)
      throw new InvalidMessage('welcome-not-for-us', 'an arriving leaf needs the Welcome');
    const secrets = groupSecretsFor(suite, options.welcome, own);
    secrets.joinerSecret.fill(0);
    demand(secrets.pathSecret !== undefined, 'path-secret', 'the Welcome has none');
    walkPath(suite, outcome.targets, publicKeys, lowest, secrets.pathSecret, nodeKeys).fill(0);
  }
  const local = [...holdings.local, ...arrived.map(({ place }) => place)];
  return { local, signatureKeys, nodeKeys };
}

function knowsAll(keys: ReadonlyMap<number, Uint8Array>, { targets }: PublicOutcome, from: LeafIndex): boolean {
  return targets.slice(from).every(({ node }) => keys.has(node));
}
