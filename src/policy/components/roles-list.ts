import type { Reader, Writer } from '../../mls/index.ts';
import type { Role } from '../contract.ts';
import { readList, readUint16s, readUint32s, writeList, writeUint16s, writeUint32s } from './bounded-list.ts';
import { codecOf, readOptionalUint32, readText, writeOptionalUint32, writeText } from './presentation.ts';

export function writeRole(writer: Writer, role: Role): void {
  writer.uint32(role.index);
  writeText(writer, role.name);
  writeText(writer, role.description);
  writeUint16s(writer, role.capabilities);
  writer.uint32(role.minimumParticipants);
  writeOptionalUint32(writer, role.maximumParticipants);
  writer.uint32(role.minimumActiveParticipants);
  writeOptionalUint32(writer, role.maximumActiveParticipants);
  writeList(writer, role.authorizedRoleChanges, (inner, change) => {
    writeUint32s(inner.uint32(change.from), change.targets);
  });
}

export function readRole(reader: Reader): Role {
  return {
    index: reader.uint32(),
    name: readText(reader),
    description: readText(reader),
    capabilities: readUint16s(reader),
    minimumParticipants: reader.uint32(),
    maximumParticipants: readOptionalUint32(reader),
    minimumActiveParticipants: reader.uint32(),
    maximumActiveParticipants: readOptionalUint32(reader),
    authorizedRoleChanges: readList(reader, (inner) => ({
      from: inner.uint32(),
      targets: readUint32s(inner),
    })),
  };
}

/** Component 0x0025, RoleData and RoleUpdate (draft-ietf-mimi-room-policy §3). */
export const rolesList = codecOf<readonly Role[]>(
  (writer, roles) => {
    writeList(writer, roles, writeRole);
  },
  (reader) => readList(reader, readRole),
);
