// Installs the npm packages when they are missing or the lock file changed. Runs before every other script, in plain
// JavaScript for Node 20, because a fresh clone has nothing else yet.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const stamp = join(root, 'node_modules', '.lock-hash');
const wanted = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');

if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) process.exit(0);

process.stderr.write('Installing npm packages (a minute the first time) …\n');
const install = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
  cwd: root,
  // Standard output belongs to the script that comes after this one (`npm run demo -- --json`).
  stdio: ['ignore', process.stderr, process.stderr],
});
if (install.status !== 0) {
  process.stderr.write('npm ci failed; its own words are above. Check the connection to the package registry.\n');
  process.exit(1);
}
writeFileSync(stamp, wanted);
