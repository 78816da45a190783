import { InvalidPolicy } from '../invalid-policy.ts';
import type { Claim } from './contract.ts';
import { claimSources, mostClaims, mostOctets } from './credential-types.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });
const encoder = new TextEncoder();
const base64url = /^[A-Za-z0-9_-]*$/;

const invalid = (detail: string, cause?: unknown): InvalidPolicy =>
  new InvalidPolicy('claims', `JWT: ${detail}`, cause === undefined ? undefined : { cause });

/**
 * The claims of a JWT in compact form (RFC 7519 §3, §7.2) whose signature and times somebody else has verified. A claim's
 * id is its name, its value the JSON text (RFC 8785 §3.2): a string has its quotes. Of a list each such element is a claim
 * of that name. Objects, lists in lists, and numbers that are not whole, as written, within 2^53 are no claims (draft-mahy-mimi-credential-preauth would
 * point into them; requirement RC-26 leaves that for later).
 * @throws InvalidPolicy `claims`
 */
export function claimsOfJwt(token: string): readonly Claim[] {
  if (token.length > mostOctets) throw invalid('too long to look into');
  const [, payload, , ...more] = token.split('.', 4);
  if (payload === undefined || more.length > 0 || token.split('.').length !== 3) throw invalid('it has three parts');
  if (!base64url.test(payload)) throw invalid('the payload is not base64url');
  const members = parseObject(Buffer.from(payload, 'base64url'));
  const claims = Object.entries(members).flatMap(([name, value]) => claimsOfMember(name, value));
  if (claims.length > mostClaims) throw invalid('too many claims');
  return claims;
}

function parseObject(octets: Uint8Array): object {
  let parsed: unknown;
  try {
    const json = utf8.decode(octets);
    JSON.parse(json);
    parsed = JSON.parse(json.replaceAll(token, plainOrNone));
  } catch (cause) {
    throw invalid('the payload is not JSON', cause);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw invalid('the payload is an object');
  return parsed;
}

/** Texts and numbers of what is known to be JSON. */
const token = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

/**
 * Many numbers have one value once they are parsed: the serial of somebody else would do as well. One that may be such is
 * no claim, as an object is none.
 */
function plainOrNone(text: string): string {
  if (text.startsWith('"')) return text;
  return /^(?:0|-?[1-9]\d*)$/.test(text) && Number.isSafeInteger(Number(text)) ? text : '{}';
}

function claimsOfMember(name: string, value: unknown): readonly Claim[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.flatMap((each) => {
    const octets = scalar(each);
    return octets ? [{ credentialType: claimSources.jwt, id: text(name), value: octets }] : [];
  });
}

function scalar(value: unknown): Uint8Array | null {
  if (typeof value === 'string') checkWellFormed(value);
  // Of scalars this is the spelling of RFC 8785, which is made from it.
  return typeof value === 'object' && value !== null ? null : text(JSON.stringify(value));
}

/** Half a character has no UTF-8: two different ones would look alike. */
function checkWellFormed(string: string): void {
  if (!string.isWellFormed()) throw invalid('a text is not well-formed');
}

function text(string: string): Uint8Array {
  checkWellFormed(string);
  return encoder.encode(string);
}
