import { diffieHellman } from 'node:crypto';
import { concat, empty, utf8 } from '../codec/octets.ts';
import type { KeyPair } from './cipher-suite.ts';
import type { Hkdf } from './hkdf.ts';
import { plain } from './hkdf.ts';
import type { NistCurve, SuiteParameters } from './parameters.ts';
import {
  coordinateLength,
  generateOkp,
  generateRawKeyPair,
  importPrivateKey,
  importPublicKey,
  isNist,
  leftPadded,
  nistAgree,
  nistPublicKey,
  okpLength,
  rawPublicKey,
  remembered,
} from './raw-keys.ts';

/** RFC 9180 §4.1: DHKEM. Functions throw when a key is none of the curve. */
export interface Kem {
  generate(): KeyPair;
  derive(inputKey: Uint8Array): KeyPair;
  encapsulate(publicKey: Uint8Array): { shared: Uint8Array; kemOutput: Uint8Array };
  decapsulate(kemOutput: Uint8Array, privateKey: Uint8Array): Uint8Array;
}

const version = utf8('HPKE-v1');

/** RFC 9180 §4: LabeledExtract and LabeledExpand under one suite id. */
export function labeled(kdf: Hkdf, suiteId: Uint8Array) {
  return {
    extract: (salt: Uint8Array, label: string, inputKey: Uint8Array): Uint8Array =>
      kdf.extract(salt, concat(version, suiteId, utf8(label), inputKey)),
    expand: (secret: Uint8Array, label: string, info: Uint8Array, length: number): Uint8Array =>
      kdf.expand(secret, concat(uint16(length), version, suiteId, utf8(label), info), length),
  };
}

export function uint16(value: number): Uint8Array {
  return Uint8Array.of(value >>> 8, value);
}

interface Curve {
  generate(): KeyPair;
  derive(inputKey: Uint8Array): KeyPair;
  /** A fresh pair's public key and its agreement with `publicKey`. */
  ephemeral(publicKey: Uint8Array): { kemOutput: Uint8Array; agreed: Uint8Array };
  agree(privateKey: Uint8Array, publicKey: Uint8Array): Uint8Array;
  publicKey(privateKey: Uint8Array): Uint8Array;
}

type Labeled = ReturnType<typeof labeled>;

function montgomery(curve: 'X25519' | 'X448', labels: Labeled): Curve {
  const publicKey = remembered((raw) => importPublicKey(curve, raw));
  const privateKey = remembered((raw) => {
    const key = importPrivateKey(curve, raw);
    return { key, publicKey: rawPublicKey(curve, key) };
  });
  return {
    generate: () => generateRawKeyPair(curve),
    derive: (inputKey) => {
      const raw = labels.expand(labels.extract(empty, 'dkp_prk', inputKey), 'sk', empty, okpLength[curve]);
      return { privateKey: raw, publicKey: privateKey(raw).publicKey };
    },
    ephemeral: (raw) => {
      const fresh = generateOkp(curve);
      const agreed = plain(diffieHellman({ privateKey: fresh.privateKey, publicKey: publicKey(raw) }));
      return { kemOutput: rawPublicKey(curve, fresh.publicKey), agreed };
    },
    // A KEM output is used once: its key object is not worth remembering.
    agree: (own, other) =>
      plain(diffieHellman({ privateKey: privateKey(own).key, publicKey: importPublicKey(curve, other) })),
    publicKey: (own) => privateKey(own).publicKey,
  };
}

function weierstrass(curve: NistCurve, labels: Labeled): Curve {
  const length = coordinateLength[curve];
  const publicKey = remembered((raw) => nistPublicKey(curve, leftPadded(raw, length)));
  const agree = (own: Uint8Array, other: Uint8Array): Uint8Array => nistAgree(curve, leftPadded(own, length), other);
  return {
    generate: () => generateRawKeyPair(curve),
    derive: (inputKey) => {
      const secret = labels.extract(empty, 'dkp_prk', inputKey);
      for (let counter = 0; counter < 256; counter++) {
        const candidate = labels.expand(secret, 'candidate', Uint8Array.of(counter), length);
        if (curve === 'P-521') candidate[0] = (candidate[0] as number) & 1;
        const pair = nistPair(curve, candidate);
        if (pair !== null) return pair;
      }
      throw new Error(`no key pair of ${curve} derives from this secret`);
    },
    ephemeral: (raw) => {
      const fresh = generateRawKeyPair(curve);
      return { kemOutput: fresh.publicKey, agreed: agree(fresh.privateKey, raw) };
    },
    agree,
    publicKey,
  };
}

function nistPair(curve: NistCurve, scalar: Uint8Array): KeyPair | null {
  try {
    return { privateKey: scalar, publicKey: nistPublicKey(curve, scalar) };
  } catch {
    // Zero or not below the order: RFC 9180 §7.1.3 goes on to the next candidate.
    return null;
  }
}

export function dhKem(parameters: SuiteParameters, kdf: Hkdf): Kem {
  const labels = labeled(kdf, concat(utf8('KEM'), uint16(parameters.kemId)));
  const curve = isNist(parameters.kem) ? weierstrass(parameters.kem, labels) : montgomery(parameters.kem, labels);
  const share = (agreed: Uint8Array, kemOutput: Uint8Array, publicKey: Uint8Array): Uint8Array => {
    const secret = labels.extract(empty, 'eae_prk', agreed);
    agreed.fill(0);
    return labels.expand(secret, 'shared_secret', concat(kemOutput, publicKey), kdf.hashLength);
  };
  return {
    generate: () => curve.generate(),
    derive: (inputKey) => curve.derive(inputKey),
    encapsulate: (publicKey) => {
      const { kemOutput, agreed } = curve.ephemeral(publicKey);
      return { kemOutput, shared: share(agreed, kemOutput, publicKey) };
    },
    decapsulate: (kemOutput, privateKey) =>
      share(curve.agree(privateKey, kemOutput), kemOutput, curve.publicKey(privateKey)),
  };
}
