import type { SealedColumn } from '../../src/store/index.ts';

/** What the XMPP adapter keeps sealed, for the rotation of keys. */
export const sealedXmppColumns: readonly SealedColumn[] = [
  { table: 'xmpp_room', column: 'sealed', key: ['room_jid'], place: ([room]) => `xmpp_room.sealed:${String(room)}` },
  { table: 'xmpp_secret', column: 'sealed', key: ['name'], place: ([name]) => `xmpp_secret.sealed:${String(name)}` },
];
