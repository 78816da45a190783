import { Writer } from '../codec/writer.ts';
import type { PreSharedKeyId, PskLookup } from '../contract.ts';
import { InvalidMessage } from '../invalid-message.ts';
import { writePskId } from '../structs/psk-id.ts';
import { type CipherSuite, expandWithLabel } from '../suites/index.ts';

/** RFC 9420 §8.4. Throws `InvalidMessage('unknown-psk')`. */
export function pskSecret(suite: CipherSuite, ids: readonly PreSharedKeyId[], lookup: PskLookup): Uint8Array {
  const zero = new Uint8Array(suite.hashLength);
  let secret: Uint8Array = new Uint8Array(suite.hashLength);
  for (const [index, id] of ids.entries()) {
    const psk = lookup(id);
    if (psk === undefined) throw new InvalidMessage('unknown-psk', describe(id));
    const label = new Writer();
    writePskId(label, id);
    label.uint16(index).uint16(ids.length);
    const extracted = suite.extract(zero, psk);
    const input = expandWithLabel(suite, extracted, 'derived psk', label.finish(), suite.hashLength);
    secret = suite.extract(input, secret);
    extracted.fill(0);
    input.fill(0);
  }
  return secret;
}

function describe(id: PreSharedKeyId): string {
  return id.type === 'resumption' ? `resumption PSK of epoch ${id.epoch.toString()}` : `${id.type} PSK`;
}
