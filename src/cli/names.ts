import type { AdminNames } from '../admin/index.ts';
import type { Configuration } from '../config/index.ts';
import type { RoomUri, UserUri } from '../identifiers/index.ts';
import {
  aliasOfRoom,
  InvalidIdentifier,
  jidToUri,
  matrixUserToUri,
  parseBareJid,
  parseMatrixUserId,
  parseRoomUri,
  parseUserUri,
  roomJidOfUri,
  roomUri,
} from '../identifiers/index.ts';

/** Where a room is shown in Matrix; null when it has no portal yet. */
export type PortalOf = (room: RoomUri) => Promise<string | null>;

/** Names as people on this gateway's networks write them. */
export function namesOf(configuration: Configuration, portalOf: PortalOf): AdminNames {
  const { hub, matrix, xmpp } = configuration;
  return {
    userOf(name): UserUri {
      if (/^mimi:/i.test(name)) return parseUserUri(name);
      if (name.startsWith('@') && matrix !== null) {
        return matrixUserToUri(parseMatrixUserId(name), { provider: matrix.providerDomain, home: matrix.serverName });
      }
      if (name.includes('@') && xmpp !== null) {
        return jidToUri(parseBareJid(name), { provider: xmpp.providerDomain, home: xmpp.home });
      }
      throw new InvalidIdentifier('uri-syntax', 'name a user as mimi://…/u/…, @user:server or user@server');
    },
    roomOf: (name) => (/^mimi:/i.test(name) ? parseRoomUri(name) : roomUri(hub.domain, name)),
    async addressesOf(room) {
      const addresses: Record<string, string> = {};
      if (matrix !== null) {
        const namespace = { prefix: matrix.prefix, server: matrix.serverName, hub: hub.domain };
        addresses['matrixAlias'] = aliasOfRoom(room, namespace).alias;
        const portal = await portalOf(room);
        if (portal !== null) addresses['matrixRoomId'] = portal;
      }
      if (xmpp !== null) addresses['muc'] = roomJidOfUri(room, { service: xmpp.domain, hub: hub.domain }).jid;
      return addresses;
    },
  };
}
