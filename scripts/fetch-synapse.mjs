// Synapse for tests and the demo: a Python virtual environment in .cache/, of one pinned version.
// Prints the path of its python on standard output, progress on standard error. Plain JavaScript for Node 20.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const synapseVersion = '1.163.0';

const cache = join(dirname(fileURLToPath(import.meta.url)), '..', '.cache', 'synapse');

/** What a person can do about it; printed without a stack trace. */
class CannotFetchSynapse extends Error {}

/** @returns the python that runs `-m synapse.app.homeserver`, or null when it was not fetched yet. */
export function cachedSynapse() {
  const python = join(cache, synapseVersion, 'bin', 'python');
  return existsSync(join(cache, synapseVersion, 'complete')) && runs(python) ? python : null;
}

/** Fetches it when needed. @returns path of its python. */
export function fetchSynapse() {
  const present = cachedSynapse();
  if (present !== null) return present;
  const system = systemPython();
  mkdirSync(cache, { recursive: true });
  // A folder of this process, renamed when complete: neither an interruption nor a second process leaves half of it.
  const building = join(cache, `building-${process.pid}`);
  rmSync(building, { recursive: true, force: true });
  say(`Fetching Synapse ${synapseVersion} (Python packages, about 240 MB) …`);
  run(system, ['-m', 'venv', building], 'Install it, for example with: apt-get install python3-venv');
  run(
    join(building, 'bin', 'python'),
    [
      '-m',
      'pip',
      'install',
      '--disable-pip-version-check',
      '--progress-bar',
      'off',
      `matrix-synapse==${synapseVersion}`,
    ],
    'Is the Python package index reachable? Try again, or set PIP_INDEX_URL to a mirror.',
  );
  writeFileSync(join(building, 'complete'), '');
  const target = join(cache, synapseVersion);
  if (cachedSynapse() === null) {
    rmSync(target, { recursive: true, force: true });
    renameSync(building, target);
  } else {
    rmSync(building, { recursive: true, force: true });
  }
  say('Synapse is ready.');
  return join(target, 'bin', 'python');
}

function systemPython() {
  for (const name of ['python3', 'python3.13', 'python3.12', 'python3.11']) {
    const found = spawnSync(name, ['-c', 'import sys; print(sys.version_info >= (3, 10))'], { encoding: 'utf8' });
    if (found.status === 0 && found.stdout.trim() === 'True') return name;
  }
  throw new CannotFetchSynapse(
    'Synapse needs Python 3.10 or newer. Install it, for example with: apt-get install python3 python3-venv',
  );
}

function runs(python) {
  return spawnSync(python, ['-c', 'import synapse'], { stdio: 'ignore' }).status === 0;
}

function run(command, args, advice) {
  const done = spawnSync(command, args, { stdio: ['ignore', 2, 2] });
  if (done.status !== 0) {
    const why = done.error?.message ?? `exit code ${done.status ?? done.signal}`;
    throw new CannotFetchSynapse(`"${command} ${args.slice(0, 3).join(' ')} …" failed (${why}). ${advice}`);
  }
}

function say(sentence) {
  process.stderr.write(`${sentence}\n`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    process.stdout.write(`${fetchSynapse()}\n`);
  } catch (error) {
    if (!(error instanceof CannotFetchSynapse)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
}
