// Synapse for tests and the demo: a Python virtual environment in .cache/, of one pinned version.
// Prints the path of its python on standard output, progress on standard error. Plain JavaScript for Node 20.
import { pathToFileURL } from 'node:url';
import { CannotFetchPython, cachedPython, fetchPython } from './python-environment.mjs';

const version = '1.163.0';
const synapse = {
  name: 'synapse',
  version,
  module: 'synapse',
  packages: [`matrix-synapse==${version}`],
  size: '240 MB',
};

/** @returns the python that runs `-m synapse.app.homeserver`, or null when it was not fetched yet. */
export const cachedSynapse = () => cachedPython(synapse);

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    process.stdout.write(`${fetchPython(synapse)}\n`);
  } catch (error) {
    if (!(error instanceof CannotFetchPython)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
