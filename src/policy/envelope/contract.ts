/**
 * What a hub allows and what somebody accepts: demands on the features of a policy (draft-ietf-mimi-room-policy §1), and
 * what a hub asks of those who act under it.
 * @module
 */
import type { ProviderDomain } from '../../identifiers/index.ts';
import type { Bound, Flag, Grants, Mode } from '../compare/contract.ts';
import type { FeatureName, Features } from '../compare/features.ts';
import type { Optionality, RoomState } from '../contract.ts';
import type { RoomKind } from '../presets/preset-of.ts';
import type { Action, Actor, Refused } from '../rules/contract.ts';

/** What may be asked of a feature of each kind. */
type DemandOn<F> = F extends Flag
  ? /** The only value. */ boolean
  : F extends Bound
    ? /** Inclusive; no bound is more than any number. */ { readonly most?: number; readonly least?: number }
    : F extends Mode
      ? /** The values that may be. */ readonly Optionality[]
      : F extends Grants
        ? /** `without`: none of these. `within`: nothing but these. */ {
            readonly without?: readonly string[];
            readonly within?: readonly string[];
          }
        : never;

/** By the names of compare/features.ts; what is not named may be anything. */
export type PolicyDemands = {
  readonly [Name in FeatureName as DemandOn<Features[Name]> extends never ? never : Name]?: DemandOn<Features[Name]>;
};

/** A demand that a policy does not meet. */
export interface Violation {
  readonly feature: FeatureName;
  /** Section of the draft that the feature comes from. */
  readonly section: string;
  /** What is and what should be, in one English sentence for a person. */
  readonly text: string;
}

/** The policies that a hub takes rooms under (requirement PV-19): configuration. */
export interface PolicyEnvelope {
  readonly demands: PolicyDemands;
  /** Whose users may make rooms, the meaning of canCreateRoom (0x0500) outside any room. Absent: everybody's. */
  readonly creators?: readonly ProviderDomain[];
  /** Kinds of rooms that are offered; only asked where a room is made by the name of its kind. Absent: all. */
  readonly kinds?: readonly RoomKind[];
}

/** What a hub asks of an action that the room's policy allows; null: nothing more. */
export type HubRule = (state: RoomState, actor: Actor, action: Action) => Refused | null;

/** What a user or a provider puts up with in rooms (requirement PV-20). */
export interface AcceptanceRules {
  /** A room that breaks these is not joined. */
  readonly decline: PolicyDemands;
  /** A room that breaks these is joined, and its user told. */
  readonly flag: PolicyDemands;
}

/** What to do about an invitation, or about a change of a room one is in. */
export type Acceptance =
  | { readonly answer: 'accept' }
  | { readonly answer: 'flag' | 'decline'; readonly violations: readonly Violation[] };
