/**
 * What the rest of the house needs of logging and metrics.
 * @module
 */

/** Structured log; fields are for machines, the sentence is for people. Never pass secrets, message text or raw stanzas. */
export interface Log {
  debug(fields: object, sentence: string): void;
  info(fields: object, sentence: string): void;
  warn(fields: object, sentence: string): void;
  error(fields: object, sentence: string): void;
  /** A log whose lines all carry these fields. */
  with(fields: object): Log;
}

/** Names are in docs/metrics.md, which is generated from where they are declared. */
export interface Metrics {
  counter(
    name: string,
    help: string,
    labels?: readonly string[],
  ): { add(labels?: Readonly<Record<string, string>>, value?: number): void };
  gauge(
    name: string,
    help: string,
    labels?: readonly string[],
  ): { set(value: number, labels?: Readonly<Record<string, string>>): void };
  /** Seconds. */
  histogram(
    name: string,
    help: string,
    labels?: readonly string[],
  ): { observe(seconds: number, labels?: Readonly<Record<string, string>>): void };
}
