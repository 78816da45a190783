import type { BareJid } from '../../../src/identifiers/index.ts';
import type { Database, Vault } from '../../../src/store/index.ts';
import type { RoomSettings } from './contract.ts';

/** Settings of a room that nobody has configured. */
export const defaultSettings: RoomSettings = {
  lockedBy: null,
  whois: 'moderators',
  passwordProtected: false,
  password: '',
  membersOnly: false,
  passwordSetBy: null,
  allowPrivateMessages: 'anyone',
  logging: false,
  language: 'en',
  kept: {},
  registered: {},
  vcard: null,
  avatarHash: '',
};

const placeOf = (room: BareJid) => `xmpp_room.sealed:${room}`;

/** Settings of a room; the defaults where none were written. */
export async function readSettings(database: Database, vault: Vault, room: BareJid): Promise<RoomSettings> {
  const [row] = await database.read<{ sealed: Uint8Array }>('SELECT sealed FROM xmpp_room WHERE room_jid = $1', [room]);
  if (row === undefined) return defaultSettings;
  const stored = JSON.parse(Buffer.from(vault.open(row.sealed, placeOf(room))).toString()) as Partial<RoomSettings>;
  return { ...defaultSettings, ...stored };
}

export async function writeSettings(
  database: Database,
  vault: Vault,
  room: BareJid,
  settings: RoomSettings,
): Promise<void> {
  const sealed = vault.seal(Buffer.from(JSON.stringify(settings)), placeOf(room));
  await database.transaction(async (tx) => {
    await tx.query(
      'INSERT INTO xmpp_room (room_jid, sealed) VALUES ($1, $2) ON CONFLICT (room_jid) DO UPDATE SET sealed = $2',
      [room, sealed],
    );
  });
}

/** After the room was destroyed: nothing of it stays, its name is free. */
export async function forgetRoom(database: Database, room: BareJid): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.query('DELETE FROM xmpp_room WHERE room_jid = $1', [room]);
    await tx.query('DELETE FROM xmpp_occupant WHERE room_jid = $1', [room]);
    await tx.query('DELETE FROM xmpp_absence WHERE room_jid = $1', [room]);
  });
}
