import { hex } from '../codec/octets.ts';
import type { HostedGroup, LocalLeaf } from '../contract.ts';
import { InvalidMessage } from '../invalid-message.ts';
import type { Applied } from '../public/apply-proposals.ts';
import { type HostedState, hostedStateOf } from './hosted-state.ts';

/**
 * Private keys of those local leaves whose Update a commit brought in, by node. Throws `InvalidMessage('path-secret')`
 * when one of them is not known: the state that made the proposal was lost.
 */
export function updatedLeafKeys(
  state: HostedState,
  applied: Pick<Applied, 'updated' | 'list'>,
  local: readonly LocalLeaf[],
): (readonly [number, Uint8Array])[] {
  const ours = new Set(local.map(({ leafIndex }) => leafIndex));
  return applied.list.flatMap(({ proposal, sender }) => {
    if (proposal.type !== 'update' || sender.type !== 'member' || !ours.has(sender.leafIndex)) return [];
    const key = state.updates.get(hex(proposal.parsed.encryptionKey));
    if (key === undefined)
      throw new InvalidMessage('path-secret', `the Update of leaf ${sender.leafIndex} is not ours`);
    return [[2 * sender.leafIndex, key] as const];
  });
}

/**
 * A group with the private keys of those Updates that another version of it, of the same epoch, has proposed. The proposals
 * themselves come by the log: persist the result before they are handed in, or a commit that holds them can't be processed.
 */
export function keepUpdates(group: HostedGroup, proposer: HostedGroup): HostedGroup {
  const [state, { updates, public: other }] = [hostedStateOf(group), hostedStateOf(proposer)];
  if (other.context !== state.public.context) throw new RangeError('the Updates are of another epoch');
  return { ...state, updates: new Map([...state.updates, ...updates]) } satisfies HostedState as HostedGroup;
}
