import { InvalidWire } from '../invalid-wire.ts';
import type { Directory, EndpointName, UrlTemplate } from './contract.ts';
import { endpointNames } from './endpoints.ts';
import { checkedUrl, parseTemplate } from './url-template.ts';

const section = 'draft-ietf-mimi-protocol-06 §5.1';

/** Where every provider has its directory. */
export const directoryPath = '/.well-known/mimi-protocol-directory';

/** Octets of a document that is read; ten URLs take no more than a few thousand. */
export const largestDirectory = 65_536;

/**
 * Reads a peer's directory. Unknown keys are ignored (PV-07).
 * @throws {@link InvalidWire} `too-large`, `directory` when it is no JSON object of strings or offers nothing, and
 *   `template` or `host` for a URL that can't be used
 */
export function parseDirectory(document: Uint8Array): Directory {
  if (document.length > largestDirectory)
    throw new InvalidWire('too-large', section, `a directory has at most ${largestDirectory} octets`);
  const keys = objectIn(document);
  const endpoints: { [Name in EndpointName]?: UrlTemplate } = {};
  for (const name of endpointNames) {
    const template = stringAt(keys, name);
    if (template !== null) endpoints[name] = parseTemplate(template);
  }
  if (Object.keys(endpoints).length === 0) throw new InvalidWire('directory', section, 'no endpoint at all');
  const gateway = stringAt(keys, 'ohttpGateway');
  return { endpoints, ohttpGateway: gateway === null ? null : checkedUrl(gateway).href };
}

function objectIn(document: Uint8Array): object {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(document));
  } catch (cause) {
    throw new InvalidWire('directory', section, 'not JSON in UTF-8', { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InvalidWire('directory', section, 'not a JSON object');
  return value;
}

function stringAt(keys: object, name: string): string | null {
  if (!Object.hasOwn(keys, name)) return null;
  const value: unknown = Reflect.get(keys, name);
  if (typeof value !== 'string') throw new InvalidWire('directory', section, `${name} is not a string`);
  return value;
}

/** Our own variables, as the draft's example names them. */
const variables: Readonly<Record<EndpointName, string>> = {
  keyMaterial: 'targetUser',
  update: 'roomId',
  notify: 'roomId',
  submitMessage: 'roomId',
  groupInfo: 'roomId',
  requestConsent: 'targetUser',
  updateConsent: 'requesterUser',
  identifierQuery: 'domain',
  reportAbuse: 'roomId',
  proxyDownload: 'downloadUrl',
};

/**
 * Our own directory.
 * @param base https URL that ends with a slash: `https://mimi.example.org/v1/`
 * @throws {@link InvalidWire} `template`, `host`
 */
export function directoryAt(base: string, offered: readonly EndpointName[] = endpointNames): Directory {
  const entries = offered.map((name) => [name, parseTemplate(`${base}${name}/{${variables[name]}}`)] as const);
  return { endpoints: Object.fromEntries(entries), ohttpGateway: null };
}

/** The document that says what a directory says: JSON in UTF-8. */
export function writeDirectory(directory: Directory): Uint8Array {
  const keys: Record<string, string> = {};
  for (const name of endpointNames) {
    const template = directory.endpoints[name];
    if (template !== undefined) keys[name] = `${template.before}{${template.variable}}${template.after}`;
  }
  if (directory.ohttpGateway !== null) keys['ohttpGateway'] = directory.ohttpGateway;
  return new TextEncoder().encode(JSON.stringify(keys));
}
