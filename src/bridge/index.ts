/**
 * Attaching networks: the durable inbox with its lanes, the deliveries that follow a room's archive with one cursor per
 * room and network, links and native ids. Start at contract.ts, then attach-network.ts; the way in is durable-inbox.ts,
 * the way out room-delivery.ts.
 * @module
 */
export type { AttachedNetwork, Surroundings } from './attach-network.ts';
export { attachNetwork } from './attach-network.ts';
export { CannotShow } from './cannot-show.ts';
export type * from './contract.ts';
export { sealedInboxColumn } from './inbox-table.ts';
export type { RetentionRule } from './retention.ts';
export { forgetInboundBefore, forgetNativeIdsBefore, startRetention } from './retention.ts';
