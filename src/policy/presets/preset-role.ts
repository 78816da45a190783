import { capabilities, type CapabilityName } from '../code-points.ts';
import { presetRoles, type Role, type RoleIndex } from '../contract.ts';

export type PresetRoleName = keyof typeof presetRoles;

/** How a preset writes a role down: names instead of numbers, and only what is not the usual. */
export interface PresetRole {
  readonly index: RoleIndex;
  readonly name: string;
  readonly description: string;
  readonly can: readonly CapabilityName[];
  /** From a role to roles. */
  readonly moves?: readonly (readonly [from: RoleIndex, targets: readonly RoleIndex[]])[];
  readonly minimum?: number;
  /** null: no maximum. */
  readonly maximum?: number | null;
  readonly minimumActive?: number;
  /** 0: holders have no clients. */
  readonly maximumActive?: number | null;
}

export function roleOf(preset: PresetRole): Role {
  return {
    index: preset.index,
    name: preset.name,
    description: preset.description,
    capabilities: preset.can.map((name) => capabilities[name]).sort((a, b) => a - b),
    minimumParticipants: preset.minimum ?? 0,
    maximumParticipants: preset.maximum ?? null,
    minimumActiveParticipants: preset.minimumActive ?? 0,
    maximumActiveParticipants: preset.maximumActive ?? null,
    authorizedRoleChanges: (preset.moves ?? []).map(([from, targets]) => ({ from, targets })),
  };
}
