/**
 * PostgreSQL or PGlite behind one interface, migrations, encryption at rest, leases.
 * @module
 */
export type * from './contract.ts';
