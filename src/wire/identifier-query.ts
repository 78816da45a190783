import type { Reader, Writer } from '../mls/index.ts';
import { fieldSources, identifierQueryCodes, searchIdentifierTypes } from './codes.ts';
import type { IdentifierRequest, IdentifierResponse, QueryElement, UserProfile } from './contract.ts';
import { demand } from './invalid-wire.ts';
import { bodyLimits, listLimits } from './limits.ts';
import { code, codecOf, dictionary, list, text, user } from './presentation.ts';

const section = 'draft-ietf-mimi-protocol-06 §5.8';
const searchType = code(searchIdentifierTypes, section);
const fieldSource = code(fieldSources, section);
const queryCode = code(identifierQueryCodes, section);

function writeElement(writer: Writer, element: QueryElement): void {
  searchType.write(writer, element.type);
  if ('name' in element) text.write(writer, element.name);
  text.write(writer, element.value);
}

function readElement(reader: Reader): QueryElement {
  const type = searchType.read(reader);
  return type === 'oidcStdClaim' || type === 'vcardField'
    ? { type, name: text.read(reader), value: text.read(reader) }
    : { type, value: text.read(reader) };
}

const elements = list({ write: writeElement, read: readElement }, listLimits.conditions, section);

/** Body of POST identifierQuery. */
export const identifierRequest = codecOf<IdentifierRequest>({
  section,
  limit: bodyLimits.small,
  write: (writer, request) => {
    elements.write(writer, request.elements);
    dictionary.write(writer, request.extensions);
  },
  read: (reader) => ({ elements: elements.read(reader), extensions: dictionary.read(reader) }),
  check: (request) => {
    demand(request.elements.length > 0, 'empty-list', section, 'a query without a condition');
  },
});

function writeProfile(writer: Writer, profile: UserProfile): void {
  user.write(writer, profile.user);
  writer.vector(profile.fields, (inner, field) => {
    fieldSource.write(inner, field.source);
    text.write(inner, field.name);
    inner.opaque(field.value);
  });
}

const readProfile = (reader: Reader): UserProfile => ({
  user: user.read(reader),
  fields: reader.vector((inner) => ({
    source: fieldSource.read(inner),
    name: text.read(inner),
    value: inner.opaque(),
  })),
});

const users = list(user, listLimits.profiles, section);
const profiles = list({ write: writeProfile, read: readProfile }, listLimits.profiles, section);

/** Answer to POST identifierQuery. Both lists name the same users in the same order (decision WF-27). */
export const identifierResponse = codecOf<IdentifierResponse>({
  section,
  limit: bodyLimits.medium,
  write: (writer, response) => {
    queryCode.write(writer, response.code);
    users.write(
      writer,
      response.profiles.map((profile) => profile.user),
    );
    profiles.write(writer, response.profiles);
    dictionary.write(writer, response.extensions);
  },
  read: (reader) => {
    const status = queryCode.read(reader);
    const uris = users.read(reader);
    const found = profiles.read(reader);
    const same = uris.length === found.length && uris.every((uri, at) => uri === found[at]?.user);
    demand(same, 'inconsistent', section, 'uri and foundProfiles name different users');
    return { code: status, profiles: found, extensions: dictionary.read(reader) };
  },
  check: ({ code: status, profiles: found }) => {
    const fits = (status === 'success') === found.length > 0;
    demand(fits, 'inconsistent', section, `${status} with ${found.length} profiles`);
  },
});
