/**
 * The operator's door: health, readiness, metrics, and rooms by HTTP on loopback, with a token from a file.
 * Start at open-admin.ts.
 * @module
 */
export { readOrMakeToken, readToken } from './admin-token.ts';
export type * from './contract.ts';
export { openAdmin } from './open-admin.ts';
