import type { RoomState } from '../contract.ts';
import { banned, roleIndexOf } from '../standing.ts';

/**
 * Whether a room shows up when somebody looks for rooms (draft-ietf-mimi-room-policy §5, BP-08): one that is not
 * discoverable only for those who are in its list, and none for the banned.
 * @param user URI of who looks; null for anybody
 */
export function isFoundBy(state: RoomState, user: string | null): boolean {
  const role = user === null ? 0 : roleIndexOf(state, user);
  if (role === banned) return false;
  return state.base.discoverable || role > banned;
}
