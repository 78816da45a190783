/**
 * How a network is attached. A network never decides: it reports what was tried and shows what holds.
 * @module
 */
import type { RoomUri } from '../identifiers/index.ts';
import type { MessageId } from '../identifiers/index.ts';
import type { NetworkName, RoomEvent, Rooms } from '../rooms/index.ts';
import type { Clock, Database, Vault } from '../store/index.ts';
import type { Log } from '../observe/index.ts';
import type { Metrics } from '../observe/index.ts';

/** JSON value. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Something that came in from a network, made durable before it is acknowledged there. */
export interface InboundItem {
  /** Unique within the network for `windowMs` (forever when undefined): the same identity again is dropped. */
  readonly identity: string;
  readonly windowMs?: number;
  /** Items of one lane are handled one after the other, in order; lanes run side by side. Usually room and sender. */
  readonly lane: string;
  /** What the adapter needs to handle it after a restart: an event as JSON, a stanza as text. */
  readonly payload: Json;
}

/** An item that is stored. */
export interface InboxItem extends InboundItem {
  /** Grows with arrival. `<network>:<id>:<step>` makes a `Cause`. */
  readonly id: bigint;
  readonly receivedAt: number;
  /** 1 the first time. */
  readonly tries: number;
}

export interface Inbox {
  /** Stores them in one transaction and starts handling. Resolves when durable, with the ids of those that are new. */
  accept(items: readonly InboundItem[]): Promise<readonly bigint[]>;
  /**
   * Lets the same identity count as new when it comes again: for what was refused, and may be allowed the next time.
   * @throws RetryLater
   */
  forget(identity: string): Promise<void>;
  /** Items not handled yet. */
  waiting(): number;
  /** Resolves when everything that is stored now was handled or has failed; and when the network is stopped. */
  settled(): Promise<void>;
}

/** A room that is shown in a network. */
export interface LinkedRoom {
  readonly room: RoomUri;
  /** Matrix: room id. XMPP: room JID. */
  readonly nativeRoom: string;
}

export interface Links {
  link(room: RoomUri, nativeRoom: string, options: { readonly fromSeq: number }): Promise<void>;
  unlink(room: RoomUri): Promise<void>;
  byRoom(room: RoomUri): Promise<LinkedRoom | null>;
  byNative(nativeRoom: string): Promise<LinkedRoom | null>;
  all(): Promise<readonly LinkedRoom[]>;
}

/** Which native event shows which message or room event (GW-07). Unique both ways within a network and room. */
export interface NativeIds {
  record(
    room: RoomUri,
    entries: readonly {
      readonly nativeId: string;
      readonly messageId: MessageId | null;
      readonly seq: number | null;
    }[],
  ): Promise<void>;
  /** The first native id that shows a message. */
  ofMessage(room: RoomUri, messageId: MessageId): Promise<string | null>;
  /** All of them, in the order in which they were recorded: a long message may need several. */
  allOfMessage(room: RoomUri, messageId: MessageId): Promise<readonly string[]>;
  messageOf(room: RoomUri, nativeId: string): Promise<MessageId | null>;
}

/** What a network is given when it is attached. All of it is scoped to that network. */
export interface Gateway {
  readonly rooms: Rooms;
  readonly inbox: Inbox;
  readonly links: Links;
  readonly nativeIds: NativeIds;
  readonly database: Database;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /**
   * A new connection to the network stands: what was handed to `show` and is not confirmed is shown again, at once, and
   * every room is reconciled when what the network brought in was handled. Call it after each reconnect, after whatever
   * fetches the events that were missed.
   */
  resumeDeliveries(): void;
  /** How far this network has confirmed a room's events. */
  deliveredUpTo(room: RoomUri): Promise<number>;
}

/** An attached network: Matrix or XMPP. */
export interface Network {
  readonly name: NetworkName;
  /**
   * Connects and begins to put inbound events into the inbox. Resolves when the first connection stands; nothing is
   * handled or shown before. @throws RetryLater to be started again later.
   */
  start(gateway: Gateway): Promise<void>;
  /** Handles one inbound item: translate, attempt, answer or undo. @throws RetryLater to have it repeated. */
  handle(item: InboxItem): Promise<void>;
  /**
   * Shows events of one room, in order. Called with events after the cursor; `confirm(seq)` moves the cursor, in steps or
   * once. Must be idempotent: after a crash unconfirmed events come again. One call at a time per room.
   *
   * May resolve before all is confirmed and confirm later (a ping behind a batch): the next events come meanwhile, up to
   * 500 unconfirmed ones. Events that were handed over and not confirmed come again after `resumeDeliveries` or a restart.
   * `confirm` never blocks on the database.
   * @throws RetryLater when the network is away; the call's unconfirmed events come again later.
   * @throws CannotShow (and any other error): the events come again one by one, and the one that keeps failing alone is
   * skipped with an alert, so that it doesn't silence the room.
   */
  show(room: LinkedRoom, events: readonly RoomEvent[], confirm: (seq: number) => Promise<void>): Promise<void>;
  /** Compares the network's side of a room with the hub's and repairs it (GW-08). @throws RetryLater to have it repeated */
  reconcile(room: LinkedRoom): Promise<void>;
  /** One sentence per problem; empty when all is well. For /readyz and doctor. */
  health(): readonly string[];
  /** Stops taking anything in; resolves when nothing is in flight. */
  stop(): Promise<void>;
}
