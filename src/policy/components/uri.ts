import type { Reader, Writer } from '../../mls/index.ts';
import { type ComponentRule, InvalidPolicy } from '../invalid-policy.ts';
import { readText, writeText } from './presentation.ts';

const longest = 8192;
const syntax = /^[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+$/;

/** Whether a text is a URI by its characters (RFC 3986 §2, §3.1), of at most 8192 octets. */
export const isUri = (text: string): boolean => text.length <= longest && syntax.test(text);

/** Demands a URI (draft-ietf-mimi-protocol §7.6 `Uri`). @throws InvalidPolicy by the component's rule */
export function checkUri(rule: ComponentRule, field: string, uri: string): void {
  if (!isUri(uri)) throw new InvalidPolicy(rule, `${field} is no URI`);
}

/** A URI, or nothing where the draft lets a field be without one. @throws InvalidPolicy */
export function checkOptionalUri(rule: ComponentRule, field: string, uri: string): void {
  if (uri !== '') checkUri(rule, field, uri);
}

/** `Uri name<V>` read literally: a vector of no or one Uri, empty for absent (decision WF-23). */
export function writeUriVector(writer: Writer, uri: string): void {
  writer.vector(uri === '' ? [] : [uri], writeText);
}

/** @throws InvalidPolicy for two, and for one that is empty, which would be a second spelling of none */
export function readUriVector(reader: Reader, rule: ComponentRule, field: string): string {
  const uris = reader.vector(readText);
  if (uris.length > 1 || uris[0] === '') throw new InvalidPolicy(rule, `${field} is empty or one URI`);
  return uris[0] ?? '';
}
