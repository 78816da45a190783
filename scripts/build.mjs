// `npm run build`: the program as plain JavaScript in dist/, for Node 20 and newer.
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');

rmSync(dist, { recursive: true, force: true });
const compiled = spawnSync(join(root, 'node_modules', '.bin', 'tsc'), ['-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
if (compiled.status !== 0) process.exit(1);
// What the compiler leaves: the database's migrations are read at run time.
cpSync(join(root, 'src', 'store', 'migrations'), join(dist, 'src', 'store', 'migrations'), { recursive: true });
