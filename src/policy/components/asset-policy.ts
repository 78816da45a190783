import { InvalidIdentifier, parseDomain } from '../../identifiers/index.ts';
import type { Reader, Writer } from '../../mls/index.ts';
import { InvalidPolicy } from '../invalid-policy.ts';
import { readList, writeList } from './bounded-list.ts';
import type { AssetPolicy, AssetUploadLocation, DownloadKind, MediaType } from './contract.ts';
import {
  checkMediaTypes,
  mostMediaTypes,
  readMediaType,
  readMediaTypes,
  writeMediaType,
  writeMediaTypes,
} from './media-type.ts';
import { codecOf, enumeration, readText, writeText } from './presentation.ts';

const uploadLocation = enumeration<AssetUploadLocation>('unspecified', 'localProvider', 'hub');
const downloadKind = enumeration<DownloadKind>('direct', 'hubProxy', 'ohttp');

function writeDownload(writer: Writer, { allowed, forbidden, default: preferred }: AssetPolicy['download']): void {
  writeList(writer, allowed, downloadKind.write);
  writeList(writer, forbidden, downloadKind.write);
  downloadKind.write(writer, preferred);
}

const readDownload = (reader: Reader): AssetPolicy['download'] => ({
  allowed: readList(reader, downloadKind.read),
  forbidden: readList(reader, downloadKind.read),
  default: downloadKind.read(reader),
});

/** `optional<MediaType> permitted_media_types<V>` literally: each type behind an octet, none at all for absent (WF-23). */
function writePermitted(writer: Writer, types: readonly MediaType[] | null): void {
  writeList(writer, types ?? [], (inner, type) => inner.optional(type, writeMediaType), mostMediaTypes);
}

function readPermitted(reader: Reader): readonly MediaType[] | null {
  const readPresent = (inner: Reader): MediaType => {
    const type = inner.optional(readMediaType);
    if (!type) throw new InvalidPolicy('assets', 'permitted_media_types has a type that is not there');
    return type;
  };
  const types = readList(reader, readPresent, mostMediaTypes);
  return types.length === 0 ? null : types;
}

function checkDomain(domain: string): void {
  try {
    if (parseDomain(domain) === domain) return;
  } catch (cause) {
    if (!(cause instanceof InvalidIdentifier)) throw cause;
    throw new InvalidPolicy('assets', 'a domain of upload_domains is none', { cause });
  }
  throw new InvalidPolicy('assets', 'a domain of upload_domains is not spelled canonically');
}

function checkUploads({ uploadLocation: location, uploadDomains }: AssetPolicy): void {
  const domains = uploadDomains.flatMap(({ provider, destinations }) => [provider, ...destinations]);
  new Set(domains).forEach(checkDomain);
  const providers = uploadDomains.map(({ provider }) => provider);
  if (new Set(providers).size !== providers.length) throw new InvalidPolicy('assets', 'a provider stands twice');
  if (location === 'hub' && providers.length !== 1) {
    throw new InvalidPolicy('assets', 'where assets go to the hub, it alone stands in upload_domains');
  }
}

function checkDownload({ allowed, forbidden, default: preferred }: AssetPolicy['download']): void {
  const never = new Set(forbidden);
  if (allowed.some((kind) => never.has(kind))) {
    throw new InvalidPolicy('assets', 'a download type is both allowed and forbidden');
  }
  if (never.has(preferred) || (allowed.length > 0 && !allowed.includes(preferred))) {
    throw new InvalidPolicy('assets', 'the default download type is not allowed');
  }
}

function check(policy: AssetPolicy): void {
  checkUploads(policy);
  checkDownload(policy.download);
  if (policy.permittedMediaTypes?.length === 0) {
    throw new InvalidPolicy('assets', 'an empty list of permitted types is spelled as none at all');
  }
  checkMediaTypes('assets', [...policy.forbiddenMediaTypes, ...(policy.permittedMediaTypes ?? [])]);
}

/** Component 0x002C, AssetPolicy (draft-ietf-mimi-room-policy §6.4). That a hub is this room's is for the whole room. */
export const assetPolicy = codecOf<AssetPolicy>(
  (writer, policy) => {
    uploadLocation.write(writer, policy.uploadLocation);
    writeList(writer, policy.uploadDomains, (inner, { provider, destinations }) => {
      writeText(inner, provider);
      writeList(inner, destinations, writeText);
    });
    writeDownload(writer, policy.download);
    writer.uint64(policy.maxImage).uint64(policy.maxAudio).uint64(policy.maxVideo).uint64(policy.maxAttachment);
    writeMediaTypes(writer, policy.forbiddenMediaTypes);
    writePermitted(writer, policy.permittedMediaTypes);
  },
  (reader) => ({
    uploadLocation: uploadLocation.read(reader),
    uploadDomains: readList(reader, (inner) => ({
      provider: readText(inner),
      destinations: readList(inner, readText),
    })),
    download: readDownload(reader),
    maxImage: reader.uint64(),
    maxAudio: reader.uint64(),
    maxVideo: reader.uint64(),
    maxAttachment: reader.uint64(),
    forbiddenMediaTypes: readMediaTypes(reader),
    permittedMediaTypes: readPermitted(reader),
  }),
  check,
);
