/**
 * A judge over what the CDDL of a draft allows that is not ours: zcbor, in a Python environment of its own under
 * `.cache/`, fetched when it is wanted for the first time.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const zcbor = '0.9.1';
/** zcbor 0.9 needs names that later releases of cbor2 took out. */
const cbor2 = '5.6.5';

const cache = fileURLToPath(new URL('../../../.cache/zcbor/', import.meta.url));
const script = fileURLToPath(new URL('cddl_judge.py', import.meta.url));

/** Fetches the judge when needed. @returns path of its python @throws what to do when it can't be had */
export function fetchJudge(): string {
  const home = join(cache, zcbor);
  const python = join(home, 'bin', 'python');
  if (existsSync(join(home, 'complete'))) return python;
  mkdirSync(cache, { recursive: true });
  // A folder of this process, renamed when complete: neither an interruption nor a second process leaves half of it.
  const building = join(cache, `building-${process.pid}`);
  rmSync(building, { recursive: true, force: true });
  run('python3', ['-m', 'venv', building], 'Install it, for example with: apt-get install python3-venv');
  run(
    join(building, 'bin', 'python'),
    ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `zcbor==${zcbor}`, `cbor2==${cbor2}`],
    'Is the Python package index reachable? Try again, or set PIP_INDEX_URL to a mirror.',
  );
  writeFileSync(join(building, 'complete'), '');
  rmSync(home, { recursive: true, force: true });
  renameSync(building, home);
  return python;
}

function run(command: string, args: readonly string[], advice: string): void {
  const done = spawnSync(command, args, { stdio: ['ignore', 2, 2] });
  if (done.status === 0) return;
  const why = done.error?.message ?? `exit code ${done.status ?? done.signal}`;
  throw new Error(`"${command} ${args.slice(0, 3).join(' ')} …" failed (${why}). ${advice}`);
}

export interface Verdict {
  readonly count: number;
  readonly refused: readonly { readonly at: number; readonly why: string }[];
}

/** Which of some messages a rule of a CDDL file does not allow. */
export async function judge(
  python: string,
  cddl: URL,
  rule: string,
  messages: readonly Uint8Array[],
): Promise<Verdict> {
  const child = spawn(python, [script, fileURLToPath(cddl), rule], { stdio: ['pipe', 'pipe', 'inherit'] });
  const answer: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => answer.push(chunk));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const framed = messages.flatMap((message) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(message.length);
    return [length, message];
  });
  child.stdin.end(Buffer.concat(framed));
  const code = await ended;
  if (code !== 0) throw new Error(`The CDDL judge ended with ${code}: see its words above.`);
  return JSON.parse(Buffer.concat(answer).toString('utf8')) as Verdict;
}
