import type { UserUri } from '../identifiers/index.ts';
import type { IdentifierRequest, IdentifierResponse, ProfileField, QueryElement } from './contract.ts';
import { identifierPaging, pageOf } from './identifier-paging.ts';

/** A user as a provider's directory has it: only what the user and the provider let be searched (IQ-04). */
export interface SearchableProfile {
  readonly user: UserUri;
  /** Whole handle URIs: `im:alice.smith@a.example`. */
  readonly handles: readonly string[];
  /** Nicknames, and user parts of handles. Several users may have the same. */
  readonly nicks: readonly string[];
  /** RFC 5322 addr-specs. */
  readonly emails: readonly string[];
  /** With the plus of the international format: `+12125551212`. */
  readonly phones: readonly string[];
  /** Every field that holds a name of the user or a part of one. */
  readonly names: readonly string[];
  /** Text of further fields. */
  readonly other: readonly string[];
  /** Values of OpenID Connect standard claims, by name. */
  readonly claims: ReadonlyMap<string, readonly string[]>;
  /** Values of vCard properties, by name in upper case. */
  readonly vcard: ReadonlyMap<string, readonly string[]>;
  /** What a searcher gets to see (IQ-06). */
  readonly shown: readonly ProfileField[];
}

/** What a provider lets others search for. */
export interface SearchRules {
  /** Whether it knows the field at all; if not, unsupportedField. */
  supports(element: QueryElement): boolean;
  /** Whether this searcher may ask for this combination of fields; if not, forbidden. */
  permits(elements: readonly QueryElement[]): boolean;
  /** Most users in one answer. More matches are ambiguous, or come page by page to who asks for pages (IQ-07). */
  readonly maximum: number;
}

/** P §5.8: whether a condition holds for a user. A value of no characters says nothing and holds for nobody. */
export function matches(element: QueryElement, profile: SearchableProfile): boolean {
  const { type, value } = element;
  if (value === '') return false;
  switch (type) {
    case 'handle':
      return profile.handles.includes(value);
    case 'nick':
      return profile.nicks.includes(value);
    case 'email':
      return profile.emails.includes(value);
    case 'phone':
      return profile.phones.includes(value);
    case 'partialName':
      return profile.names.some((name) => name.toLowerCase().includes(value.toLowerCase()));
    case 'wholeProfile':
      return allFields(profile).some((field) => field.includes(value));
    case 'oidcStdClaim':
      return profile.claims.get(element.name)?.includes(value) ?? false;
    case 'vcardField':
      // RFC 6350 §3.3: property names are not case-sensitive.
      return profile.vcard.get(element.name.toUpperCase())?.includes(value) ?? false;
  }
}

function allFields(profile: SearchableProfile): readonly string[] {
  const { handles, nicks, emails, phones, names, other, claims, vcard } = profile;
  return [handles, nicks, emails, phones, names, other, ...claims.values(), ...vcard.values()].flat();
}

/**
 * The answer to a query (IQ-05); all of its conditions must hold for a user (IQ-02). Changes nothing.
 * @throws InvalidWire when the request asks for a page in another form than ours
 */
export function answerIdentifierQuery(
  request: IdentifierRequest,
  profiles: readonly SearchableProfile[],
  rules: SearchRules,
): IdentifierResponse {
  const { elements, extensions } = request;
  const refuse = (code: Exclude<IdentifierResponse['code'], 'success'>): IdentifierResponse => ({
    code,
    profiles: [],
    extensions: new Map(),
  });
  if (!elements.every((element) => rules.supports(element))) return refuse('unsupportedField');
  if (!rules.permits(elements)) return refuse('forbidden');
  const found = profiles
    .filter((profile) => elements.every((element) => matches(element, profile)))
    .map(({ user, shown }) => ({ user, fields: shown }));
  if (found.length === 0) return refuse('notFound');
  const asked = extensions.get(identifierPaging);
  if (asked !== undefined) {
    const page = pageOf(found, asked, rules.maximum);
    return page.profiles.length === 0 ? refuse('notFound') : { code: 'success', ...page };
  }
  if (found.length > rules.maximum) return refuse('ambiguous');
  return { code: 'success', profiles: found, extensions: new Map() };
}
