/**
 * Proposals and commits as the policy sees them: names of users instead of leaves and key packages.
 * @module
 */
import type { UserUri } from '../identifiers/index.ts';
import type { RoomState } from './contract.ts';
import type { Actor, EnteringClient } from './rules/contract.ts';

/**
 * One proposal and whose will it is (of a new_member_proposal the joiner's, of an external sender the provider's). The
 * caller has found out which users stand behind leaves and key packages, and whether a gateway runs them (`gateway`);
 * policy reads the components itself. `external`: it came from outside the group, by an external sender or a joiner.
 */
export type HandshakeProposal = { readonly by: Actor; readonly external?: boolean } & (
  | /** Of an external commit also the leaf that the committer brings. */ ({
      readonly type: 'add';
      readonly user: UserUri;
    } & EnteringClient)
  | { readonly type: 'remove'; readonly user: UserUri; readonly gateway?: boolean }
  | { readonly type: 'self-remove'; readonly user: UserUri; readonly gateway?: boolean }
  /** An AppDataUpdate; null removes the component. */
  | { readonly type: 'component'; readonly componentId: number; readonly update: Uint8Array | null }
  | { readonly type: 'ephemeral'; readonly componentId: number }
  | { readonly type: 'reinit' }
  /** `dropsHub`: the new extensions no longer name the hub among the external senders. */
  | { readonly type: 'group-context-extensions'; readonly dropsHub?: boolean }
  /**
   * Update, PSK, ExternalInit and types that nobody knows: open to everybody who may act at all. `gateway` and `pseudonym`
   * of an Update: its leaf was not so, and is from now on.
   */
  | ({ readonly type: 'other'; readonly proposalType: number } & EnteringClient)
);

/** A whole commit as the policy sees it. */
export interface HandshakeChange {
  readonly committer: Actor;
  /** The committer was no member before (RFC 9420 §12.4.3.2). */
  readonly external: boolean;
  /** In the order of the commit, with the external committer's own leaf. `byReference`: it was a bare proposal before. */
  readonly proposals: readonly (HandshakeProposal & { readonly byReference: boolean })[];
  /** The room as the commit would leave it, from the new GroupContext and tree. */
  readonly after: RoomState;
}
