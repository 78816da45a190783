import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Something that the demo needs is not here and could not be had; the script that tried has said what to do. */
export class NeedMissing extends Error {
  override readonly name = 'NeedMissing';
}

/** Fetches what is missing: Synapse into the cache, servers from Debian packages after asking. */
export function provide(options: { readonly xmpp: string; readonly database: string; readonly yes: boolean }): void {
  const packages = ['python3-venv', options.xmpp, ...(options.database === 'postgres' ? ['postgresql'] : [])];
  fetchWith('install-debian-packages.mjs', [...packages, ...(options.yes ? ['--yes'] : [])]);
  fetchWith('fetch-synapse.mjs', []);
}

function fetchWith(script: string, args: readonly string[]): void {
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, '..', script), ...args], {
    // Its question is asked at this terminal; standard output is for the demo's own results.
    stdio: ['inherit', 2, 2],
  });
  if (status !== 0) throw new NeedMissing('Something that the demo needs is missing; the lines above say what to do.');
}
