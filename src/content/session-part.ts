import type { Part } from './contract.ts';
import { dispositions } from './contract.ts';

const empty = new Uint8Array();

/** A link by which people join a conference (draft-ietf-mimi-content §5.10): nothing that could be fetched or decrypted. */
export function sessionPart(url: string, description: string): Part {
  return {
    disposition: dispositions.session,
    language: '',
    type: 'external',
    contentType: '',
    url,
    expires: 0,
    size: 0n,
    encryptionAlgorithm: 0,
    key: empty,
    nonce: empty,
    aad: empty,
    hashAlgorithm: 0,
    contentHash: empty,
    description,
    filename: '',
  };
}
