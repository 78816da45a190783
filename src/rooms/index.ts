/**
 * The two vocabularies of the house, `Attempt` (what somebody tried) and `RoomEvent` (what became true), and the door to
 * rooms that adapters use. Start at attempt.ts and room-event.ts.
 * @module
 */
export type { PolicyFlags } from '../policy/index.ts';
export type * from './attempt.ts';
export type * from './contract.ts';
export type * from './room-event.ts';
export type * from './room-view.ts';
export { RetryLater } from './retry-later.ts';
