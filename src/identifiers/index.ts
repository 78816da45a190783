/**
 * Identifiers: MIMI URIs of every kind, and the reversible mapping of Matrix user ids and JIDs to them and back.
 * @module
 */
export type * from './contract.ts';
