import type { SealedColumn } from '../../src/store/index.ts';

/** Sealed for its table, column and primary key, as the writers say it. */
const sealedIn = (table: string, key: string): SealedColumn => ({
  table,
  column: 'sealed',
  key: [key],
  place: ([value]) => `${table}.sealed:${String(value)}`,
});

/** What the XMPP adapter keeps sealed, for the rotation of keys: settings of rooms (passwords), the key of occupant ids. */
export const sealedXmppColumns: readonly SealedColumn[] = [
  sealedIn('xmpp_room', 'room_jid'),
  sealedIn('xmpp_secret', 'name'),
];
