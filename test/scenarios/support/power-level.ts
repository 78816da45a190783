import { setTimeout as delay } from 'node:timers/promises';
import type { MatrixPerson } from '../actors/matrix-person.ts';

/**
 * Waits until the homeserver of `watcher` has this power level for a user now; an earlier event with the same level does
 * not count. @throws with the level it has instead
 */
export async function untilPowerLevel(watcher: MatrixPerson, userId: string, level: number): Promise<void> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const { users, users_default: usual } = await watcher.state('m.room.power_levels');
    const now = (users as Readonly<Record<string, number>> | undefined)?.[userId] ?? Number(usual ?? 0);
    if (now === level) return;
    if (Date.now() > deadline) throw new Error(`${userId} should have power level ${level} and still has ${now}`);
    await delay(50);
  }
}
