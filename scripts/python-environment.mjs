// Python programs for tests and the demo: a virtual environment in .cache/ for each, of pinned versions. Plain JavaScript
// for Node 20.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cache = join(dirname(fileURLToPath(import.meta.url)), '..', '.cache');

/** What a person can do about it; to be printed without a stack trace. */
export class CannotFetchPython extends Error {}

/**
 * @typedef {object} Environment
 * @property {string} name its folder in .cache/
 * @property {string} version its folder in that
 * @property {string} module what can be imported once it is complete
 * @property {string[]} packages with their versions, as pip takes them
 * @property {string} size of what is fetched, for people
 */

/** @param {Environment} environment @returns {string | null} its python, or null when it was not fetched yet */
export function cachedPython({ name, version, module }) {
  const home = join(cache, name, version);
  const python = join(home, 'bin', 'python');
  const works = existsSync(join(home, 'complete')) && run(python, ['-c', `import ${module}`], 'ignore').status === 0;
  return works ? python : null;
}

/** Fetches it when needed. @param {Environment} environment @returns {string} path of its python */
export function fetchPython(environment) {
  const present = cachedPython(environment);
  if (present !== null) return present;
  const { name, version, packages, size } = environment;
  const system = systemPython(name);
  const folder = join(cache, name);
  mkdirSync(folder, { recursive: true });
  // A folder of this process, renamed when complete: neither an interruption nor a second process leaves half of it.
  const building = join(folder, `building-${process.pid}`);
  rmSync(building, { recursive: true, force: true });
  process.stderr.write(`Fetching ${name} ${version} (Python packages, about ${size}) …\n`);
  demand(system, ['-m', 'venv', building], 'Install it, for example with: apt-get install python3-venv');
  demand(
    join(building, 'bin', 'python'),
    ['-m', 'pip', 'install', '--disable-pip-version-check', '--progress-bar', 'off', ...packages],
    'Is the Python package index reachable? Try again, or set PIP_INDEX_URL to a mirror.',
  );
  writeFileSync(join(building, 'complete'), '');
  const home = join(folder, version);
  if (cachedPython(environment) === null) {
    rmSync(home, { recursive: true, force: true });
    renameSync(building, home);
  } else {
    rmSync(building, { recursive: true, force: true });
  }
  process.stderr.write(`${name} is ready.\n`);
  return join(home, 'bin', 'python');
}

function systemPython(wanting) {
  for (const name of ['python3', 'python3.13', 'python3.12', 'python3.11']) {
    const found = run(name, ['-c', 'import sys; print(sys.version_info >= (3, 10))'], 'pipe');
    if (found.status === 0 && found.stdout.trim() === 'True') return name;
  }
  throw new CannotFetchPython(
    `${wanting} needs Python 3.10 or newer. Install it, for example with: apt-get install python3 python3-venv`,
  );
}

/** Standard output belongs to whoever asked: what a program says goes to standard error. */
function demand(command, args, advice) {
  const done = run(command, args, ['ignore', 2, 2]);
  if (done.status === 0) return;
  const why = done.error?.message ?? `exit code ${done.status ?? done.signal}`;
  throw new CannotFetchPython(`"${command} ${args.slice(0, 3).join(' ')} …" failed (${why}). ${advice}`);
}

function run(command, args, stdio) {
  return spawnSync(command, args, { stdio, encoding: 'utf8' });
}
