// Installs the servers that tests and the demo need from Debian packages, when they are missing.
//   node scripts/install-debian-packages.mjs [--yes] [--list] [prosody] [ejabberd] [postgresql] …
// Asks first, unless CI=true or --yes. No service is started or enabled. Plain JavaScript for Node 20.
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { pathToFileURL } from 'node:url';

const sbin = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
const onPath = (name) =>
  [...(process.env.PATH ?? '').split(':'), ...sbin].some((folder) => folder !== '' && existsSync(`${folder}/${name}`));
const postgresBinaries = () =>
  existsSync('/usr/lib/postgresql') &&
  readdirSync('/usr/lib/postgresql').some((version) => existsSync(`/usr/lib/postgresql/${version}/bin/initdb`));

/** What can be installed, how to see that it is there, and the services that its package would start. */
const known = {
  prosody: { present: () => onPath('prosody') && onPath('prosodyctl'), services: ['prosody'] },
  ejabberd: { present: () => onPath('ejabberdctl'), services: ['ejabberd'] },
  postgresql: { present: () => onPath('initdb') || postgresBinaries(), services: ['postgresql'] },
  'python3-venv': { present: () => succeeds('python3', ['-c', 'import ensurepip, venv']), services: [] },
  // The peers of the MLS tests are Rust programs, one of them over OpenSSL.
  'cargo-web': { present: recentCargo, services: [] },
  'rustc-web': { present: recentCargo, services: [] },
  'libssl-dev': { present: () => existsSync('/usr/include/openssl/opensslv.h'), services: [] },
  'pkg-config': { present: () => onPath('pkg-config'), services: [] },
};

function succeeds(program, args) {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}

/** 1.91 or newer, from wherever; Debian's own `cargo` is older than its `cargo-web`. */
function recentCargo() {
  return ['cargo', join(homedir(), '.cargo', 'bin', 'cargo')].some((program) => {
    const version = /^cargo 1\.(\d+)/.exec(spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout ?? '');
    return version !== null && Number(version[1]) >= 91;
  });
}

/** A package that is needed and cannot be installed from here; the message says what to do. */
export class MissingPackage extends Error {}

/** Names of those of `packages` whose programs are not on this machine. */
export function missing(packages = Object.keys(known)) {
  return packages.filter((name) => {
    if (known[name] === undefined)
      throw new MissingPackage(`"${name}" is not one of ${Object.keys(known).join(', ')}.`);
    return !known[name].present();
  });
}

async function agreed(names) {
  if (process.env.CI === 'true') return true;
  if (!process.stdin.isTTY) return false;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await lines.question(`Install ${names.join(', ')} with apt (no service will be started)? [y/N] `);
  lines.close();
  return /^y(es)?$/i.test(answer.trim());
}

function apt(args) {
  const result = spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=600', ...args], {
    stdio: ['ignore', 2, 2],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
  });
  return result.status === 0;
}

/** Debian's own way to keep packages from starting services: a policy-rc.d that says 101. An administrator's is put back. */
async function withoutServices(work) {
  const policy = '/usr/sbin/policy-rc.d';
  const aside = `${policy}.before-mimi-gateway`;
  const theirs = existsSync(policy) || isLink(policy);
  if (theirs && spawnSync(policy, ['prosody', 'start']).status === 101) return work();
  if (theirs) renameSync(policy, aside);
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    return await work();
  } finally {
    rmSync(policy);
    if (theirs) renameSync(aside, policy);
  }
}

function isLink(path) {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

/**
 * Makes sure that the programs of these packages are there.
 * @throws MissingPackage where they are not and can't be installed
 */
export async function ensurePackages(packages = Object.keys(known), { yes = false } = {}) {
  const names = missing(packages);
  if (names.length === 0) return [];
  const byHand = `apt-get install --no-install-recommends ${names.join(' ')}`;
  if (!onPath('apt-get')) {
    throw new MissingPackage(
      `${names.join(', ')} must be installed, and there is no apt here. Install them with this system's package manager, ` +
        'without starting their services, and run this again.',
    );
  }
  if (process.getuid?.() !== 0) {
    throw new MissingPackage(`${names.join(', ')} must be installed. As root: ${byHand}`);
  }
  if (!yes && !(await agreed(names))) {
    throw new MissingPackage(
      `${names.join(', ')} must be installed. Run: ${byHand}  (or give --yes and it is done for you)`,
    );
  }
  process.stderr.write(`Installing ${names.join(', ')} …\n`);
  const install = ['install', '-y', '--no-install-recommends', ...names];
  const done = await withoutServices(async () => apt(install) || (apt(['update']) && apt(install)));
  const still = missing(names);
  if (!done || still.length > 0) {
    throw new MissingPackage(
      `${(still.length > 0 ? still : names).join(', ')} could not be installed; apt's own words are above. By hand: ${byHand}`,
    );
  }
  if (onPath('systemctl')) {
    // A service that nobody asked for must not come up with the next boot either.
    for (const service of names.flatMap((name) => known[name].services)) {
      spawnSync('systemctl', ['disable', service], { stdio: 'ignore' });
    }
  }
  return names;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const args = process.argv.slice(2);
  const names = args.filter((arg) => !arg.startsWith('--'));
  try {
    const wanted = names.length > 0 ? names : Object.keys(known);
    if (args.includes('--list')) process.stdout.write(`${missing(wanted).join('\n')}\n`);
    else await ensurePackages(wanted, { yes: args.includes('--yes') });
  } catch (error) {
    if (!(error instanceof MissingPackage)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
