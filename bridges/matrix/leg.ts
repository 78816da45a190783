import type { Gateway } from '../../src/bridge/index.ts';
import type { Turns } from '../../src/store/index.ts';
import type { Addresses } from './addresses.ts';
import type { Ghosts } from './ghosts.ts';
import type { Homeserver } from './homeserver.ts';
import type { PortalTable } from './portal/portal-table.ts';

/** What inbound, outbound, portals and repairs of one attached homeserver work with. */
export interface Leg {
  readonly gateway: Gateway;
  readonly homeserver: Homeserver;
  readonly addresses: Addresses;
  readonly ghosts: Ghosts;
  readonly portals: PortalTable;
  /** By room of the hub: who shows its room-wide state now. */
  readonly turns: Turns;
}
