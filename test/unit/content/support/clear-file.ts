import type { ExternalContent } from '../../../../src/content/contract.ts';

const empty = new Uint8Array();

/** A file that lies somewhere unencrypted, of which nothing is known but what is given. */
export const clearFile = (known: Partial<ExternalContent>): ExternalContent => ({
  contentType: '',
  url: 'https://example.com/a.png',
  expires: 0,
  size: 0n,
  encryptionAlgorithm: 0,
  key: empty,
  nonce: empty,
  aad: empty,
  hashAlgorithm: 0,
  contentHash: empty,
  description: '',
  filename: '',
  ...known,
});
