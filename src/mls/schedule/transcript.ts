import { concat } from '../codec/octets.ts';
import { Writer } from '../codec/writer.ts';
import { wireFormat } from '../structs/code-points.ts';
import type { CipherSuite } from '../suites/index.ts';

/** RFC 9420 §8.2. */
export function interimTranscriptHash(
  suite: CipherSuite,
  confirmed: Uint8Array,
  confirmationTag: Uint8Array,
): Uint8Array {
  return suite.hash(concat(confirmed, new Writer().opaque(confirmationTag).finish()));
}

/** RFC 9420 §8.2: ConfirmedTranscriptHashInput is the commit with its signature, without its tag. */
export function confirmedTranscriptHash(
  suite: CipherSuite,
  interim: Uint8Array,
  commit: {
    readonly wireFormat: 'public-message' | 'private-message';
    readonly encoded: Uint8Array;
    readonly signature: Uint8Array;
  },
): Uint8Array {
  const input = new Writer()
    .uint16(wireFormat[commit.wireFormat])
    .raw(commit.encoded)
    .opaque(commit.signature)
    .finish();
  return suite.hash(concat(interim, input));
}
