import type { Optionality, StatusNotificationPolicy } from '../components/contract.ts';
import { componentDefaults } from '../components/defaults.ts';

export type StatusNotice = 'delivered' | 'read';

const modeOf = (policy: StatusNotificationPolicy, notice: StatusNotice): Optionality =>
  notice === 'read' ? policy.readReceipts : policy.deliveryNotifications;

/**
 * Whether a notice about a message is sent, or one that came is shown (draft-ietf-mimi-room-policy §6.1, PC-02): never
 * where forbidden, always where required, and otherwise as the user has set it.
 * @param wanted the setting of the user whose notice it is, or to whom it would be shown
 */
export function passesStatusNotice(
  policy: StatusNotificationPolicy | undefined,
  notice: StatusNotice,
  wanted: boolean,
): boolean {
  const mode = modeOf(policy ?? componentDefaults.statusNotifications, notice);
  return mode === 'required' || (mode === 'optional' && wanted);
}
