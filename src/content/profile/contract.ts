/**
 * What users say of themselves in a room: name and picture, and what they are just doing. Types only.
 * @module
 */
import type { UserUri } from '../../identifiers/index.ts';
import type { Part } from '../contract.ts';

/** A user's profile, as their newest messages say it (draft-ietf-mimi-content §4.4 dispositions `profile` and `icon`). */
export interface Profile {
  readonly user: UserUri;
  /** `FN` of the vCard; null for none. */
  readonly name: string | null;
  /** A SinglePart or ExternalPart with an image; null for none. */
  readonly icon: Part | null;
}

/** Kinds of what is only worth knowing now: of each only the latest of a user counts. */
export const momentKinds = ['typing', 'presence', 'mood'] as const;
export type MomentKind = (typeof momentKinds)[number];

/** What a user is just doing. */
export interface Moment {
  readonly kind: MomentKind;
  /**
   * `typing`: `active` or `paused`; `presence`: `online`, `away` or `offline`; `mood`: any text. Empty for: not any more.
   */
  readonly value: string;
}
