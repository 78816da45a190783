// Builds a Rust program of test/interop and prints where it is. Plain JavaScript for Node 20: it runs before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const cache = join(root, '.cache', 'interop');

/** What must be installed when there is no cargo of the needed version. */
class MissingTool extends Error {}

function versionOf(cargo) {
  const found = spawnSync(cargo, ['--version'], { encoding: 'utf8' });
  const match = /^cargo (\d+)\.(\d+)/.exec(found.stdout ?? '');
  return match === null ? null : { major: Number(match[1]), minor: Number(match[2]) };
}

function findCargo(neededMinor) {
  const candidates = ['cargo', join(homedir(), '.cargo', 'bin', 'cargo')];
  let tooOld = null;
  for (const candidate of candidates) {
    const version = versionOf(candidate);
    if (version === null) continue;
    if (version.major > 1 || version.minor >= neededMinor) return candidate;
    tooOld = `${version.major}.${version.minor}`;
  }
  const found = tooOld === null ? 'no cargo was found' : `only cargo ${tooOld} was found`;
  throw new MissingTool(
    `cargo 1.${neededMinor} or newer is needed, ${found}. Install Rust (on Debian 12: apt install cargo-web rustc-web; ` +
      'elsewhere: rustup) and run this again.',
  );
}

/** Sources and locked dependencies name the build, so that a change of either builds anew. */
function fingerprint(folder) {
  const hash = createHash('sha256');
  const files = [
    join('..', 'json_lines.rs'),
    'Cargo.lock',
    'Cargo.toml',
    ...readdirSync(join(folder, 'src'))
      .sort()
      .map((name) => join('src', name)),
  ];
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(join(folder, file)));
  return hash.digest('hex').slice(0, 16);
}

function run(cargo, folder, target) {
  return new Promise((resolve, reject) => {
    const child = spawn(cargo, ['build', '--release', '--locked'], {
      cwd: folder,
      env: { ...process.env, CARGO_TARGET_DIR: target },
      stdio: ['ignore', 'inherit', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk) => {
      said = (said + chunk).slice(-20_000);
      process.stderr.write(chunk);
    });
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(said))));
  });
}

/**
 * Builds `test/interop/<folder>` once and gives the path of its program.
 * `hint(output)` turns what cargo said into a sentence for the operator, or null.
 */
export async function buildRustPeer({ folder, program, neededMinor, hint = () => null }) {
  const source = join(root, 'test', 'interop', folder);
  const built = join(cache, `${program}-${fingerprint(source)}`);
  if (existsSync(built)) return built;
  const cargo = findCargo(neededMinor);
  mkdirSync(cache, { recursive: true });
  process.stderr.write(`Building ${program} (two to three minutes the first time) …\n`);
  const target = join(cache, 'target');
  try {
    await run(cargo, source, target);
  } catch (error) {
    throw new MissingTool(hint(error.message) ?? `${program} could not be built; cargo's own words are above.`);
  }
  // Two builds at once must not leave half a program behind.
  const unfinished = `${built}.${process.pid}`;
  copyFileSync(join(target, 'release', program), unfinished);
  renameSync(unfinished, built);
  return built;
}

/** Command line: the program's path on standard output, or one sentence on standard error and exit code 1. */
export async function main(options) {
  try {
    process.stdout.write(`${await buildRustPeer(options)}\n`);
  } catch (error) {
    if (!(error instanceof MissingTool)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
