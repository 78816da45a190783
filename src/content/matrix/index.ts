/**
 * Matrix events as MIMI content and back, pure.
 *
 * drafts-of-matrix-event.ts is the way in, matrix-events-of.ts the way out; a feature has a file of the same name in
 * inbound/ and outbound/ (and in src/content/xmpp). original/ carries an event's own content past networks that have no
 * form for it, and says what of it may come back. Nothing of HTML is written here: src/content/markup does that.
 * @module
 */
export type * from './contract.ts';
export { draftsOfMatrixEvent } from './drafts-of-matrix-event.ts';
export { reportsOfMatrixReceipts } from './inbound/status.ts';
export type { ReadReport } from './inbound/status.ts';
export { matrixEventsOf } from './matrix-events-of.ts';
export { matrixEventType } from './original/original-part.ts';
