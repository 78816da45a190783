import type { ProviderDomain } from '../identifiers/index.ts';
import { checkedUrl } from './directory/url-template.ts';
import { demand, InvalidWire } from './invalid-wire.ts';

const section = 'draft-ietf-mimi-protocol-06 §5.10';

/** Media types of Oblivious HTTP (RFC 9458 §9): what goes to a gateway, what comes back, and the gateway's keys. */
export const ohttpMediaTypes = {
  request: 'message/ohttp-req',
  response: 'message/ohttp-res',
  keys: 'application/ohttp-keys',
} as const;

/**
 * The download URL of an asset, as an ExternalPart or a proxyDownload request has it: https, a domain and the default
 * port; a proxy that took anything else could be sent to machines of its own network (AD-06).
 * @throws InvalidWire `asset-url`
 */
export function parseAssetUrl(text: string): URL {
  let url: URL;
  try {
    url = checkedUrl(text);
  } catch (cause) {
    if (!(cause instanceof InvalidWire)) throw cause;
    throw new InvalidWire('asset-url', section, cause.message, { cause });
  }
  demand(url.port === '', 'asset-url', section, 'a port of its own');
  return url;
}

/**
 * P §5.10.2, §5.10.3: a hub fetches assets only from the asset domains of its peers, asked directly or through OHTTP.
 * Every redirect is such a URL again, or it is not followed.
 * @throws InvalidWire `asset-url`
 */
export function checkAssetSource(url: URL, assetDomains: ReadonlySet<ProviderDomain>): void {
  const known: ReadonlySet<string> = assetDomains;
  demand(known.has(url.hostname), 'asset-url', section, 'the host is no asset domain of a peer');
}
