import { domainOf, type ProviderDomain } from '../../identifiers/index.ts';
import type { AssetPolicy, DownloadKind, MediaType } from '../components/contract.ts';
import { componentDefaults } from '../components/defaults.ts';
import { matchesMediaType } from '../components/media-type.ts';

/** Which maximum an asset falls under: by its disposition, and rendered ones by their media type's family. */
export type AssetKind = 'image' | 'audio' | 'video' | 'attachment';

const families = ['image', 'audio', 'video'] as const;

/** draft-ietf-mimi-room-policy §8.4: rendered images, audio and video are what they are, all else is an attachment. */
export function assetKindOf(type: string, disposition: 'render' | 'attachment'): AssetKind {
  const rendered = families.find((family) => type.toLowerCase().startsWith(`${family}/`));
  return disposition === 'render' && rendered ? rendered : 'attachment';
}

const limits = {
  image: 'maxImage',
  audio: 'maxAudio',
  video: 'maxVideo',
  attachment: 'maxAttachment',
} as const satisfies Record<AssetKind, keyof AssetPolicy>;

export type AssetRefusal = 'too-large' | 'type-forbidden' | 'type-not-permitted';

export interface Asset {
  readonly kind: AssetKind;
  readonly mediaType: MediaType;
  /** Octets. */
  readonly size: bigint;
}

/** Whether an asset may be in the room by size and type (draft-ietf-mimi-room-policy §6.4, AD-11); null where it may. */
export function refuseAsset(policy: AssetPolicy | undefined, asset: Asset): AssetRefusal | null {
  const rules = policy ?? componentDefaults.assets;
  if (asset.size > rules[limits[asset.kind]]) return 'too-large';
  const named = (list: readonly MediaType[]): boolean => list.some((entry) => matchesMediaType(entry, asset.mediaType));
  if (named(rules.forbiddenMediaTypes)) return 'type-forbidden';
  return rules.permittedMediaTypes && !named(rules.permittedMediaTypes) ? 'type-not-permitted' : null;
}

/**
 * Where a provider's users may upload (AD-03): domains, or null for anywhere. An empty list is nowhere.
 */
export function uploadDestinations(
  policy: AssetPolicy | undefined,
  provider: ProviderDomain,
): readonly string[] | null {
  const { uploadLocation, uploadDomains } = policy ?? componentDefaults.assets;
  if (uploadLocation === 'unspecified') return null;
  // With `hub` the hub's is the only entry, whoever uploads.
  const entry = uploadLocation === 'hub' ? uploadDomains[0] : uploadDomains.find((item) => item.provider === provider);
  return entry?.destinations ?? [];
}

/**
 * Whether an asset's host is one that its sender may upload to (AD-04); otherwise it is not fetched.
 * @param host of the URL, without port
 * @param sender URI of the user or client that sent the message
 */
export function isUploadHost(policy: AssetPolicy | undefined, host: string, sender: string): boolean {
  const destinations = uploadDestinations(policy, domainOf(sender));
  return destinations === null || destinations.includes(host.toLowerCase());
}

/**
 * In which ways an asset is fetched, the best first (AD-05, AD-09): the room's default, then what this provider prefers,
 * as far as room and provider allow it.
 * @param local kinds that this provider uses, in its order
 */
export function downloadOrder(
  policy: AssetPolicy | undefined,
  local: readonly DownloadKind[],
): readonly DownloadKind[] {
  const { allowed, forbidden, default: preferred } = (policy ?? componentDefaults.assets).download;
  const admitted = local.filter(
    (kind) => !forbidden.includes(kind) && (allowed.length === 0 || allowed.includes(kind)),
  );
  const first = admitted.filter((kind) => kind === preferred);
  return [...first, ...admitted.filter((kind) => kind !== preferred)];
}
