/**
 * PostgreSQL or PGlite behind one interface, migrations, encryption at rest, leases. Start at database.ts; what the two
 * engines differ in is in postgres-engine.ts and pglite-engine.ts; migrations/ has a numbered file per step.
 *
 * For both engines alike: jsonb values are bound as JSON text, bytea as Uint8Array, bigint columns as bigint; SQL must
 * run on PostgreSQL 15.
 * @module
 */
export type * from './contract.ts';
export type { DatabaseRule } from './invalid-database.ts';
export { InvalidDatabase } from './invalid-database.ts';
export type { SealedRule } from './invalid-sealed.ts';
export { InvalidSealed } from './invalid-sealed.ts';
export type { LeaseOptions } from './leases.ts';
export { assertFence, openLeases } from './leases.ts';
export type { DatabaseAddress, OpenOptions } from './open-database.ts';
export { openDatabase } from './open-database.ts';
export { rotateSealed } from './rotate-sealed.ts';
export { Turns } from './turns.ts';
export type { KeyedVault, VaultKey } from './vault.ts';
export { openVault } from './vault.ts';
