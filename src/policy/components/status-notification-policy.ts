import type { StatusNotificationPolicy } from './contract.ts';
import { codecOf, optionality } from './presentation.ts';

/** Component 0x0028, StatusNotificationPolicy (draft-ietf-mimi-room-policy §6.1). */
export const statusNotificationPolicy = codecOf<StatusNotificationPolicy>(
  (writer, policy) => {
    optionality.write(writer, policy.deliveryNotifications);
    optionality.write(writer, policy.readReceipts);
  },
  (reader) => ({ deliveryNotifications: optionality.read(reader), readReceipts: optionality.read(reader) }),
);
