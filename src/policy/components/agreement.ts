import { domainOf } from '../../identifiers/index.ts';
import type { RoleIndex, RoomState } from '../contract.ts';
import { InvalidPolicy } from '../invalid-policy.ts';
import type { RoomComponents } from './contract.ts';
import { componentRegistry } from './registry.ts';

type Rooms = Pick<RoomState, 'room' | 'roles'> & { readonly components: RoomComponents };

/**
 * That the further components agree with one another and with the roles.
 * @throws InvalidPolicy by the rule of the component that contradicts
 */
export function checkComponentsAgree(state: RoomState): void {
  const { components } = state;
  if (!components) return;
  const room = { room: state.room, roles: state.roles, components };
  checkJoinLinks(room);
  checkAssetHub(room);
  checkSharingRoles(room);
  checkBotRoles(room);
}

/** §6.2 (JN-11): where links are made on request, at most one is kept in the policy. */
function checkJoinLinks({ components: { joinLinkPolicy, joinLinks } }: Rooms): void {
  if (joinLinkPolicy?.onRequest === true && (joinLinks?.length ?? 0) > 1) {
    throw new InvalidPolicy('join-links', 'links are made on request, so the policy keeps one at most');
  }
}

/** §6.4: uploads to the hub go to the hub of this room. */
function checkAssetHub({ room, components: { assets } }: Rooms): void {
  if (assets?.uploadLocation === 'hub' && assets.uploadDomains[0]?.provider !== domainOf(room)) {
    throw new InvalidPolicy('assets', 'the hub in upload_domains is not the hub of the room');
  }
}

/** §6.6: roles that are there, and whose holders may have clients. */
function checkSharingRoles({ roles, components: { history } }: Rooms): void {
  const active = new Map(roles.map((role) => [role.index, role.maximumActiveParticipants !== 0]));
  for (const index of history?.rolesThatCanShare ?? []) {
    const mayBeActive = active.get(index);
    if (mayBeActive === undefined) throw new InvalidPolicy('history', `there is no role ${index}`);
    if (!mayBeActive) throw new InvalidPolicy('history', `role ${index} has no clients`);
  }
}

/** §6.7: a bot's role is there; 0 is "no active participant". */
function checkBotRoles({ roles, components: { bots } }: Rooms): void {
  const known = new Set<RoleIndex>([0, ...roles.map(({ index }) => index)]);
  const unknown = bots?.allowedBots.find(({ role }) => !known.has(role));
  if (unknown) throw new InvalidPolicy('bots', `there is no role ${unknown.role}`);
}

const knownPolicies = [...componentRegistry.values()].filter(({ policy }) => policy).map(({ id }) => id);

/**
 * Ids of the policy components that stand in a dictionary: those known here, and those that only the base policy names.
 * @param listed `policy_component_ids`
 */
export function presentPolicyComponents(
  listed: readonly number[],
  dictionary: (componentId: number) => Uint8Array | undefined,
): ReadonlySet<number> {
  return new Set([...knownPolicies, ...listed].filter((id) => dictionary(id) !== undefined));
}

/**
 * BP-09: the base policy lists exactly the policy components that are there. It is asked where a room is created and
 * where a commit changes what there is or what is listed: a room that is otherwise stays readable.
 * @param state with `present` filled in
 * @throws InvalidPolicy `policy-components`
 */
export function checkListedComponents(state: RoomState): void {
  const present = state.present ?? new Set<number>();
  const listed = new Set(state.base.policyComponents);
  const name = (id: number): string => componentRegistry.get(id)?.name ?? `0x${id.toString(16).padStart(4, '0')}`;
  const unlisted = [...present].find((id) => !listed.has(id));
  if (unlisted !== undefined) {
    throw new InvalidPolicy('policy-components', `${name(unlisted)} is there and not listed in the base policy`);
  }
  const absent = [...listed].find((id) => !present.has(id));
  if (absent !== undefined) {
    throw new InvalidPolicy('policy-components', `${name(absent)} is listed in the base policy and not there`);
  }
}
