import type { Reader, Writer } from '../../mls/index.ts';
import type { PreauthorizedEntry, Role, RoleIndex } from '../contract.ts';
import { InvalidPolicy } from '../invalid-policy.ts';
import { readList, writeList } from './bounded-list.ts';
import { codecOf, type ComponentCodec } from './presentation.ts';
import { readRole, writeRole } from './roles-list.ts';

/** How `target_role` is spelled. */
interface Target {
  readonly write: (writer: Writer, role: Role) => void;
  readonly read: (reader: Reader) => RoleIndex;
}

type Roles = ReadonlyMap<RoleIndex, Role>;

function codecWith(target: Target, roles: Roles): ComponentCodec<readonly PreauthorizedEntry[]> {
  return codecOf<readonly PreauthorizedEntry[]>(
    (writer, entries) =>
      writeList(writer, entries, (inner, { claims, role }) => {
        writeList(inner, claims, (each, claim) =>
          each.uint16(claim.credentialType).opaque(claim.id).opaque(claim.value),
        );
        target.write(inner, roleIn(roles, role));
      }),
    (reader) =>
      readList(reader, (inner) => ({
        claims: readList(inner, (each) => ({ credentialType: each.uint16(), id: each.opaque(), value: each.opaque() })),
        role: target.read(inner),
      })),
  );
}

function roleIn(roles: Roles, index: RoleIndex): Role {
  const found = roles.get(index);
  if (!found) throw new InvalidPolicy('preauthorized', `there is no role ${index}`);
  return found;
}

const listWith = (target: Target) => ({
  /** @param roles where the entries' roles are taken from. @throws {@link InvalidPolicy} when one is missing there */
  encode: (entries: readonly PreauthorizedEntry[], roles: readonly Role[]): Uint8Array =>
    codecWith(target, new Map(roles.map((role) => [role.index, role]))).encode(entries),
  decode: (octets: Uint8Array): readonly PreauthorizedEntry[] => codecWith(target, new Map()).decode(octets),
});

/**
 * Component 0x0026, PreAuthData and PreAuthUpdate (draft-ietf-mimi-room-policy §4), by the setting of a deployment
 * (decision WF-19). `role`: the draft puts a whole Role into an entry, of which only the index counts. `index`: a uint32
 * in its place, as peers have it that read it so; for whoever builds on these folders and speaks with such peers alone,
 * this gateway speaks the draft's. The octets do not say which it is, so that a room and all who read it have one.
 */
export const preauthorizedLists = {
  role: listWith({ write: writeRole, read: (reader) => readRole(reader).index }),
  index: listWith({ write: (writer, { index }) => writer.uint32(index), read: (reader) => reader.uint32() }),
} as const;

/** The draft's. */
export const preauthorizedList = preauthorizedLists.role;
