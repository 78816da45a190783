import type { HostedRooms } from '../members/index.ts';
import type { Log } from '../observe/index.ts';
import type { Clock } from '../store/index.ts';

const dayMs = 86_400_000;
/** A room is committed in once in that time at most. */
const intervalMs = 60_000;

/** Renews keys that are older than so many days, from now on. Returns the way to stop. */
export function startKeyRenewal(
  rooms: Pick<HostedRooms, 'renewKeys'>,
  o: { readonly days: number; readonly clock: Clock; readonly log: Log },
): () => Promise<void> {
  let running: Promise<void> | null = null;
  async function renew(): Promise<void> {
    try {
      const count = await rooms.renewKeys(o.clock() - o.days * dayMs);
      if (count > 0) o.log.info({ rooms: count }, 'renewed keys of members');
    } catch (error) {
      o.log.error({ error }, 'keys of members could not be renewed');
    } finally {
      running = null;
    }
  }
  const timer = setInterval(() => {
    running ??= renew();
  }, intervalMs);
  return async () => {
    clearInterval(timer);
    await running;
  };
}
