/**
 * Whoever follows a group with one state: an OpenMLS member, or a hosted state with one or many leaves. A history
 * only speaks to this.
 */
import type { Proposal } from '../../../src/mls/index.ts';
import type { EpochFigures } from '../openmls-peer.ts';

/** A commit that counts only after the hub has taken it. */
export interface Offer {
  readonly commit: Uint8Array;
  readonly welcome: Uint8Array | null;
  /** Adopts the new epoch. */
  accepted(): Promise<void>;
  /** The hub took another commit of this epoch, or none. */
  lost(): Promise<void>;
}

/** What a party read; null where the message was one of its own leaves'. */
export interface Read {
  readonly plaintext: Uint8Array;
  readonly authenticatedData: Uint8Array;
}

export interface CommitWish {
  readonly proposals: readonly Proposal[];
  readonly forcePath: boolean;
  /** Newcomers that will live in this same state. */
  readonly arriving: readonly Newcomer[];
}

export interface Party {
  readonly kind: 'openmls' | 'hosted';
  /** Names of the clients that it holds leaves for. */
  names(): readonly string[];
  figures(): Promise<EpochFigures & { readonly resumptionPsk: string }>;
  propose(name: string, proposal: Proposal | { readonly type: 'update' }): Promise<Uint8Array>;
  commit(name: string, wish: CommitWish): Promise<Offer>;
  /** A proposal or commit of somebody else. */
  receiveHandshake(message: Uint8Array, welcome: Uint8Array | null, arriving: readonly Newcomer[]): Promise<void>;
  encrypt(name: string, plaintext: Uint8Array, authenticatedData: Uint8Array): Promise<Uint8Array>;
  decrypt(message: Uint8Array): Promise<Read>;
  /** The earliest epoch that its present state has secrets of. */
  readsFrom(): bigint;
  /** A GroupInfo with external_pub of the present epoch. */
  groupInfo(): Promise<Uint8Array>;
  /** The leaf is gone; says whether the party lives on. */
  removed(name: string): boolean;
}

/** A client that has made a key package and waits to be added. */
export interface Newcomer {
  readonly name: string;
  readonly signatureKey: Uint8Array;
  readonly keyPackage: Uint8Array;
  /** Hosted: joins this state when given, a new one otherwise. */
  readonly into: Party | null;
  join(welcome: Uint8Array, tree: Uint8Array, together: readonly Newcomer[]): Promise<Party>;
}
