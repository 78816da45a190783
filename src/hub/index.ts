/**
 * Rooms we own: policy, epochs, the log of each room. Knows providers, never networks. Start at accept-commit.ts,
 * accept-proposals.ts and accept-message.ts: a use case is a file and a transaction. What is decided rests on one version
 * of a room (open-room.ts), compared when it is written (decide-on-version.ts). Who may do what is in src/policy.
 * @module
 */
export type * from './contract.ts';
export { hubSuite } from './hub-key.ts';
export { openHub } from './open-hub.ts';
export { sealedHubColumns } from './sealed-columns.ts';
