import type { InboundItem, Inbox, Json } from '../../../src/bridge/index.ts';
import type { Addresses } from '../addresses.ts';
import type { MatrixEvent } from '../contract.ts';
import { laneOf } from './room-order.ts';

/** Inbox items in one transaction at most, so that a long backfill does not hold the database. */
const chunk = 500;

/** The one way in for Matrix events, whether delivered or found by a backfill: into the inbox, each once. */
export class Intake {
  readonly #inbox: Inbox;
  readonly #addresses: Addresses;

  constructor(inbox: Inbox, addresses: Addresses) {
    this.#inbox = inbox;
    this.#addresses = addresses;
  }

  /** Resolves when they are durable, with how many were new. @throws RetryLater */
  async take(events: readonly MatrixEvent[]): Promise<number> {
    // Our own come back with every transaction; they mean nothing to the hub and would double the inbox's work.
    const items = events.filter((event) => !this.#addresses.isOurs(event.sender)).map(itemOf);
    let taken = 0;
    for (let at = 0; at < items.length; at += chunk) {
      taken += (await this.#inbox.accept(items.slice(at, at + chunk))).length;
    }
    return taken;
  }
}

function itemOf(event: MatrixEvent): InboundItem {
  return { identity: event.eventId, lane: laneOf(event), payload: payloadOf(event) };
}

/** The event as `parseEvent` reads it again. */
function payloadOf(event: MatrixEvent): Json {
  return {
    event_id: event.eventId,
    room_id: event.roomId,
    type: event.type,
    sender: event.sender,
    content: event.content as Json,
    origin_server_ts: event.originServerTs,
    ...(event.stateKey !== undefined && { state_key: event.stateKey }),
    ...(event.previous !== undefined && { unsigned: { prev_content: event.previous as Json } }),
    ...(event.redacts !== undefined && { redacts: event.redacts }),
  };
}
