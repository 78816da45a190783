import { hex } from '../codec/octets.ts';
import type { GroupContext, PendingProposal, PublicGroup, RefKey } from '../contract.ts';
import type { ParsedProposal } from '../structs/proposal.ts';
import { type CipherSuite, cipherSuite } from '../suites/index.ts';
import type { RatchetTree } from '../tree/ratchet-tree.ts';

/** A pending proposal with its key package or leaf node decoded. */
export interface StoredProposal extends PendingProposal {
  readonly proposal: ParsedProposal;
}

/** What stands behind a `PublicGroup`: its tree as well. */
export interface PublicState extends PublicGroup {
  readonly tree: RatchetTree;
  readonly pending: ReadonlyMap<RefKey, StoredProposal>;
}

/** The state behind the door's type. */
export function publicStateOf(group: PublicGroup): PublicState {
  if (!('tree' in group)) throw new TypeError('this PublicGroup was not made by the MLS engine');
  return group as PublicState;
}

export function suiteOf(context: GroupContext): CipherSuite {
  return cipherSuite(context.cipherSuite);
}

export function refKey(reference: Uint8Array): RefKey {
  return hex(reference);
}

export function withPending(state: PublicState, stored: StoredProposal): PublicState {
  return { ...state, pending: new Map(state.pending).set(refKey(stored.ref), stored) };
}
