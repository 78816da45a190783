import { InvalidPolicy } from '../invalid-policy.ts';
import type { MessageExpirationPolicy } from './contract.ts';
import { codecOf, optionality, readOptionalUint32, writeOptionalUint32 } from './presentation.ts';

function check({ expiring, minimum, maximum, default: preferred }: MessageExpirationPolicy): void {
  if (expiring === 'forbidden' && (minimum !== 0 || maximum !== 0 || preferred !== null)) {
    throw new InvalidPolicy('expiration', 'expiring is forbidden, yet durations are named');
  }
  if (minimum > maximum) throw new InvalidPolicy('expiration', 'the minimum is above the maximum');
  if (preferred !== null && (preferred < minimum || preferred > maximum)) {
    throw new InvalidPolicy('expiration', 'the default is not between minimum and maximum');
  }
}

/**
 * Component 0x0030, MessageExpiration (draft-ietf-mimi-room-policy §6.8). Nothing follows on forbidden, where the text
 * has zeros (WF-06).
 */
export const messageExpirationPolicy = codecOf<MessageExpirationPolicy>(
  (writer, policy) => {
    optionality.write(writer, policy.expiring);
    if (policy.expiring === 'forbidden') return;
    writer.uint32(policy.minimum).uint32(policy.maximum);
    writeOptionalUint32(writer, policy.default);
  },
  (reader) => {
    const expiring = optionality.read(reader);
    if (expiring === 'forbidden') return { expiring, minimum: 0, maximum: 0, default: null };
    return { expiring, minimum: reader.uint32(), maximum: reader.uint32(), default: readOptionalUint32(reader) };
  },
  check,
);
