/**
 * Room policy: the components of a room's GroupContext and the one decision function over them.
 * @module
 */
export type * from './contract.ts';
export { presetRoles } from './contract.ts';
