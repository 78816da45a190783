import { domainOf, InvalidIdentifier, parseDomain, parseRoomUri } from '../../identifiers/index.ts';
import type { ProviderDomain } from '../../identifiers/index.ts';
import { InvalidWire } from '../invalid-wire.ts';
import { parsePerson } from '../presentation.ts';
import type { Directory, EndpointName, EndpointSubject, UrlTemplate } from './contract.ts';
import { checkedUrl, fillTemplate, requestTarget } from './url-template.ts';

const section = 'draft-ietf-mimi-protocol-06 §5.1';

type SubjectKind = 'person' | 'room' | 'domain' | 'person-or-domain' | 'url';

/** The only thing that an endpoint's variable can mean, whatever it is called (decision WF-02). */
export const subjectKinds = {
  keyMaterial: 'person',
  update: 'room',
  notify: 'room',
  submitMessage: 'room',
  groupInfo: 'room',
  // {targetUser} in the directory's example, {targetDomain} in §5.7: the name of the variable decides.
  requestConsent: 'person-or-domain',
  updateConsent: 'person-or-domain',
  identifierQuery: 'domain',
  reportAbuse: 'room',
  proxyDownload: 'url',
} as const satisfies Record<EndpointName, SubjectKind>;

export const endpointNames = Object.keys(subjectKinds) as readonly EndpointName[];

/** Where to send a request; null when the peer does not support it (PV-07). */
export function endpointUrl<Name extends EndpointName>(
  directory: Directory,
  name: Name,
  subject: EndpointSubject[Name],
): string | null {
  const template = directory.endpoints[name];
  return template === undefined ? null : fillTemplate(template, valueOf(name, template, subject));
}

function valueOf(name: EndpointName, template: UrlTemplate, subject: string): string {
  return subjectKinds[name] === 'person-or-domain' && /domain/i.test(template.variable) ? domainOf(subject) : subject;
}

/** A request's path, understood. `subject` is a domain where the own template of a consent endpoint asks for one. */
export interface EndpointRequest {
  readonly endpoint: EndpointName;
  readonly subject: string;
}

/**
 * Which of our own endpoints a request is for. Takes the full URI, percent-encoded or not, and the form without scheme
 * of the draft's examples, `a.example/r/clubhouse` (PV-06).
 * @param target path and query of the request
 * @returns null when it is none of them
 * @throws {@link InvalidWire} `identifier` when it is one, but names nothing of the kind that it takes
 */
export function readRequestTarget(own: Directory, target: string): EndpointRequest | null {
  for (const endpoint of endpointNames) {
    const template = own.endpoints[endpoint];
    if (template === undefined) continue;
    const value = valueIn(template, target);
    if (value !== null) return { endpoint, subject: subjectOf(endpoint, value) };
  }
  return null;
}

function valueIn(template: UrlTemplate, target: string): string | null {
  const { before, after } = requestTarget(template);
  const longer = target.length > before.length + after.length;
  const fits = longer && target.startsWith(before) && target.endsWith(after);
  return fits ? target.slice(before.length, target.length - after.length) : null;
}

function subjectOf(endpoint: EndpointName, value: string): string {
  // A value with a slash in it was not percent-encoded as a variable's: its own percent signs belong to the URI.
  const text = value.includes('/') ? value : decoded(value);
  const kind = subjectKinds[endpoint];
  if (kind === 'url') return checkedUrl(text).href;
  const named = kind === 'domain' || (kind === 'person-or-domain' && !text.includes('/'));
  return refusingIdentifiers(() => {
    if (named) return parseDomain(text);
    const uri = /^mimi:\/\//i.test(text) ? text : `mimi://${text}`;
    return kind === 'room' ? parseRoomUri(uri) : parsePerson(uri);
  });
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch (cause) {
    if (!(cause instanceof URIError)) throw cause;
    throw new InvalidWire('identifier', section, 'percent-encoding is not UTF-8', { cause });
  }
}

function refusingIdentifiers<T>(parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    if (!(cause instanceof InvalidIdentifier)) throw cause;
    throw new InvalidWire('identifier', section, cause.message, { cause });
  }
}

/**
 * Where a provider's OHTTP gateway is (decision WF-31): what its directory says, else the well-known place of RFC 9540.
 */
export function ohttpGatewayOf(directory: Directory, provider: ProviderDomain): string {
  return directory.ohttpGateway ?? `https://${provider}/.well-known/ohttp-gateway`;
}
