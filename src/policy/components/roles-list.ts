import type { Reader, Writer } from '../../mls/index.ts';
import type { Role } from '../contract.ts';
import { codecOf, readOptionalUint32, readText, writeOptionalUint32, writeText } from './presentation.ts';

export function writeRole(writer: Writer, role: Role): void {
  writer.uint32(role.index);
  writeText(writer, role.name);
  writeText(writer, role.description);
  writer.vector(role.capabilities, (inner, capability) => inner.uint16(capability));
  writer.uint32(role.minimumParticipants);
  writeOptionalUint32(writer, role.maximumParticipants);
  writer.uint32(role.minimumActiveParticipants);
  writeOptionalUint32(writer, role.maximumActiveParticipants);
  writer.vector(role.authorizedRoleChanges, (inner, change) =>
    inner.uint32(change.from).vector(change.targets, (targets, target) => targets.uint32(target)),
  );
}

export function readRole(reader: Reader): Role {
  return {
    index: reader.uint32(),
    name: readText(reader),
    description: readText(reader),
    capabilities: reader.vector((inner) => inner.uint16()),
    minimumParticipants: reader.uint32(),
    maximumParticipants: readOptionalUint32(reader),
    minimumActiveParticipants: reader.uint32(),
    maximumActiveParticipants: readOptionalUint32(reader),
    authorizedRoleChanges: reader.vector((inner) => ({
      from: inner.uint32(),
      targets: inner.vector((targets) => targets.uint32()),
    })),
  };
}

/** Component 0x0025, RoleData and RoleUpdate (draft-ietf-mimi-room-policy §3). */
export const rolesList = codecOf<readonly Role[]>(
  (writer, roles) => writer.vector(roles, writeRole),
  (reader) => reader.vector(readRole),
);
