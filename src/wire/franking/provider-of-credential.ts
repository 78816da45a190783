import { X509Certificate } from 'node:crypto';
import {
  domainOf,
  InvalidIdentifier,
  parseDomain,
  parseProviderUri,
  type ProviderDomain,
} from '../../identifiers/index.ts';
import type { CipherSuite, Credential, ExternalSender } from '../../mls/index.ts';

/**
 * Whether a provider's key belongs to this provider (decision WF-32): a basic credential is `mimi://domain`, spelled
 * canonically; a certificate has the key, and the domain or that URI among its subject alternative names. Whether the
 * certificate's issuer is trusted is asked elsewhere: that needs the operator's trust anchors and a clock.
 */
export function isKeyOfProvider(suite: CipherSuite, sender: ExternalSender, provider: ProviderDomain): boolean {
  const { credential, signatureKey } = sender;
  if (credential.type === 'basic') return providerNamedBy(credential) === provider;
  const leaf = credential.certificates[0];
  return leaf !== undefined && suite.certificateHasKey(leaf, signatureKey) && namesProvider(leaf, provider);
}

function providerNamedBy(credential: Extract<Credential, { type: 'basic' }>): ProviderDomain | null {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(credential.identity);
  try {
    return parseProviderUri(text) === text ? domainOf(text) : null;
  } catch (cause) {
    if (cause instanceof InvalidIdentifier) return null;
    throw cause;
  }
}

function namesProvider(certificate: Uint8Array, provider: ProviderDomain): boolean {
  return alternativeNames(certificate).some(
    (name) => name === `URI:mimi://${provider}` || (name.startsWith('DNS:') && isDomain(name.slice(4), provider)),
  );
}

function isDomain(text: string, provider: ProviderDomain): boolean {
  try {
    return parseDomain(text) === provider;
  } catch (cause) {
    // A wildcard or an address: it names no provider.
    if (cause instanceof InvalidIdentifier) return false;
    throw cause;
  }
}

/** No names for what is no certificate in DER. Node writes them as `DNS:a, URI:b`, and quotes those that could be mistaken for several: such a list is not read. */
function alternativeNames(certificate: Uint8Array): readonly string[] {
  let names: string | undefined;
  try {
    const parsed = new X509Certificate(certificate);
    // PEM would be read too, and DER with something behind it.
    if (parsed.raw.equals(certificate)) names = parsed.subjectAltName;
  } catch {
    // The octets came from outside and are no certificate: they name nobody.
    return [];
  }
  return names === undefined || names.includes('"') ? [] : names.split(', ');
}
