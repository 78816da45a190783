/**
 * Policies beside one another (requirement AC-03), and beside what a hub allows or somebody accepts.
 * @module
 */
import type { Optionality, RoomState } from '../contract.ts';

/** What of a room is its policy: everything but who is there and what it is called. */
export type PolicyValues = Pick<RoomState, 'roles' | 'base' | 'preauthorized' | 'gatewaysRefused' | 'components'>;

/** Stricter leaves people less choice, looser more; unlike is neither, or both at once. */
export type Relation = 'equal' | 'stricter' | 'looser' | 'unlike';

/** A yes or no, and which of the two leaves less choice; null where neither does. */
export interface Flag {
  readonly kind: 'flag';
  readonly value: boolean;
  readonly strict: boolean | null;
}

/** A number that bounds something: less is stricter; null is no bound. */
export interface Bound {
  readonly kind: 'bound';
  readonly value: number | null;
}

/** `optional` leaves the choice; `required` and `forbidden` take it away, each in its way. */
export interface Mode {
  readonly kind: 'mode';
  readonly value: Optionality;
}

/** What is granted, by name: fewer is stricter. */
export interface Grants {
  readonly kind: 'grants';
  readonly value: ReadonlySet<string>;
}

/** What has no order: the same or not, spelled out. */
export interface Detail {
  readonly kind: 'detail';
  readonly value: string;
}

export type Feature = Flag | Bound | Mode | Grants | Detail;

/** One feature in two policies. */
export interface Compared {
  readonly feature: string;
  readonly relation: Relation;
}

export interface Comparison {
  readonly overall: Relation;
  /** Every feature, those that are equal too. */
  readonly features: readonly Compared[];
}
