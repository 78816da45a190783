import type { Reader, Writer } from '../../mls/index.ts';
import { type ComponentRule, InvalidPolicy } from '../invalid-policy.ts';
import { readList, writeList } from './bounded-list.ts';
import type { MediaType } from './contract.ts';
import { readText, writeText } from './presentation.ts';

// MediaType of draft-ietf-mls-extensions §6.2.2, in components and before application data.

/** RFC 6838 §4.2. */
const name = /^[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}\/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}$/;
/** RFC 2045 §5.1 `token`. */
const token = /^[!#$%&'*+.^_`{|}~0-9A-Za-z-]{1,127}$/;
/** What a quoted-string can hold (RFC 2045 §5.1, RFC 5322 §3.2.4). */
const unquotable = /[\u0000-\u0008\u000a-\u001f\u007f]/;

/**
 * Types in one list: each is compared with each of another list, which of 10,000 with 10,000 would take a quarter of a
 * minute at every commit.
 */
export const mostMediaTypes = 256;
/** For the same reason; the registered types have a handful. */
const mostParameters = 16;

export function writeMediaType(writer: Writer, type: MediaType): void {
  writeText(writer, type.type);
  const writeParameter = (inner: Writer, parameter: MediaType['parameters'][number]): void => {
    writeText(inner, parameter.name);
    writeText(inner, parameter.value);
  };
  writeList(writer, type.parameters, writeParameter, mostParameters);
}

export function readMediaType(reader: Reader): MediaType {
  return {
    type: readText(reader),
    parameters: readList(reader, (inner) => ({ name: readText(inner), value: readText(inner) }), mostParameters),
  };
}

/** `MediaType types<V>`. @throws InvalidPolicy `malformed` also for more than {@link mostMediaTypes} */
export function writeMediaTypes(writer: Writer, types: readonly MediaType[]): void {
  writeList(writer, types, writeMediaType, mostMediaTypes);
}

/** What {@link writeMediaTypes} writes. */
export const readMediaTypes = (reader: Reader): readonly MediaType[] => readList(reader, readMediaType, mostMediaTypes);

/** That each is a media type, and says nothing twice. @throws InvalidPolicy by the component's rule */
export function checkMediaTypes(rule: ComponentRule, types: readonly MediaType[]): void {
  for (const { type, parameters } of types) {
    if (!name.test(type)) throw new InvalidPolicy(rule, 'a media type is no type/subtype');
    const names = parameters.map((parameter) => parameter.name.toLowerCase());
    if (!names.every((parameter) => token.test(parameter)) || new Set(names).size !== names.length) {
      throw new InvalidPolicy(rule, 'a parameter of a media type is no token, or stands twice');
    }
    if (parameters.some(({ value }) => unquotable.test(value))) {
      throw new InvalidPolicy(rule, 'a parameter of a media type has a control character');
    }
  }
}

/**
 * Whether an entry of a list speaks of a type (draft-ietf-mimi-room-policy §6.4): one without parameters of every type
 * that has the same name, one with parameters of those that have the same ones and perhaps more. Names and `charset`
 * are the same in any case (RFC 2045 §5.1, RFC 2046 §4.1.2).
 */
export function matchesMediaType(entry: MediaType, type: MediaType): boolean {
  if (entry.type.toLowerCase() !== type.type.toLowerCase()) return false;
  const held = new Set(type.parameters.map(comparable));
  return entry.parameters.every((parameter) => held.has(comparable(parameter)));
}

function comparable(parameter: MediaType['parameters'][number]): string {
  const key = parameter.name.toLowerCase();
  return `${key}=${key === 'charset' ? parameter.value.toLowerCase() : parameter.value}`;
}

/** As in a Content-Type header (RFC 2045 §5.1), for people. */
export function formatMediaType({ type, parameters }: MediaType): string {
  const quoted = parameters.map(({ name: key, value }) =>
    token.test(value) ? `;${key}=${value}` : `;${key}="${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`,
  );
  return type + quoted.join('');
}
