import type { Database, SealedColumn, SqlValue } from './contract.ts';
import type { KeyedVault } from './vault.ts';

const batch = 500;

interface Found {
  readonly key: readonly SqlValue[];
  readonly sealed: Uint8Array;
}

/** Next rows in the key's order; `after` null: from the first. */
async function readBatch(
  database: Database,
  column: SealedColumn,
  after: readonly SqlValue[] | null,
): Promise<readonly Found[]> {
  const keys = column.key.join(', ');
  const where = after === null ? '' : `AND (${keys}) > (${column.key.map((_, index) => `$${index + 1}`).join(', ')})`;
  const rows = await database.read<Record<string, SqlValue>>(
    `SELECT ${keys}, ${column.column} AS sealed_value FROM ${column.table}
     WHERE ${column.column} IS NOT NULL ${where} ORDER BY ${keys} LIMIT ${batch}`,
    after ?? [],
  );
  return rows.map((row) => ({
    key: column.key.map((name) => row[name] ?? null),
    sealed: row.sealed_value as Uint8Array,
  }));
}

/** Seals every value that an older key sealed again under the newest. Safe to run beside a gateway and to repeat. */
async function rotateColumn(database: Database, vault: KeyedVault, column: SealedColumn): Promise<number> {
  const conditions = column.key.map((name, index) => `${name} = $${index + 3}`).join(' AND ');
  let changed = 0;
  let after: readonly SqlValue[] | null = null;
  for (;;) {
    const rows = await readBatch(database, column, after);
    const last = rows.at(-1);
    if (last === undefined) return changed;
    after = last.key;
    const old = rows.filter(({ sealed }) => !vault.isCurrent(sealed));
    if (old.length === 0) continue;
    changed += await database.transaction(async (tx) => {
      let count = 0;
      for (const { key, sealed } of old) {
        const place = column.place(key);
        // Only if it is still what was read: a writer that was faster has sealed it under the newest key itself.
        const { affected } = await tx.query(
          `UPDATE ${column.table} SET ${column.column} = $1 WHERE ${column.column} = $2 AND ${conditions}`,
          [vault.seal(vault.open(sealed, place), place), sealed, ...key],
        );
        count += affected;
      }
      return count;
    });
  }
}

/** Values that were sealed again, by `table.column`. Afterwards the older keys can be taken out of the configuration. */
export async function rotateSealed(
  database: Database,
  vault: KeyedVault,
  columns: readonly SealedColumn[],
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const column of columns) {
    counts.set(`${column.table}.${column.column}`, await rotateColumn(database, vault, column));
  }
  return counts;
}
