/**
 * Questions: answered at once from what is known, changing nothing.
 * @module
 */
import type { Addressed, Service } from '../muc/contract.ts';
import type { StanzaRefusal } from '../muc/stanza-error.ts';
import type { RoomDirectory } from '../muc/room-directory.ts';
import type { Element } from '../xml/element.ts';

export interface Question extends Addressed {
  readonly service: Service;
  readonly directory: RoomDirectory;
}

/** The content of the result, or why there is none. */
export type Answer = readonly Element[] | StanzaRefusal;
