import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Metrics } from './contract.ts';

/** Metrics that can be read: `GET /metrics` answers with `text()`. */
export interface ReadableMetrics extends Metrics {
  readonly contentType: string;
  /** Prometheus' text format. */
  text(): Promise<string>;
  /** What is declared, for the documentation's table. */
  declared(): readonly { readonly name: string; readonly help: string; readonly type: string }[];
}

/** From a local round trip to an outage of a minute. */
const secondsBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/**
 * A registry of its own, so that several gateways can live in one process (tests). Declaring a name again gives the
 * metric that exists. With `process`, memory, CPU and event loop of this process are in it too.
 */
export function createMetrics(options: { readonly process?: boolean } = {}): ReadableMetrics {
  const registry = new Registry();
  if (options.process === true) collectDefaultMetrics({ register: registry });
  const declared: { name: string; help: string; type: string }[] = [];
  const made = new Map<string, unknown>();

  function once<T>(type: string, name: string, help: string, make: () => T): T {
    const known = made.get(`${type} ${name}`);
    if (known !== undefined) return known as T;
    const metric = make();
    made.set(`${type} ${name}`, metric);
    declared.push({ name, help, type });
    return metric;
  }

  return {
    counter: (name, help, labels = []) =>
      once('counter', name, help, () => {
        const counter = new Counter({ name, help, labelNames: [...labels], registers: [registry] });
        return { add: (values = {}, value = 1) => counter.inc({ ...values }, value) };
      }),
    gauge: (name, help, labels = []) =>
      once('gauge', name, help, () => {
        const gauge = new Gauge({ name, help, labelNames: [...labels], registers: [registry] });
        return { set: (value, values = {}) => gauge.set({ ...values }, value) };
      }),
    histogram: (name, help, labels = []) =>
      once('histogram', name, help, () => {
        const histogram = new Histogram({
          name,
          help,
          labelNames: [...labels],
          buckets: secondsBuckets,
          registers: [registry],
        });
        return { observe: (seconds, values = {}) => histogram.observe({ ...values }, seconds) };
      }),
    contentType: registry.contentType,
    text: () => registry.metrics(),
    declared: () => declared,
  };
}
