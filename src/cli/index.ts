/**
 * The command line, and the place where the house is put together: gateway.ts composes database, hub, members and networks.
 * Start at main.ts; each command is a file in commands/.
 * @module
 */
export { main } from './main.ts';
