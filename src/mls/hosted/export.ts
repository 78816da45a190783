import type { HostedGroup } from '../contract.ts';
import { suiteOf } from '../public/public-state.ts';
import { exportComponent } from '../schedule/exporter-tree.ts';
import { exporterSecret } from '../schedule/key-schedule.ts';
import { type HostedState, hostedStateOf, presentOf } from './hosted-state.ts';

/** MLS-Exporter (RFC 9420 §8.5). */
export function exportSecret(group: HostedGroup, label: string, context: Uint8Array, length: number): Uint8Array {
  const state = hostedStateOf(group);
  return exporterSecret(suiteOf(state.public.context), presentOf(state).secrets, label, context, length);
}

/**
 * SafeExportSecret (draft-ietf-mls-extensions §4.4): a component's secret of this epoch, once. Persist the group that
 * comes with it: the secret can't be derived from it again. Throws `InvalidMessage('component-secret-used')`.
 */
export function safeExport(group: HostedGroup, componentId: number): { secret: Uint8Array; group: HostedGroup } {
  const state = hostedStateOf(group);
  const present = presentOf(state);
  if (!Number.isInteger(componentId) || componentId < 0 || componentId > 0xffff)
    throw new RangeError('a component id is an integer of 16 bits');
  const { secret, rest } = exportComponent(suiteOf(state.public.context), present.exporterTree, componentId);
  const next: HostedState = { ...state, present: { ...present, exporterTree: rest } };
  return { secret: secret.slice(), group: next };
}

/**
 * The resumption PSK of an epoch that is kept (RFC 9420 §8.6): what another group needs to show that its members were
 * members of this one. Undefined when the epoch is not kept.
 */
export function resumptionPsk(group: HostedGroup, epoch: bigint): Uint8Array | undefined {
  return hostedStateOf(group).resumption.get(epoch);
}
