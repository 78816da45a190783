import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../../src/store/index.ts';

const release = new URL('../../../src/store/migrations/', import.meta.url);

/**
 * Puts an embedded database that has its structure already into a directory, made when it is missing. Making one anew
 * takes seconds of a processor, copying one does not.
 */
export async function prepareDatabase(directory: string, migrations = release): Promise<void> {
  await cp(await template(migrations), directory, { recursive: true });
}

async function template(migrations: URL): Promise<string> {
  const digest = createHash('sha256');
  for (const file of (await readdir(migrations)).sort()) digest.update(await readFile(new URL(file, migrations)));
  const path = join(tmpdir(), `mimi-gateway-test-database-${digest.digest('hex').slice(0, 16)}`);
  if (existsSync(path)) return path;
  const fresh = await mkdtemp(join(tmpdir(), 'mimi-template-'));
  await (await openDatabase({ kind: 'pglite', directory: fresh }, { migrations })).close();
  try {
    await rename(fresh, path);
  } catch (error) {
    // Another test process was faster; its template is as good.
    if (!existsSync(path)) throw error;
    await rm(fresh, { recursive: true });
  }
  return path;
}
