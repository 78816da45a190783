import type { SealedColumn } from '../store/index.ts';

/** What the hub keeps sealed, for the rotation of keys. */
export const sealedHubColumns: readonly SealedColumn[] = [
  { table: 'hub_key', column: 'sealed', key: ['purpose'], place: ([purpose]) => `hub_key:${String(purpose)}` },
];
