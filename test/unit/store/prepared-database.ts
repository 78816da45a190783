import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '../../../src/store/index.ts';

const project = new URL('../../../', import.meta.url);
const release = new URL('src/store/migrations/', project);

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
  // Another version of PGlite may write its files in another way.
  digest.update(await readFile(new URL('package-lock.json', project)));
  const folder = fileURLToPath(new URL('.cache/test-databases/', project));
  const path = join(folder, digest.digest('hex').slice(0, 16));
  if (existsSync(path)) return path;
  await mkdir(folder, { recursive: true });
  const fresh = await mkdtemp(join(folder, 'new-'));
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
