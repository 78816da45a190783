import { InvalidIdentifier, parseDomain, type ProviderDomain } from '../../identifiers/index.ts';
import type { Extension } from '../../mls/index.ts';
import { checkedUrl } from '../directory/url-template.ts';
import { demand, InvalidWire } from '../invalid-wire.ts';
import { bodyLimits } from '../limits.ts';
import { codecOf, text } from '../presentation.ts';
import { codePoints } from '../profile/code-points.ts';

const section = 'draft-ietf-mls-ratchet-tree-options §3.1';

/** DomainList: data of the GroupContext extension `ratchet_tree_source_domains`. Canonical domains, at least one. */
export const ratchetTreeSourceDomains = codecOf<readonly ProviderDomain[]>({
  section,
  limit: bodyLimits.small,
  write: (writer, domains) => {
    writer.vector(domains, text.write);
  },
  read: (reader) => reader.vector((inner) => domainOf(text.read(inner))),
  check: (domains) => demand(domains.length > 0, 'empty-list', section, 'at least one domain'),
});

function domainOf(name: string): ProviderDomain {
  try {
    const domain = parseDomain(name);
    demand(domain === name, 'identifier', section, 'a domain is not spelled canonically');
    return domain;
  } catch (cause) {
    if (!(cause instanceof InvalidIdentifier)) throw cause;
    throw new InvalidWire('identifier', section, cause.message, { cause });
  }
}

/** An https URL; whether the group allows its host is another question. @throws {@link InvalidWire} `ratchet-tree` */
export function checkTreeUrl(url: string): URL {
  try {
    return checkedUrl(url);
  } catch (cause) {
    if (!(cause instanceof InvalidWire)) throw cause;
    throw new InvalidWire('ratchet-tree', section, cause.message, { cause });
  }
}

/**
 * A tree may be fetched from this URL: its host is one of the group's source domains. Where a group names none, nothing
 * is fetched (UP-06), for a URL of strangers could be of the fetcher's own network.
 * @throws {@link InvalidWire} `ratchet-tree`
 */
export function checkTreeSource(
  url: string,
  extensions: readonly Extension[],
  type: number = codePoints.extensions.ratchetTreeSourceDomains,
): void {
  const { hostname } = checkTreeUrl(url);
  const data = extensions.find((extension) => extension.type === type)?.data;
  const allowed: readonly string[] = data === undefined ? [] : ratchetTreeSourceDomains.decode(data);
  demand(allowed.includes(hostname), 'ratchet-tree', section, 'the URL is of no source domain of the group');
}
