import type { Reader, Writer } from '../../mls/index.ts';
import { InvalidPolicy } from '../invalid-policy.ts';
import type { MediaType } from './contract.ts';
import {
  checkMediaTypes,
  matchesMediaType,
  readMediaType,
  readMediaTypes,
  writeMediaType,
  writeMediaTypes,
} from './media-type.ts';
import { codecOf } from './presentation.ts';

/**
 * Component 0x0003, MediaTypeList (draft-ietf-mls-extensions §6.2.2), in a GroupContext what everybody must read, in a
 * leaf what its client reads.
 */
export const contentMediaTypes = codecOf<readonly MediaType[]>(writeMediaTypes, readMediaTypes, (types) => {
  if (types.length === 0) throw new InvalidPolicy('content-media-types', 'the list names at least one type');
  checkMediaTypes('content-media-types', types);
});

interface Framing {
  readonly type: MediaType;
  readonly content: Uint8Array;
}

const unnamed: MediaType = { type: '', parameters: [] };

const framing = codecOf<Framing>(
  (writer: Writer, { type, content }) => {
    writeMediaType(writer, type);
    writer.opaque(content);
  },
  (reader: Reader) => ({ type: readMediaType(reader), content: reader.opaque() }),
  ({ type }) => {
    if (type.type !== '') checkMediaTypes('content-media-types', [type]);
    else if (type.parameters.length > 0) {
      throw new InvalidPolicy('content-media-types', 'parameters stand without a media type');
    }
  },
);

const isFirst = (types: readonly MediaType[], type: MediaType): boolean =>
  types[0] !== undefined && matchesMediaType(types[0], type) && matchesMediaType(type, types[0]);

/**
 * Application data of a message (draft-ietf-mls-extensions §6.2.4): framed with its media type where the group lists
 * types, bare where it has no list. The first of the list goes without saying.
 * @param required the group's component; undefined where it has none
 * @throws InvalidPolicy `content-media-types`
 */
export function frameApplicationData(
  required: readonly MediaType[] | undefined,
  type: MediaType,
  content: Uint8Array,
): Uint8Array {
  if (!required) return content;
  return framing.encode({ type: isFirst(required, type) ? unnamed : type, content });
}

/**
 * What {@link frameApplicationData} made.
 * @returns `type` null where the group has no list and data says nothing of itself
 * @throws InvalidPolicy `malformed`, `content-media-types`
 */
export function readApplicationData(
  required: readonly MediaType[] | undefined,
  data: Uint8Array,
): { readonly type: MediaType | null; readonly content: Uint8Array } {
  if (!required) return { type: null, content: data };
  const { type, content } = framing.decode(data);
  return { type: type.type === '' ? (required[0] ?? null) : type, content };
}

/**
 * Types of a group's list that a client does not read (draft-ietf-mls-extensions §6.2.3, PC-18).
 * @param supported the list in the client's leaf or key package; undefined where it has none
 * @param preconfigured types that it is known to read without saying so
 */
export function unreadMediaTypes(
  required: readonly MediaType[],
  supported: readonly MediaType[] | undefined,
  preconfigured: readonly MediaType[] = [],
): readonly MediaType[] {
  const known = [...(supported ?? []), ...preconfigured];
  return required.filter((type) => !known.some((entry) => matchesMediaType(entry, type)));
}
