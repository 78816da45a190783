import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Version of the package. The file is one folder further up when this runs from `dist`. */
export function version(): string {
  const candidates = ['../../package.json', '../../../package.json'].map((path) => join(import.meta.dirname, path));
  const file = candidates.find((path) => existsSync(path));
  if (file === undefined) throw new Error('package.json is missing beside the program');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
