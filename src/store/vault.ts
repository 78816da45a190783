import {
  type CipherGCM,
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import type { Vault } from './contract.ts';
import { InvalidSealed } from './invalid-sealed.ts';

/** A key of the configuration; 32 octets. */
export interface VaultKey {
  readonly id: string;
  readonly key: Uint8Array;
}

/** A vault that also tells which values still wait for a rotation. */
export interface KeyedVault extends Vault {
  /** False when the value was sealed under an older key. */
  isCurrent(sealed: Uint8Array): boolean;
}

const version = 1;
const nonceLength = 12;
const tagLength = 16;

interface Parts {
  readonly keyId: string;
  /** Version and key id; authenticated together with the place. */
  readonly header: Uint8Array;
  readonly nonce: Uint8Array;
  readonly tag: Uint8Array;
  readonly ciphertext: Uint8Array;
}

/** Sealed form: version (1), length of key id (1), key id, nonce (12), tag (16), ciphertext. */
function takeApart(sealed: Uint8Array): Parts {
  const idLength = sealed[1] ?? 0;
  const nonceAt = 2 + idLength;
  const tagAt = nonceAt + nonceLength;
  const ciphertextAt = tagAt + tagLength;
  if (sealed[0] !== version || sealed.length < ciphertextAt)
    throw new InvalidSealed('malformed', 'A stored value does not have the form of a sealed one.');
  return {
    keyId: Buffer.from(sealed.buffer, sealed.byteOffset + 2, idLength).toString('utf8'),
    header: sealed.subarray(0, nonceAt),
    nonce: sealed.subarray(nonceAt, tagAt),
    tag: sealed.subarray(tagAt, ciphertextAt),
    ciphertext: sealed.subarray(ciphertextAt),
  };
}

function associatedData(header: Uint8Array, place: string): Buffer {
  return Buffer.concat([header, Buffer.from(place, 'utf8')]);
}

/**
 * AES-256-GCM (NIST SP 800-38D) with random nonces, of which one key may use 2^32: rotate before. The newest key comes
 * first and seals; all open.
 * @throws Error when there is no key, one has not 32 octets, or two share an id
 */
export function openVault(keys: readonly VaultKey[]): KeyedVault {
  const [newest] = keys;
  if (newest === undefined) throw new Error('Encryption at rest needs at least one key.');
  const byId = new Map<string, KeyObject>();
  for (const { id, key } of keys) {
    const idLength = Buffer.byteLength(id);
    if (idLength === 0 || idLength > 64) throw new Error(`The key id "${id}" must have 1 to 64 octets.`);
    if (key.length !== 32) throw new Error(`The key "${id}" has ${key.length} octets instead of 32.`);
    if (byId.has(id)) throw new Error(`Two keys have the id "${id}".`);
    byId.set(id, createSecretKey(key));
  }
  const newestKey = createSecretKey(newest.key);
  const id = Buffer.from(newest.id, 'utf8');
  const header = Buffer.concat([Buffer.from([version, id.length]), id]);

  return {
    seal(plaintext, place) {
      const nonce = randomBytes(nonceLength);
      const cipher: CipherGCM = createCipheriv('aes-256-gcm', newestKey, nonce, { authTagLength: tagLength });
      cipher.setAAD(associatedData(header, place));
      const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
      return new Uint8Array(Buffer.concat([header, nonce, cipher.getAuthTag(), ciphertext]));
    },
    open(sealed, place) {
      const parts = takeApart(sealed);
      const key = byId.get(parts.keyId);
      if (key === undefined)
        throw new InvalidSealed(
          'unknown-key',
          `The key "${parts.keyId}" that ${place} was sealed with is not configured. Add it to the keys again, after the newest.`,
        );
      const decipher = createDecipheriv('aes-256-gcm', key, parts.nonce, { authTagLength: tagLength });
      decipher.setAAD(associatedData(parts.header, place));
      decipher.setAuthTag(parts.tag);
      try {
        return new Uint8Array(Buffer.concat([decipher.update(parts.ciphertext), decipher.final()]));
      } catch {
        // node:crypto's own message says nothing more.
        throw new InvalidSealed('changed-or-moved', `What is stored for ${place} was changed or belongs elsewhere.`);
      }
    },
    isCurrent: (sealed) => takeApart(sealed).keyId === newest.id,
  };
}
