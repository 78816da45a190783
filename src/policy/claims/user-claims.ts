import { domainOf, type ProviderDomain, providerUri, type UserUri } from '../../identifiers/index.ts';
import type { Claim } from './contract.ts';
import { claimSources } from './credential-types.ts';

/** What our own claims are called: the forerunner of preauthorisation listed users, domains and teams. */
const names = { user: 'user', domain: 'domain', team: 'team', provider: 'provider' } as const;

const octetsOf = (text: string): Uint8Array => new TextEncoder().encode(text);

const claim = (name: string, value: string): Claim => ({
  credentialType: claimSources.userUri,
  id: octetsOf(name),
  value: octetsOf(value),
});

/** The claim that an entry of the preauthorisation list names for one user, a whole domain, or a team (RC-26). */
export const userClaim = {
  user: (user: UserUri): Claim => claim(names.user, user),
  domain: (domain: ProviderDomain): Claim => claim(names.domain, domain),
  team: (team: string): Claim => claim(names.team, team),
  /** A provider itself, as an external sender with a role (decision WF-24). */
  provider: (domain: ProviderDomain): Claim => claim(names.provider, providerUri(domain)),
} as const;

/**
 * What is known of a user without a credential that says more: who it is, where, and the teams in which its provider's
 * directory has it (requirement RC-26). The user URI is that of a verified credential.
 */
export function claimsOfUser(user: UserUri, teams: readonly string[] = []): readonly Claim[] {
  return [userClaim.user(user), userClaim.domain(domainOf(user)), ...teams.map(userClaim.team)];
}

/** Of a provider as an external sender. Not its domain: what a domain's users may is no right of their provider. */
export function claimsOfProvider(domain: ProviderDomain): readonly Claim[] {
  return [userClaim.provider(domain)];
}
