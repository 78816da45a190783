import { createHmac, randomBytes } from 'node:crypto';
import type { RoomUri, UserUri } from '../../../src/identifiers/index.ts';
import type { Database, Vault } from '../../../src/store/index.ts';

const name = 'occupant-id';
const place = `xmpp_secret.sealed:${name}`;

/** The key behind occupant ids, made once: the ids must be the same after every restart (XEP-0421 §4). */
export async function openOccupantIdKey(database: Database, vault: Vault): Promise<Uint8Array> {
  return database.transaction(async (tx) => {
    const fresh = vault.seal(randomBytes(32), place);
    await tx.query('INSERT INTO xmpp_secret (name, sealed) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING', [
      name,
      fresh,
    ]);
    const { rows } = await tx.query<{ sealed: Uint8Array }>('SELECT sealed FROM xmpp_secret WHERE name = $1', [name]);
    const [row] = rows;
    if (row === undefined) throw new Error('xmpp_secret: the row that was just written is not there');
    return vault.open(row.sealed, place);
  });
}

/**
 * XEP-0421: the same for all clients of a user, over changes of nick and visits; different in every room, and nothing
 * can be read from it.
 */
export function occupantIds(key: Uint8Array): (room: RoomUri, user: UserUri) => string {
  const known = new Map<string, string>();
  return (room, user) => {
    const both = `${room} ${user}`;
    const found = known.get(both);
    if (found !== undefined) return found;
    const id = createHmac('sha256', key).update(both).digest('base64url');
    if (known.size > 50_000) known.clear();
    known.set(both, id);
    return id;
  };
}
