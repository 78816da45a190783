import type { ProviderDomain } from './contract.ts';
import { InvalidIdentifier } from './invalid-identifier.ts';

const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * A provider's domain in canonical spelling: lower-case letters, digits and hyphens (international names as A-labels,
 * RFC 5890 §2.3.2.1), no port, no trailing dot, at most 253 octets. An address such as `127.0.0.1` is no domain.
 * @throws {@link InvalidIdentifier} `domain-syntax`
 */
export function parseDomain(text: string): ProviderDomain {
  const domain = text.toLowerCase();
  const labels = domain.split('.');
  const wellFormed = domain.length <= 253 && labels.every((part) => label.test(part));
  if (!wellFormed || /^[0-9]+$/.test(labels.at(-1) ?? '')) {
    throw new InvalidIdentifier('domain-syntax', 'a provider is named by a domain in A-label form, without port');
  }
  return domain as ProviderDomain;
}
