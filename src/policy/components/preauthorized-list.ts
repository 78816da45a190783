import type { PreauthorizedEntry, Role } from '../contract.ts';
import { InvalidPolicy } from '../invalid-policy.ts';
import { readList, writeList } from './bounded-list.ts';
import { codecOf } from './presentation.ts';
import { readRole, writeRole } from './roles-list.ts';

interface WireEntry {
  readonly claims: PreauthorizedEntry['claims'];
  readonly role: Role;
}

const wire = codecOf<readonly WireEntry[]>(
  (writer, entries) =>
    writeList(writer, entries, (inner, entry) => {
      writeList(inner, entry.claims, (claims, claim) =>
        claims.uint16(claim.credentialType).opaque(claim.id).opaque(claim.value),
      );
      writeRole(inner, entry.role);
    }),
  (reader) =>
    readList(reader, (inner) => ({
      claims: readList(inner, (claims) => ({
        credentialType: claims.uint16(),
        id: claims.opaque(),
        value: claims.opaque(),
      })),
      role: readRole(inner),
    })),
);

/**
 * Component 0x0026, PreAuthData and PreAuthUpdate (draft-ietf-mimi-room-policy §4). The draft puts a whole Role into an
 * entry; only its index counts (decision WF-19).
 */
export const preauthorizedList = {
  /** @param roles where the entries' roles are taken from. @throws {@link InvalidPolicy} when one is missing there */
  encode: (entries: readonly PreauthorizedEntry[], roles: readonly Role[]): Uint8Array =>
    wire.encode(
      entries.map(({ claims, role }) => {
        const target = roles.find((candidate) => candidate.index === role);
        if (!target) throw new InvalidPolicy('preauthorized', `there is no role ${role}`);
        return { claims, role: target };
      }),
    ),
  decode: (octets: Uint8Array): readonly PreauthorizedEntry[] =>
    wire.decode(octets).map(({ claims, role }) => ({ claims, role: role.index })),
};
