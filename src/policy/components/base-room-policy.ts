import type { BaseRoomPolicy } from '../contract.ts';
import { InvalidPolicy } from '../invalid-policy.ts';
import {
  codecOf,
  readBool,
  readOptionalUint32,
  readText,
  writeBool,
  writeOptionalUint32,
  writeText,
} from './presentation.ts';

/**
 * Component 0x0027, BaseRoomPolicy (draft-ietf-mimi-room-policy §5). `Uri parent_room<V>` is read literally: a vector
 * of no or one Uri (decision WF-23); component ids are two octets (draft-ietf-mls-extensions §4.1).
 */
export const baseRoomPolicy = codecOf<BaseRoomPolicy>(
  (writer, policy) => {
    writeBool(writer, policy.fixedMembership);
    writeBool(writer, policy.parentDependent);
    writer.vector(policy.parentRoom === '' ? [] : [policy.parentRoom], writeText);
    writeBool(writer, policy.multiDevice);
    writeOptionalUint32(writer, policy.maxClients);
    writeOptionalUint32(writer, policy.maxUsers);
    writeBool(writer, policy.pseudonymsAllowed);
    writeBool(writer, policy.persistentRoom);
    writeBool(writer, policy.discoverable);
    writer.vector(policy.policyComponents, (inner, componentId) => inner.uint16(componentId));
  },
  (reader) => ({
    fixedMembership: readBool(reader),
    parentDependent: readBool(reader),
    parentRoom: onlyOne(reader.vector(readText)),
    multiDevice: readBool(reader),
    maxClients: readOptionalUint32(reader),
    maxUsers: readOptionalUint32(reader),
    pseudonymsAllowed: readBool(reader),
    persistentRoom: readBool(reader),
    discoverable: readBool(reader),
    policyComponents: reader.vector((inner) => inner.uint16()),
  }),
);

function onlyOne(uris: readonly string[]): string {
  if (uris.length > 1 || uris[0] === '') throw new InvalidPolicy('base-policy', 'parent_room is empty or one URI');
  return uris[0] ?? '';
}
