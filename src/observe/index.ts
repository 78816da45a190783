/**
 * Logs and metrics. Nothing secret may be handed to either; redact.ts is the second line of defence.
 * @module
 */
export type * from './contract.ts';
export type { LogOptions } from './create-log.ts';
export { createLog } from './create-log.ts';
export type { ReadableMetrics } from './create-metrics.ts';
export { createMetrics } from './create-metrics.ts';
