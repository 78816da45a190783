import { equalOctets } from '../codec/octets.ts';
import type { GroupContext, HostedGroup, LeafIndex, LocalLeaf, PskLookup, RefKey, Retention } from '../contract.ts';
import type { PublicState } from '../public/public-state.ts';
import type { ExporterTree } from '../schedule/exporter-tree.ts';
import type { KeptSecrets } from '../schedule/key-schedule.ts';
import type { SecretTree } from '../secret-tree/secret-tree.ts';
import { encryptionKeyOf, type RatchetTree } from '../tree/ratchet-tree.ts';

/** An epoch that is over and whose application messages can still be read. */
export interface PastEpoch {
  readonly context: GroupContext;
  readonly tree: RatchetTree;
  readonly senderData: Uint8Array;
  readonly secretTree: SecretTree;
}

/** The secrets of the present epoch. */
export interface PresentEpoch {
  readonly secrets: KeptSecrets;
  readonly secretTree: SecretTree;
  readonly exporterTree: ExporterTree;
}

/** What stands behind a `HostedGroup`. */
export interface HostedState extends HostedGroup {
  readonly public: PublicState;
  readonly local: readonly LocalLeaf[];
  /** Private signature keys of the local leaves. */
  readonly signatureKeys: ReadonlyMap<LeafIndex, Uint8Array>;
  /** Private keys of tree nodes: the union of what the local leaves know, never one of a node that has changed. */
  readonly nodeKeys: ReadonlyMap<number, Uint8Array>;
  /** Private keys of our Updates that wait for a commit, by public key. */
  readonly updates: ReadonlyMap<RefKey, Uint8Array>;
  /** Null once no local leaf is left: then only the public group goes on. */
  readonly present: PresentEpoch | null;
  /** Newest first. */
  readonly past: readonly PastEpoch[];
  /** Resumption PSKs by epoch, newest last (RFC 9420 §8.6). */
  readonly resumption: ReadonlyMap<bigint, Uint8Array>;
  readonly retention: Retention;
}

export const defaultRetention: Retention = { pastEpochs: 3, maxForward: 1000, maxSkipped: 200, resumptionEpochs: 32 };

/** The state behind the door's type. */
export function hostedStateOf(group: HostedGroup): HostedState {
  if (!('nodeKeys' in group)) throw new TypeError('this HostedGroup was not made by the MLS engine');
  return group as HostedState;
}

/** The present epoch's secrets; callers must not come here with a group that has no local leaf. */
export function presentOf(state: HostedState): PresentEpoch {
  if (state.present === null) throw new RangeError('no leaf of this group is hosted here any more: it has no secrets');
  return state.present;
}

/** The private signature key of a local leaf; asking for another's is a mistake of the caller. */
export function signatureKeyOf(state: HostedState, leafIndex: LeafIndex): Uint8Array {
  const key = state.signatureKeys.get(leafIndex);
  if (key === undefined) throw new RangeError(`leaf ${leafIndex} is not hosted here`);
  return key;
}

/** The node keys that still fit a tree: every other was replaced or blanked. */
export function keysThatFit(
  keys: ReadonlyMap<number, Uint8Array>,
  before: RatchetTree,
  after: RatchetTree,
): Map<number, Uint8Array> {
  const fitting = new Map<number, Uint8Array>();
  for (const [node, key] of keys) {
    const [old, now] = [before.nodes[node], after.nodes[node]];
    if (old === undefined || now === undefined) continue;
    if (old === now || equalOctets(encryptionKeyOf(old), encryptionKeyOf(now))) fitting.set(node, key);
  }
  return fitting;
}

/** Finds pre-shared keys: the group's own resumption PSKs here, all others with the caller. */
export function pskLookup(state: HostedState | null, callers: PskLookup | undefined): PskLookup {
  return (id) => {
    const own = id.type === 'resumption' && state !== null && equalOctets(id.groupId, state.public.context.groupId);
    return (own ? state.resumption.get(id.epoch) : undefined) ?? callers?.(id);
  };
}

/** The groups of a past epoch that are kept when one more epoch ends. */
export function pastAfter(state: HostedState): readonly PastEpoch[] {
  if (state.present === null) return state.past;
  const { context, tree } = state.public;
  const ended: PastEpoch = {
    context,
    tree,
    senderData: state.present.secrets.senderData,
    secretTree: state.present.secretTree,
  };
  return [ended, ...state.past].slice(0, state.retention.pastEpochs);
}

export function resumptionAfter(
  state: HostedState | null,
  epoch: bigint,
  psk: Uint8Array,
  keep: number,
): Map<bigint, Uint8Array> {
  const all = [...(state?.resumption ?? []), [epoch, psk] as const];
  return new Map(all.slice(-keep));
}
