/**
 * The stream of a component (XEP-0114) as the rest of the adapter sees it.
 * @module
 */
import type { Element } from '../xml/element.ts';

export interface ComponentStream {
  /** Resolves when the first connection stands. @throws ConfigurationError when the server refuses us for good */
  open(): Promise<void>;
  /** Whether stanzas can be sent now. */
  isUp(): boolean;
  /** Queues a stanza. @throws RetryLater when the stream is down or its queue is full */
  send(stanza: Element): void;
  /** The same for serialised stanzas, as `serialiseForMany` makes them. */
  sendText(xml: string): void;
  /**
   * Sends an IQ and waits for its answer, result or error, from exactly the peer it was sent to.
   * @returns null when none came within `milliseconds`
   * @throws RetryLater when the stream is or goes down
   */
  request(iq: Element, milliseconds?: number): Promise<Element | null>;
  /** Resolves when the queue is short enough for more. @throws RetryLater when the stream goes down */
  drained(): Promise<void>;
  /**
   * Resolves when the server has taken everything that was sent before: an IQ ping behind it was answered (XEP-0114 has
   * no acknowledgements). Calls that wait at the same time share pings.
   * @throws RetryLater when the stream goes down or no answer comes
   */
  confirmed(): Promise<void>;
  /** A sentence for operators while it is not well, else null. */
  trouble(): string | null;
  close(): Promise<void>;
}

export interface StreamEvents {
  /** Every stanza except answers to `request`. While many promises are pending, nothing more is read (backpressure). */
  stanza(stanza: Element): Promise<void>;
  /** After each successful handshake; `first` is false after a reconnect. */
  up(first: boolean): void;
  down(why: string): void;
  /** The server refused us for good while running. */
  ended(why: Error): void;
}
