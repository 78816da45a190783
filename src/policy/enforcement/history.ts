import type { HistoryPolicy } from '../components/contract.ts';
import { componentDefaults } from '../components/defaults.ts';
import type { RoleIndex } from '../contract.ts';

/** Whether somebody shares earlier messages with a newcomer (draft-ietf-mimi-room-policy §6.6, HI-01). */
export function mayShareHistory(
  policy: HistoryPolicy | undefined,
  sharer: { readonly role: RoleIndex; readonly askedByUser: boolean },
): boolean {
  const { sharing, rolesThatCanShare, automaticallyShare } = policy ?? componentDefaults.history;
  return (
    sharing !== 'forbidden' && rolesThatCanShare.includes(sharer.role) && (automaticallyShare || sharer.askedByUser)
  );
}

/**
 * The accepted time from which on a newcomer may see messages (HI-02): when it came in, or earlier by what the room
 * shares. @param joinedAt seconds since 1970
 */
export function historyVisibleFrom(policy: HistoryPolicy | undefined, joinedAt: number): number {
  const { sharing, maxTimePeriod } = policy ?? componentDefaults.history;
  return sharing === 'forbidden' ? joinedAt : Math.max(joinedAt - maxTimePeriod, 0);
}
