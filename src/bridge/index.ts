/**
 * Attaching networks: the durable inbox with its lanes, the deliveries that follow a room's archive with one cursor per
 * room and network, links and native ids. Start at contract.ts.
 * @module
 */
export type * from './contract.ts';
