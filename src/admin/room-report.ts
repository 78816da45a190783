import { presetRoles } from '../policy/index.ts';
import type { RoomView } from '../rooms/index.ts';
import type { AdminNames, RoomReport } from './contract.ts';

const nameOfRole = new Map<number, string>(Object.entries(presetRoles).map(([name, index]) => [index, name]));

/** Index of a preset role; null for a name that no preset has. */
export function roleNamed(name: string): number | null {
  return Object.hasOwn(presetRoles, name) ? presetRoles[name as keyof typeof presetRoles] : null;
}

/** Everything but what was said in it. */
export async function reportOf(view: RoomView, names: AdminNames): Promise<RoomReport> {
  return {
    room: view.room,
    epoch: view.epoch.toString(),
    seq: view.seq,
    name: view.details.name,
    subject: view.details.subject,
    flags: view.flags,
    addresses: await names.addressesOf(view.room),
    participants: [...view.participants.values()].map(({ user, role, active, network, nickname }) => ({
      user,
      role: nameOfRole.get(role) ?? String(role),
      active,
      network,
      nickname,
    })),
  };
}
