/**
 * What the handlers of inbound stanzas get.
 * @module
 */
import type { Attempt, Outcome } from '../../../src/rooms/index.ts';
import type { Addressed, Service } from '../muc/contract.ts';
import type { Occupancy } from '../muc/occupancy.ts';
import type { RoomDirectory } from '../muc/room-directory.ts';

type WithoutCommon<A> = A extends Attempt ? Omit<A, 'cause' | 'origin'> : never;
/** An attempt whose cause and origin the handling of its stanza knows. */
export type Trial = WithoutCommon<Attempt>;

/** The handling of one stanza out of the inbox. */
export interface Handling extends Addressed {
  readonly service: Service;
  readonly directory: RoomDirectory;
  readonly occupancy: Occupancy;
  /** Names the stanza among the origins of events. */
  readonly nativeId: string;
  /** Makes an attempt; each of a handling has a cause of its own, the same when it is handled again. */
  attempt(trial: Trial): Promise<Outcome>;
  /** What the hub would say. */
  check(trial: Trial): Promise<Outcome>;
}
