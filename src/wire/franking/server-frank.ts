import type { RoomUri } from '../../identifiers/index.ts';
import { type CipherSuite, encodeWith, signWithLabel, verifyWithLabel, type Writer } from '../../mls/index.ts';
import type { Frank, PersonUri } from '../contract.ts';
import { demand } from '../invalid-wire.ts';
import { person, room, time } from '../presentation.ts';
import { frankLength, hmacSha256 } from './franking-tag.ts';

const section = 'draft-ietf-mimi-protocol-06 §5.4.1.2';
const label = 'FrankingIntegrityTBS';

/** ServerFrankingContext (P §5.4.1.2): what the hub vouches for. */
export interface FrankingContext {
  readonly sender: PersonUri;
  readonly room: RoomUri;
  /** Milliseconds since 1970. */
  readonly acceptedTimestamp: number;
}

function writeContext(writer: Writer, context: FrankingContext): void {
  person.write(writer, context.sender);
  room.write(writer, context.room);
  time.write(writer, context.acceptedTimestamp);
}

/** server_frank: HMAC_SHA256(hub_key, franking_tag || context). */
export function serverFrank(hubKey: Uint8Array, tag: Uint8Array, context: FrankingContext): Uint8Array {
  return hmacSha256(
    hubKey,
    encodeWith((writer, value: FrankingContext) => writeContext(writer.raw(tag), value), context),
  );
}

/** FrankingIntegrityTBS. */
export function frankingIntegrityToBeSigned(
  frank: Pick<Frank, 'serverFrank' | 'cipherSuite'>,
  context: FrankingContext,
): Uint8Array {
  demand(frank.serverFrank.length === frankLength, 'frank', section, 'a server frank has 32 octets');
  return encodeWith(
    (writer, value: FrankingContext) => writeContext(writer.raw(frank.serverFrank).uint16(frank.cipherSuite), value),
    context,
  );
}

/** Stamps a message at the hub (P §5.4.1.2). The suite is the group's when the message is accepted. */
export function frankMessage(
  suite: CipherSuite,
  hub: { readonly hubKey: Uint8Array; readonly signaturePrivateKey: Uint8Array },
  tag: Uint8Array,
  context: FrankingContext,
): Frank {
  demand(tag.length === frankLength, 'frank', section, 'a franking tag has 32 octets');
  const stamp = { serverFrank: serverFrank(hub.hubKey, tag, context), cipherSuite: suite.id };
  const signed = frankingIntegrityToBeSigned(stamp, context);
  return { ...stamp, integritySignature: signWithLabel(suite, hub.signaturePrivateKey, label, signed) };
}

/** Whether the agent signed this frank for this context. False, too, for a frank of another suite. */
export function isFrankSigned(
  suite: CipherSuite,
  agentKey: Uint8Array,
  frank: Frank,
  context: FrankingContext,
): boolean {
  if (frank.cipherSuite !== suite.id || frank.serverFrank.length !== frankLength) return false;
  const signed = frankingIntegrityToBeSigned(frank, context);
  return verifyWithLabel(suite, agentKey, label, signed, frank.integritySignature);
}
