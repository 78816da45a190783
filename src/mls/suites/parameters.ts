import type { CipherSuiteId } from '../contract.ts';

export type OkpCurve = 'X25519' | 'X448' | 'Ed25519' | 'Ed448';
export type NistCurve = 'P-256' | 'P-384' | 'P-521';
export type HashName = 'sha256' | 'sha384' | 'sha512';

/** RFC 9420 §17.1 with the numbers of RFC 9180 §7. */
export interface SuiteParameters {
  readonly name: string;
  readonly hash: HashName;
  readonly hashLength: 32 | 48 | 64;
  readonly kem: 'X25519' | 'X448' | NistCurve;
  readonly kemId: number;
  readonly kdfId: number;
  readonly aead: 'aes-128-gcm' | 'aes-256-gcm' | 'chacha20-poly1305';
  readonly aeadId: number;
  readonly keyLength: 16 | 32;
  readonly signature: 'Ed25519' | 'Ed448' | NistCurve;
}

const sha256 = { hash: 'sha256', hashLength: 32, kdfId: 1 } as const;
const sha384 = { hash: 'sha384', hashLength: 48, kdfId: 2 } as const;
const sha512 = { hash: 'sha512', hashLength: 64, kdfId: 3 } as const;
const aes128 = { aead: 'aes-128-gcm', aeadId: 1, keyLength: 16 } as const;
const aes256 = { aead: 'aes-256-gcm', aeadId: 2, keyLength: 32 } as const;
const chacha = { aead: 'chacha20-poly1305', aeadId: 3, keyLength: 32 } as const;
const x25519 = { kem: 'X25519', kemId: 0x20 } as const;
const x448 = { kem: 'X448', kemId: 0x21 } as const;

export const suiteParameters: Readonly<Record<CipherSuiteId, SuiteParameters>> = {
  1: { name: 'MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519', ...x25519, ...aes128, ...sha256, signature: 'Ed25519' },
  2: {
    name: 'MLS_128_DHKEMP256_AES128GCM_SHA256_P256',
    kem: 'P-256',
    kemId: 0x10,
    ...aes128,
    ...sha256,
    signature: 'P-256',
  },
  3: {
    name: 'MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519',
    ...x25519,
    ...chacha,
    ...sha256,
    signature: 'Ed25519',
  },
  4: { name: 'MLS_256_DHKEMX448_AES256GCM_SHA512_Ed448', ...x448, ...aes256, ...sha512, signature: 'Ed448' },
  5: {
    name: 'MLS_256_DHKEMP521_AES256GCM_SHA512_P521',
    kem: 'P-521',
    kemId: 0x12,
    ...aes256,
    ...sha512,
    signature: 'P-521',
  },
  6: { name: 'MLS_256_DHKEMX448_CHACHA20POLY1305_SHA512_Ed448', ...x448, ...chacha, ...sha512, signature: 'Ed448' },
  7: {
    name: 'MLS_256_DHKEMP384_AES256GCM_SHA384_P384',
    kem: 'P-384',
    kemId: 0x11,
    ...aes256,
    ...sha384,
    signature: 'P-384',
  },
};
