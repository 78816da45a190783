import type { BaseRoomPolicy, RoleIndex } from '../contract.ts';
import type { PresetRole } from './preset-role.ts';

/** A kind of room as data: what differs from one to the next (requirement CT-19). */
export interface Preset {
  readonly discoverable: boolean;
  /** From role 0 up. */
  readonly roles: readonly PresetRole[];
  /** Role of whoever makes the room; without it, owner. */
  readonly creator?: RoleIndex;
  /** Role of the hub; without it, the enforcer of our rooms. */
  readonly enforcer?: RoleIndex;
  /** What is not the usual in the base policy. */
  readonly base?: Partial<Pick<BaseRoomPolicy, 'fixedMembership' | 'maxUsers' | 'persistentRoom'>>;
  /** Loggers are named when the room is made, and the room requires them. */
  readonly logged?: boolean;
}
