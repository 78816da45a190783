import type { Reader } from '../codec/reader.ts';
import type { Writer } from '../codec/writer.ts';
import type { PreSharedKeyId } from '../contract.ts';
import { InvalidMessage } from '../invalid-message.ts';

const usages = ['application', 'reinit', 'branch'] as const;

/** RFC 9420 §8.4; `component` is PSKType application(3) of draft-ietf-mls-extensions §4.5. */
export function writePskId(writer: Writer, id: PreSharedKeyId): void {
  switch (id.type) {
    case 'external':
      writer.uint8(1).opaque(id.id);
      break;
    case 'resumption':
      writer
        .uint8(2)
        .uint8(usages.indexOf(id.usage) + 1)
        .opaque(id.groupId)
        .uint64(id.epoch);
      break;
    case 'component':
      writer.uint8(3).uint16(id.componentId).opaque(id.id);
  }
  writer.opaque(id.nonce);
}

export function readPskId(reader: Reader): PreSharedKeyId {
  const type = reader.uint8();
  if (type === 1) return { type: 'external', id: reader.opaque(), nonce: reader.opaque() };
  if (type === 2) {
    const usage = usages[reader.uint8() - 1];
    if (usage === undefined) throw new InvalidMessage('malformed', 'resumption PSK usage');
    return { type: 'resumption', usage, groupId: reader.opaque(), epoch: reader.uint64(), nonce: reader.opaque() };
  }
  if (type === 3)
    return { type: 'component', componentId: reader.uint16(), id: reader.opaque(), nonce: reader.opaque() };
  throw new InvalidMessage('malformed', 'PSK type');
}
