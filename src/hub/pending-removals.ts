import type { UserUri } from '../identifiers/index.ts';
import { type RoomState, takesPart } from '../policy/index.ts';
import type { OpenRoom } from './open-room.ts';

function holds(state: RoomState, user: UserUri): { readonly listed: boolean; readonly clients: number } {
  return { listed: takesPart(state, user), clients: state.clients.get(user) ?? 0 };
}

/** Whether a user's removal, kick or ban is accepted but not committed yet (UP-22). */
export function isLeaving(open: OpenRoom, user: UserUri): boolean {
  if (open.effective === open.state) return false;
  const now = holds(open.state, user);
  const then = holds(open.effective, user);
  return (now.listed && !then.listed) || (now.clients > 0 && then.clients === 0);
}
