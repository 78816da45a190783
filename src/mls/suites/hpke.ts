import { concat, empty, utf8 } from '../codec/octets.ts';
import type { HpkeCiphertext } from '../structs/commit.ts';
import type { Aead } from './aead.ts';
import type { Hkdf } from './hkdf.ts';
import { type Kem, labeled, uint16 } from './kem.ts';
import type { SuiteParameters } from './parameters.ts';

/** RFC 9180 in base mode, single shot, without AAD: all that MLS uses. */
export interface Hpke {
  seal(publicKey: Uint8Array, info: Uint8Array, plaintext: Uint8Array): HpkeCiphertext;
  open(privateKey: Uint8Array, info: Uint8Array, sealed: HpkeCiphertext): Uint8Array | null;
  sendExport(publicKey: Uint8Array, context: Uint8Array, length: number): { kemOutput: Uint8Array; secret: Uint8Array };
  receiveExport(kemOutput: Uint8Array, privateKey: Uint8Array, context: Uint8Array, length: number): Uint8Array;
}

const nonceLength = 12;

export function hpke(parameters: SuiteParameters, kdf: Hkdf, kem: Kem, aead: Aead): Hpke {
  const suiteId = concat(utf8('HPKE'), uint16(parameters.kemId), uint16(parameters.kdfId), uint16(parameters.aeadId));
  const labels = labeled(kdf, suiteId);
  const pskIdHash = labels.extract(empty, 'psk_id_hash', empty);
  // One commit seals under one info to hundreds of keys: the last context is kept.
  let lastInfo: Uint8Array | undefined;
  let lastContext: Uint8Array = empty;

  const contextOf = (info: Uint8Array): Uint8Array => {
    if (info !== lastInfo) {
      lastContext = concat(Uint8Array.of(0), pskIdHash, labels.extract(empty, 'info_hash', info));
      lastInfo = info;
    }
    return lastContext;
  };
  const keys = (shared: Uint8Array, info: Uint8Array): { key: Uint8Array; nonce: Uint8Array } => {
    const context = contextOf(info);
    const secret = labels.extract(shared, 'secret', empty);
    shared.fill(0);
    return {
      key: labels.expand(secret, 'key', context, parameters.keyLength),
      nonce: labels.expand(secret, 'base_nonce', context, nonceLength),
    };
  };
  const exported = (shared: Uint8Array, context: Uint8Array, length: number): Uint8Array => {
    const secret = labels.extract(shared, 'secret', empty);
    shared.fill(0);
    return labels.expand(labels.expand(secret, 'exp', contextOf(empty), kdf.hashLength), 'sec', context, length);
  };
  return {
    seal: (publicKey, info, plaintext) => {
      const { kemOutput, shared } = kem.encapsulate(publicKey);
      const { key, nonce } = keys(shared, info);
      return { kemOutput, ciphertext: aead.encrypt(key, nonce, empty, plaintext) };
    },
    open: (privateKey, info, sealed) => {
      const { key, nonce } = keys(kem.decapsulate(sealed.kemOutput, privateKey), info);
      return aead.decrypt(key, nonce, empty, sealed.ciphertext);
    },
    sendExport: (publicKey, context, length) => {
      const { kemOutput, shared } = kem.encapsulate(publicKey);
      return { kemOutput, secret: exported(shared, context, length) };
    },
    receiveExport: (kemOutput, privateKey, context, length) =>
      exported(kem.decapsulate(kemOutput, privateKey), context, length),
  };
}
