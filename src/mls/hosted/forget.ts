import type { HostedGroup, LeafIndex } from '../contract.ts';
import { eraseExporterTree } from '../schedule/exporter-tree.ts';
import { eraseSecretTree } from '../secret-tree/secret-tree.ts';
import { isUnder } from '../tree/tree-math.ts';
import { equalOctets } from '../codec/octets.ts';
import { type HostedState, hostedStateOf } from './hosted-state.ts';

/**
 * Gives up one local leaf: its keys are dropped, and those of parents that only it knew. The leaf itself stays in the
 * group until somebody removes it.
 */
export function forgetLeaf(group: HostedGroup, leaf: LeafIndex): HostedGroup {
  const state = hostedStateOf(group);
  const local = state.local.filter(({ leafIndex }) => leafIndex !== leaf);
  const known = (node: number): boolean => local.some(({ leafIndex }) => isUnder(2 * leafIndex, node));
  const next: HostedState = {
    ...state,
    local,
    signatureKeys: new Map([...state.signatureKeys].filter(([index]) => index !== leaf)),
    nodeKeys: new Map([...state.nodeKeys].filter(([node]) => known(node))),
    ...(local.length === 0 ? { present: null, epochAuthenticator: new Uint8Array(0) } : {}),
  };
  return next;
}

/**
 * Brings two hosted states of the same group and epoch together, as when a leaf joined by external commit beside
 * others that are hosted here. The first one's secret tree goes on: what the second has read already may be read again.
 */
export function mergeGroups(group: HostedGroup, other: HostedGroup): HostedGroup {
  const [a, b] = [hostedStateOf(group), hostedStateOf(other)];
  const same =
    a.public.context.epoch === b.public.context.epoch && equalOctets(a.epochAuthenticator, b.epochAuthenticator);
  if (!same || a.present === null) throw new RangeError('only states of one group in one epoch can be merged');
  const added = b.local.filter(({ leafIndex }) => !a.signatureKeys.has(leafIndex));
  const next: HostedState = {
    ...a,
    local: [...a.local, ...added],
    signatureKeys: new Map([...a.signatureKeys, ...b.signatureKeys]),
    nodeKeys: new Map([...a.nodeKeys, ...b.nodeKeys]),
    updates: new Map([...a.updates, ...b.updates]),
  };
  return next;
}

/**
 * Overwrites the secrets of a group that nobody uses any more. Versions of a group share secrets: with `successor`,
 * whatever that one still holds is spared.
 */
export function wipe(group: HostedGroup, successor?: HostedGroup): void {
  const state = hostedStateOf(group);
  const next = successor === undefined ? undefined : hostedStateOf(successor);
  const spared = new Set<Uint8Array>([
    ...(next?.nodeKeys.values() ?? []),
    ...(next?.signatureKeys.values() ?? []),
    ...(next?.updates.values() ?? []),
    ...(next?.resumption.values() ?? []),
    ...(next?.past.map(({ senderData }) => senderData) ?? []),
    ...(next?.present ? Object.values(next.present.secrets) : []),
  ]);
  for (const keys of [state.nodeKeys, state.signatureKeys, state.updates, state.resumption]) {
    for (const key of keys.values()) if (!spared.has(key)) key.fill(0);
  }
  if (state.present !== null) {
    for (const secret of Object.values(state.present.secrets)) if (!spared.has(secret)) secret.fill(0);
  }
  const ended = next?.public.context.epoch !== state.public.context.epoch;
  if (state.present !== null && ended) eraseExporterTree(state.present.exporterTree);
  // Secret trees share their nodes with every later version of the group, so they go only when the whole group does.
  if (next !== undefined) return;
  if (state.present !== null) eraseSecretTree(state.present.secretTree.root);
  for (const past of state.past) {
    past.senderData.fill(0);
    eraseSecretTree(past.secretTree.root);
  }
}
