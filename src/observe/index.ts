/**
 * Logs and metrics. Nothing secret may be handed to either.
 * @module
 */
export type * from './contract.ts';
