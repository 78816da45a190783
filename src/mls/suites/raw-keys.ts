import { createECDH, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { concat } from '../codec/octets.ts';
import { plain } from './hkdf.ts';
import type { NistCurve, OkpCurve } from './parameters.ts';
import type { KeyPair } from './cipher-suite.ts';

/** Raw octets to node:crypto's key objects and back, for the curves of RFC 9420. @module */

export const okpLength: Readonly<Record<OkpCurve, number>> = { X25519: 32, X448: 56, Ed25519: 32, Ed448: 57 };
export const coordinateLength: Readonly<Record<NistCurve, number>> = { 'P-256': 32, 'P-384': 48, 'P-521': 66 };
const ecdhName: Readonly<Record<NistCurve, string>> = {
  'P-256': 'prime256v1',
  'P-384': 'secp384r1',
  'P-521': 'secp521r1',
};

/** RFC 8410: what stands before the raw private key in PKCS #8. */
const okpPkcs8: Readonly<Record<OkpCurve, Uint8Array>> = {
  X25519: Buffer.from('302e020100300506032b656e04220420', 'hex'),
  X448: Buffer.from('3046020100300506032b656f043a0438', 'hex'),
  Ed25519: Buffer.from('302e020100300506032b657004220420', 'hex'),
  Ed448: Buffer.from('3047020100300506032b6571043b0439', 'hex'),
};

export function isNist(curve: OkpCurve | NistCurve): curve is NistCurve {
  return curve.startsWith('P-');
}

const base64url = (octets: Uint8Array): string =>
  Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength).toString('base64url');

/** Throws when the octets are no public key of the curve. */
export function importPublicKey(curve: OkpCurve | NistCurve, raw: Uint8Array): KeyObject {
  if (!isNist(curve)) {
    if (raw.length !== okpLength[curve])
      throw new RangeError(`a public key of ${curve} has ${okpLength[curve]} octets`);
    return createPublicKey({ key: { kty: 'OKP', crv: curve, x: base64url(raw) }, format: 'jwk' });
  }
  const length = coordinateLength[curve];
  if (raw.length !== 1 + 2 * length || raw[0] !== 4) throw new RangeError(`not an uncompressed point of ${curve}`);
  const [x, y] = [base64url(raw.subarray(1, 1 + length)), base64url(raw.subarray(1 + length))];
  return createPublicKey({ key: { kty: 'EC', crv: curve, x, y }, format: 'jwk' });
}

export function importPrivateKey(curve: OkpCurve | NistCurve, raw: Uint8Array): KeyObject {
  if (!isNist(curve)) {
    if (raw.length !== okpLength[curve])
      throw new RangeError(`a private key of ${curve} has ${okpLength[curve]} octets`);
    const encoded = concat(okpPkcs8[curve], raw);
    const key = createPrivateKey({ key: Buffer.from(encoded.buffer), format: 'der', type: 'pkcs8' });
    encoded.fill(0);
    return key;
  }
  const length = coordinateLength[curve];
  const scalar = leftPadded(raw, length);
  const point = nistPublicKey(curve, scalar);
  const [x, y] = [base64url(point.subarray(1, 1 + length)), base64url(point.subarray(1 + length))];
  return createPrivateKey({ key: { kty: 'EC', crv: curve, d: base64url(scalar), x, y }, format: 'jwk' });
}

/** The raw public key of a public or private key object. */
export function rawPublicKey(curve: OkpCurve | NistCurve, key: KeyObject): Uint8Array {
  const jwk = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' });
  const x = plain(Buffer.from(jwk.x ?? '', 'base64url'));
  if (!isNist(curve)) return x.slice();
  const y = plain(Buffer.from(jwk.y ?? '', 'base64url'));
  const length = coordinateLength[curve];
  return concat(Uint8Array.of(4), leftPadded(x, length), leftPadded(y, length));
}

function rawPrivateKey(key: KeyObject): Uint8Array {
  const { d } = key.export({ format: 'jwk' });
  return plain(Buffer.from(d ?? '', 'base64url')).slice();
}

/** The point of a scalar; throws when the scalar is zero or not below the order. */
export function nistPublicKey(curve: NistCurve, scalar: Uint8Array): Uint8Array {
  const exchange = createECDH(ecdhName[curve]);
  exchange.setPrivateKey(scalar);
  return plain(exchange.getPublicKey()).slice();
}

export function generateRawKeyPair(curve: OkpCurve | NistCurve): KeyPair {
  if (isNist(curve)) {
    const exchange = createECDH(ecdhName[curve]);
    const publicKey = plain(exchange.generateKeys()).slice();
    return { publicKey, privateKey: leftPadded(plain(exchange.getPrivateKey()), coordinateLength[curve]) };
  }
  const { privateKey } = generateOkp(curve);
  return { publicKey: rawPublicKey(curve, privateKey), privateKey: rawPrivateKey(privateKey) };
}

/** A fresh pair as key objects: what is used once need not become octets. */
export function generateOkp(curve: OkpCurve): { publicKey: KeyObject; privateKey: KeyObject } {
  switch (curve) {
    case 'X25519':
      return generateKeyPairSync('x25519');
    case 'X448':
      return generateKeyPairSync('x448');
    case 'Ed25519':
      return generateKeyPairSync('ed25519');
    case 'Ed448':
      return generateKeyPairSync('ed448');
  }
}

/** ECDH's shared x coordinate; throws when the public key is no point of the curve. */
export function nistAgree(curve: NistCurve, scalar: Uint8Array, point: Uint8Array): Uint8Array {
  if (point[0] !== 4 || point.length !== 1 + 2 * coordinateLength[curve])
    throw new RangeError('not an uncompressed point');
  const exchange = createECDH(ecdhName[curve]);
  exchange.setPrivateKey(scalar);
  return plain(exchange.computeSecret(point));
}

export function leftPadded(octets: Uint8Array, length: number): Uint8Array {
  if (octets.length === length) return octets;
  if (octets.length > length) throw new RangeError(`more than ${length} octets`);
  const padded = new Uint8Array(length);
  padded.set(octets, length - octets.length);
  return padded;
}

/** Remembers what was made of some octets, as long as the octets live. */
export function remembered<T extends object>(make: (octets: Uint8Array) => T): (octets: Uint8Array) => T {
  const known = new WeakMap<Uint8Array, T>();
  return (octets) => {
    const before = known.get(octets);
    if (before !== undefined) return before;
    const made = make(octets);
    known.set(octets, made);
    return made;
  };
}
