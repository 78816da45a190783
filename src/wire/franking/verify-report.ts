import type { RoomUri } from '../../identifiers/index.ts';
import type { AbusiveMessage, PersonUri } from '../contract.ts';
import { implementedSuite } from '../signed/suites.ts';
import { equalTags, frankingTag } from './franking-tag.ts';
import { type HubKeyPeriod, hubKeysFor } from './hub-keys.ts';
import { type FrankingContext, isFrankSigned, serverFrank } from './server-frank.ts';

/** What the hub reads in the reported content; null where it is none. */
export interface ReportedClaims {
  readonly salt: Uint8Array;
  readonly sender: PersonUri | null;
  readonly room: RoomUri | null;
}

/** What a hub verifies reports with. */
export interface FrankingHub {
  readonly periods: readonly HubKeyPeriod[];
  /** Public keys that this hub has ever franked with, by suite. */
  agentKeys(suite: number): readonly Uint8Array[];
}

/** Why an allegedly abusive message is no evidence. */
export type ReportFailure =
  | 'no-claims'
  | 'other-sender'
  | 'other-room'
  | 'cipher-suite'
  | 'server-frank'
  | 'integrity-signature';

export type ReportVerdict =
  | { readonly authentic: true; readonly context: FrankingContext }
  | { readonly authentic: false; readonly failure: ReportFailure };

/**
 * Validates one message of an abuse report (P §5.9): that this hub accepted exactly this content, from the alleged
 * sender, in this room, at this time. The caller decodes the content, whatever its format.
 */
export function verifyReportedMessage(
  message: AbusiveMessage,
  claims: ReportedClaims,
  report: { readonly room: RoomUri; readonly allegedAbuser: PersonUri },
  hub: FrankingHub,
): ReportVerdict {
  const failed = (failure: ReportFailure): ReportVerdict => ({ authentic: false, failure });
  if (claims.sender === null || claims.room === null) return failed('no-claims');
  if (claims.sender !== report.allegedAbuser) return failed('other-sender');
  if (claims.room !== report.room) return failed('other-room');
  const suite = implementedSuite(message.frank.cipherSuite);
  if (suite === null) return failed('cipher-suite');
  const context = { sender: claims.sender, room: claims.room, acceptedTimestamp: message.acceptedTimestamp };
  const tag = frankingTag(claims.salt, message.content);
  const franked = hubKeysFor(hub.periods, message.acceptedTimestamp).some(({ hubKey }) =>
    equalTags(serverFrank(hubKey, tag, context), message.frank.serverFrank),
  );
  if (!franked) return failed('server-frank');
  const signed = hub.agentKeys(suite.id).some((key) => isFrankSigned(suite, key, message.frank, context));
  return signed ? { authentic: true, context } : failed('integrity-signature');
}
