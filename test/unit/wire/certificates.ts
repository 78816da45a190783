import { createPrivateKey, sign } from 'node:crypto';
import { generateSignatureKeyPair } from '../../../src/mls/index.ts';

/** DER: one element. */
function der(tag: number, ...parts: Uint8Array[]): Uint8Array {
  const body = Buffer.concat(parts);
  const long = body.length < 256 ? [0x81, body.length] : [0x82, body.length >> 8, body.length & 0xff];
  const length = body.length < 128 ? [body.length] : long;
  return Buffer.concat([Uint8Array.of(tag, ...length), body]);
}
const sequence = (...parts: Uint8Array[]): Uint8Array => der(0x30, ...parts);
const ascii = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const ed25519 = sequence(der(6, Uint8Array.of(0x2b, 0x65, 0x70)));

/** RFC 5280 §4.2.1.6 GeneralName. */
function generalName([kind, value]: readonly ['DNS' | 'URI' | 'IP', string]): Uint8Array {
  if (kind === 'IP') return der(0x87, Uint8Array.from(value.split('.').map(Number)));
  return der(kind === 'DNS' ? 0x82 : 0x86, ascii(value));
}

/** A self-signed certificate of a fresh Ed25519 key with these subject alternative names. */
export function certificateOf(...names: (readonly ['DNS' | 'URI' | 'IP', string])[]): {
  readonly certificate: Uint8Array;
  readonly publicKey: Uint8Array;
} {
  const keys = generateSignatureKeyPair(1);
  const name = sequence(der(0x31, sequence(der(6, Uint8Array.of(0x55, 4, 3)), der(0x0c, ascii('test')))));
  const validity = sequence(der(0x17, ascii('250101000000Z')), der(0x17, ascii('350101000000Z')));
  const key = sequence(ed25519, der(3, Uint8Array.of(0), keys.publicKey));
  const alternatives = sequence(...names.map(generalName));
  const extensions = der(0xa3, sequence(sequence(der(6, Uint8Array.of(0x55, 0x1d, 0x11)), der(4, alternatives))));
  const version = der(0xa0, der(2, Uint8Array.of(2)));
  const body = sequence(version, der(2, Uint8Array.of(1)), ed25519, name, validity, name, key, extensions);
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), keys.privateKey]);
  const signature = sign(null, body, createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }));
  return { certificate: sequence(body, ed25519, der(3, Uint8Array.of(0), signature)), publicKey: keys.publicKey };
}
