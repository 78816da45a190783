/**
 * A Matrix homeserver as an attached network. Start at matrix-network.ts. What comes in is in inbound/ (application
 * service, inbox, attempts), what goes out in outbound/, the hub's no in refusal/, rooms made for rooms of the hub in
 * portal/, and the comparison with the hub in repair/. The table of roles is power-levels.ts.
 *
 * Declined for now: end-to-end encrypted rooms (a notice says so), room upgrades, direct messages with ghosts.
 * @module
 */
export { InvalidRegistration } from './homeserver-error.ts';
export { createMatrixNetwork } from './matrix-network.ts';
export { type Registration, registrationOf } from './registration.ts';
