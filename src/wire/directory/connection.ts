import { InvalidIdentifier, parseDomain, type ProviderDomain } from '../../identifiers/index.ts';
import { checkedUrl } from './url-template.ts';

/** How a request is sent to a provider whose directory names another host (decision WF-04). */
export interface Connection {
  /** Host to resolve, and name for TLS server name indication. */
  readonly host: string;
  readonly port: number;
  /** The server's certificate must cover one of these: the directory itself came from the provider's domain. */
  readonly certificateNames: readonly string[];
  /** Value of the Host header. */
  readonly hostHeader: string;
}

/** What the Host header names: the provider, as P §4.1 wants it, or the URL's authority, as HTTP servers know it. */
export type HostHeader = 'provider' | 'authority';

/**
 * Where a request to one of a provider's URLs goes (decision WF-04).
 * @throws {@link InvalidWire} `template`, `host`
 */
export function connectionFor(url: string, provider: ProviderDomain, setting: HostHeader = 'provider'): Connection {
  const { hostname, host, port } = checkedUrl(url);
  return {
    host: hostname,
    port: port === '' ? 443 : Number(port),
    certificateNames: hostname === provider ? [hostname] : [hostname, provider],
    hostHeader: setting === 'provider' ? provider : host,
  };
}

/**
 * The provider that a request's Host header means, among those served here: its domain, or a host that its directory's
 * URLs are on. The port is ignored (P §4.1). Null for everything else: the answer is 421 (PV-02).
 * @param served hosts of the URLs in each provider's directory
 */
export function providerOfHost(
  header: string,
  served: ReadonlyMap<ProviderDomain, readonly string[]>,
): ProviderDomain | null {
  const match = /^([^:]{1,253})(?::[0-9]{0,5})?$/.exec(header);
  const host = match === null ? null : domainOrNull(match[1] ?? '');
  if (host === null) return null;
  if (served.has(host)) return host;
  const behind = [...served].filter(([, hosts]) => hosts.includes(host)).map(([provider]) => provider);
  // Several providers behind one host can't be told apart by it.
  return behind.length === 1 ? (behind[0] ?? null) : null;
}

function domainOrNull(text: string): ProviderDomain | null {
  try {
    return parseDomain(text);
  } catch (cause) {
    if (cause instanceof InvalidIdentifier) return null;
    throw cause;
  }
}
