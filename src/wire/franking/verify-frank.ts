import type { ProviderDomain, RoomUri } from '../../identifiers/index.ts';
import type { CipherSuite, ExternalSender } from '../../mls/index.ts';
import type { Frank, PersonUri } from '../contract.ts';
import { equalTags, frankingTag } from './franking-tag.ts';
import { isKeyOfProvider } from './provider-of-credential.ts';
import { type FrankingContext, isFrankSigned } from './server-frank.ts';

/** A decrypted message with its frank, and what its receiver knows about room and sender. */
export interface FrankedMessage {
  readonly frank: Frank;
  /** From the message's authenticated data. */
  readonly tag: Uint8Array;
  /** The hub's, milliseconds since 1970. */
  readonly acceptedTimestamp: number;
  /** As it was decrypted: framed where the group frames. */
  readonly applicationData: Uint8Array;
  /** What the content says about itself: its salt, and its extensions sender_uri and room_uri; null when absent. */
  readonly claimed: { readonly salt: Uint8Array; readonly sender: string | null; readonly room: string | null };
  /** The user in the credential of the leaf that sent it. */
  readonly sender: PersonUri;
  readonly room: RoomUri;
}

/** The room's group at the epoch of the message. */
export interface FrankingRoom {
  readonly suite: CipherSuite;
  readonly hub: ProviderDomain;
  /** The `franking_agent` component; null when the hub franks nothing here. */
  readonly agent: ExternalSender | null;
}

/** Why a frank proves nothing. Each is one sentence of P §5.4.1.3. */
export type FrankFailure =
  | 'no-agent'
  | 'cipher-suite'
  | 'agent-domain'
  | 'integrity-signature'
  | 'franking-tag'
  | 'sender'
  | 'room';

/** What a receiver keeps with a message for a later report (AF-07). */
export interface FrankEvidence {
  readonly frank: Frank;
  readonly context: FrankingContext;
}

export type FrankVerdict =
  | { readonly trusted: true; readonly evidence: FrankEvidence }
  | { readonly trusted: false; readonly failure: FrankFailure };

/** Receiver verification of a frank (P §5.4.1.3). */
export function verifyFrank(message: FrankedMessage, { suite, hub, agent }: FrankingRoom): FrankVerdict {
  const failed = (failure: FrankFailure): FrankVerdict => ({ trusted: false, failure });
  if (agent === null) return failed('no-agent');
  if (message.frank.cipherSuite !== suite.id) return failed('cipher-suite');
  if (!isKeyOfProvider(suite, agent, hub)) return failed('agent-domain');
  const context = { sender: message.sender, room: message.room, acceptedTimestamp: message.acceptedTimestamp };
  // The claims first: under a context of other names the signature would only seem damaged.
  if (message.claimed.sender !== message.sender) return failed('sender');
  if (message.claimed.room !== message.room) return failed('room');
  if (!isFrankSigned(suite, agent.signatureKey, message.frank, context)) return failed('integrity-signature');
  const tag = frankingTag(message.claimed.salt, message.applicationData);
  if (!equalTags(tag, message.tag)) return failed('franking-tag');
  return { trusted: true, evidence: { frank: message.frank, context } };
}

/**
 * What to do with a message whose frank fails (AF-06): what the operator set, else drop where the hub franks, because an
 * accusation is only sound when what can't be verified was never shown, and flag elsewhere.
 */
export function onFrankFailure(setting: 'flag' | 'drop' | null, room: Pick<FrankingRoom, 'agent'>): 'flag' | 'drop' {
  return setting ?? (room.agent === null ? 'flag' : 'drop');
}
