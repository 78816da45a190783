import type { BaseRoomPolicy } from '../contract.ts';
import { readUint16s, writeUint16s } from './bounded-list.ts';
import { codecOf, readBool, readOptionalUint32, writeBool, writeOptionalUint32 } from './presentation.ts';
import { readUriVector, writeUriVector } from './uri.ts';

/**
 * Component 0x0027, BaseRoomPolicy (draft-ietf-mimi-room-policy §5). `Uri parent_room<V>` is read literally: a vector
 * of no or one Uri (decision WF-23); component ids are two octets (draft-ietf-mls-extensions §4.1).
 */
export const baseRoomPolicy = codecOf<BaseRoomPolicy>(
  (writer, policy) => {
    writeBool(writer, policy.fixedMembership);
    writeBool(writer, policy.parentDependent);
    writeUriVector(writer, policy.parentRoom);
    writeBool(writer, policy.multiDevice);
    writeOptionalUint32(writer, policy.maxClients);
    writeOptionalUint32(writer, policy.maxUsers);
    writeBool(writer, policy.pseudonymsAllowed);
    writeBool(writer, policy.persistentRoom);
    writeBool(writer, policy.discoverable);
    writeUint16s(writer, policy.policyComponents);
  },
  (reader) => ({
    fixedMembership: readBool(reader),
    parentDependent: readBool(reader),
    parentRoom: readUriVector(reader, 'base-policy', 'parent_room'),
    multiDevice: readBool(reader),
    maxClients: readOptionalUint32(reader),
    maxUsers: readOptionalUint32(reader),
    pseudonymsAllowed: readBool(reader),
    persistentRoom: readBool(reader),
    discoverable: readBool(reader),
    policyComponents: readUint16s(reader),
  }),
);
