/**
 * A judge over what the CDDL of a draft allows that is not ours: zcbor, in a Python environment of its own under
 * `.cache/`, fetched when it is wanted for the first time.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const zcbor = '0.9.1';
/** zcbor 0.9 needs names that later releases of cbor2 took out. */
const cbor2 = '5.6.5';

const environments = new URL('../../../scripts/python-environment.mjs', import.meta.url);
const script = fileURLToPath(new URL('cddl_judge.py', import.meta.url));

const environment = {
  name: 'zcbor',
  version: zcbor,
  module: 'zcbor',
  packages: [`zcbor==${zcbor}`, `cbor2==${cbor2}`],
  size: '35 MB',
};

/** Fetches the judge when needed. @returns path of its python @throws what to do when it can't be had */
export async function fetchJudge(): Promise<string> {
  const { fetchPython } = (await import(environments.href)) as { fetchPython: (wanted: typeof environment) => string };
  return fetchPython(environment);
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
