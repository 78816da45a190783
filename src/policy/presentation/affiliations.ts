import { claimSources } from '../claims/credential-types.ts';
import type { Role, RoleIndex, RoomState } from '../contract.ts';
import { has, isBanRole, isProvider, roleAt, targetsFrom } from '../standing.ts';

/** What XEP-0045 §5.2 calls affiliations; `none` is for who came in by oneself, or has no voice. */
export type Affiliation = 'owner' | 'admin' | 'member' | 'none' | 'outcast';

/**
 * The affiliation that each role amounts to, by what it may do: MIMI's roles have any names (requirement RC-03). Owners
 * end the room or say what roles are, admins ban, and whoever anybody may become by entering has none.
 */
export function affiliationsOf(state: RoomState): ReadonlyMap<RoleIndex, Affiliation> {
  const nobody = roleAt(state, 0);
  const entersAs = new Set(has(nobody, 'canOpenJoin') ? targetsFrom(nobody, 0) : []);
  const affiliationOf = (role: Role): Affiliation => {
    if (isBanRole(state.roles, role.index)) return 'outcast';
    if (has(role, 'canDestroyRoom') || has(role, 'canChangeRoleDefinitions')) return 'owner';
    if (has(role, 'canBan')) return 'admin';
    return entersAs.has(role.index) || !has(role, 'canSendMessage') ? 'none' : 'member';
  };
  return new Map(state.roles.map((role) => [role.index, affiliationOf(role)]));
}

/** Users by affiliation, each list in the order of the participants. */
export function usersByAffiliation(
  state: RoomState,
  affiliations: ReadonlyMap<RoleIndex, Affiliation>,
): Readonly<Record<Affiliation, readonly string[]>> {
  const lists: Record<Affiliation, string[]> = { owner: [], admin: [], member: [], none: [], outcast: [] };
  for (const { user, role } of state.participants) {
    const affiliation = affiliations.get(role);
    if (affiliation && !isProvider(user)) lists[affiliation].push(user);
  }
  return lists;
}

/** One claim that a rule asks for; of JWT and user URIs texts as they are, other octets in hex. */
export interface ClaimView {
  /** What says it: the same name in credentials of two kinds is two claims. */
  readonly credential: 'x509' | 'jwt' | 'cwt' | 'user-uri' | `0x${string}`;
  readonly claim: string;
  readonly value: string;
}

/** A rule of preauthorisation: all its claims, of which two may have one name. None: whoever comes. */
export type RuleView = readonly ClaimView[];

const credentials = new Map<number, ClaimView['credential']>([
  [claimSources.x509, 'x509'],
  [claimSources.jwt, 'jwt'],
  [claimSources.cwt, 'cwt'],
  [claimSources.userUri, 'user-uri'],
]);

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Credentials whose claims are texts (claims/contract.ts); of the others some octets would pass for one. */
const spoken: readonly number[] = [claimSources.jwt, claimSources.userUri];

/** Never two octet strings alike: a text that looks like hex is shown in hex. */
function readable(credentialType: number, octets: Uint8Array): string {
  if (!spoken.includes(credentialType)) return inHex(octets);
  try {
    const text = decoder.decode(octets);
    if (/^(?!0x)[\x20-\x7e]*$/.test(text)) return text;
  } catch (cause) {
    // Octets that are no text are shown as octets.
    if (!(cause instanceof TypeError)) throw cause;
  }
  return inHex(octets);
}

const inHex = (octets: Uint8Array): string => `0x${Buffer.from(octets).toString('hex')}`;

/** The rules of preauthorisation that lead to roles of one affiliation, in their order (draft-ietf-mimi-room-policy §4). */
export function preauthorizedAs(
  state: RoomState,
  affiliations: ReadonlyMap<RoleIndex, Affiliation>,
  affiliation: Affiliation,
): readonly RuleView[] {
  return state.preauthorized
    .filter(({ role }) => affiliations.get(role) === affiliation)
    .map(({ claims }) =>
      claims.map(({ credentialType, id, value }) => ({
        credential: credentials.get(credentialType) ?? `0x${credentialType.toString(16).padStart(4, '0')}`,
        claim: readable(credentialType, id),
        value: readable(credentialType, value),
      })),
    );
}
