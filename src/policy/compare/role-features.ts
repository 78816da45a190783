import type { PreauthorizedEntry, Role } from '../contract.ts';
import type { Feature, PolicyValues } from './contract.ts';
import { capabilityName } from './features.ts';

const bound = (value: number | null): Feature => ({ kind: 'bound', value });
const grants = (names: Iterable<string>): Feature => ({ kind: 'grants', value: new Set(names) });

/** One role: what it can, whom it moves where, and its limits. A minimum binds those who are there, so more is stricter. */
function featuresOfRole(role: Role): readonly (readonly [string, Feature])[] {
  const moves = role.authorizedRoleChanges.flatMap(({ from, targets }) => targets.map((to) => `${from} to ${to}`));
  const limits = [
    ['most', role.maximumParticipants],
    ['most active', role.maximumActiveParticipants],
    ['least', -role.minimumParticipants],
    ['least active', -role.minimumActiveParticipants],
  ] as const;
  return [
    [`role ${role.index}: capabilities`, grants(role.capabilities.map(capabilityName))],
    [`role ${role.index}: changes of roles`, grants(moves)],
    ...limits.map(([name, value]) => [`role ${role.index}: ${name}`, bound(value)] as const),
  ];
}

const hex = (octets: Uint8Array): string => Buffer.from(octets).toString('hex');

function spelled({ claims, role }: PreauthorizedEntry): string {
  const parts = claims.map(({ credentialType, id, value }) => `${credentialType}:${hex(id)}=${hex(value)}`);
  return `${parts.sort().join(' and ')} as ${role}`;
}

/** Features that depend on which roles and rules a policy has. Role indices are the names. */
export function roleFeatures(policy: PolicyValues): ReadonlyMap<string, Feature> {
  return new Map([
    ...policy.roles.flatMap(featuresOfRole),
    ['roles', grants(policy.roles.map(({ index }) => String(index)))] as const,
    ['preauthorised', grants(policy.preauthorized.map(spelled))] as const,
  ]);
}
