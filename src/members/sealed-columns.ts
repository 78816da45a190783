import type { SealedColumn } from '../store/index.ts';

/** Sealed for its table and primary key. */
const sealedIn = (table: string, key: readonly string[]): SealedColumn => ({
  table,
  column: 'sealed',
  key,
  place: (values) => [table, ...values.map(String)].join(':'),
});

/** What hosted members keep sealed, for the rotation of keys: MLS secrets, and what people wrote. */
export const sealedMemberColumns: readonly SealedColumn[] = [
  sealedIn('hosted_state', ['room_id', 'name']),
  sealedIn('hosted_arrival', ['room_id', 'ref']),
  sealedIn('outgoing_message', ['cause']),
  sealedIn('archive_event', ['room_id', 'seq']),
];
