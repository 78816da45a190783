import type { PresetRole } from './preset-role.ts';

/** A kind of room as data: what differs from one to the next (requirement CT-19). */
export interface Preset {
  readonly discoverable: boolean;
  /** From role 0 up. */
  readonly roles: readonly PresetRole[];
}
