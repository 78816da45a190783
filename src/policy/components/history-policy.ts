import { InvalidPolicy } from '../invalid-policy.ts';
import { readUint32s, writeUint32s } from './bounded-list.ts';
import type { HistoryPolicy } from './contract.ts';
import { codecOf, optionality, readBool, writeBool } from './presentation.ts';

function check({ sharing, rolesThatCanShare, automaticallyShare, maxTimePeriod }: HistoryPolicy): void {
  if (rolesThatCanShare.some((role) => role <= 1)) {
    throw new InvalidPolicy('history', 'roles 0 and 1 share no history');
  }
  const nothing = rolesThatCanShare.length === 0 && !automaticallyShare && maxTimePeriod === 0;
  if (sharing === 'forbidden' && !nothing) {
    throw new InvalidPolicy('history', 'sharing is forbidden, yet roles, a period or automatic sharing are named');
  }
}

/**
 * Component 0x002E, HistoryPolicy (draft-ietf-mimi-room-policy §6.6). Nothing follows on forbidden (WF-06). That the
 * roles are there and can have clients is for the whole room.
 */
export const historyPolicy = codecOf<HistoryPolicy>(
  (writer, policy) => {
    optionality.write(writer, policy.sharing);
    if (policy.sharing === 'forbidden') return;
    writeUint32s(writer, policy.rolesThatCanShare);
    writeBool(writer, policy.automaticallyShare);
    writer.uint32(policy.maxTimePeriod);
  },
  (reader) => {
    const sharing = optionality.read(reader);
    if (sharing === 'forbidden') {
      return { sharing, rolesThatCanShare: [], automaticallyShare: false, maxTimePeriod: 0 };
    }
    const rolesThatCanShare = readUint32s(reader);
    return { sharing, rolesThatCanShare, automaticallyShare: readBool(reader), maxTimePeriod: reader.uint32() };
  },
  check,
);
