import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const program = join(import.meta.dirname, '../../../bin/mimi-gateway.mjs');
/** Says what each beginning of the process was given, before the program itself. */
const witness = 'console.log([process.pid, process.env.MALLOC_ARENA_MAX, ...process.execArgv.slice(2)].join(" "));';

async function start(
  environment: Record<string, string>,
): Promise<{ pid: number; said: string[]; code: number | null }> {
  const child = spawn(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(witness)}`, program, '--config', '/nowhere.yaml', 'start'],
    { env: { PATH: process.env['PATH'] ?? '', ...environment }, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const said = (await text(child.stdout)).trim().split('\n');
  return { pid: child.pid!, said, code: await ended };
}

describe('the program', () => {
  it('begins again in place with settings that keep it small: pid and exit code are those of what was started', async () => {
    const { pid, said, code } = await start({});
    expect(said).toEqual([`${pid} `, `${pid} 2 --max-semi-space-size=4`]);
    expect(code).toBe(1);
  });

  it('leaves settings alone that its surroundings have made', async () => {
    const { pid, said } = await start({ MALLOC_ARENA_MAX: '8' });
    expect(said).toEqual([`${pid} 8`]);
  });

  it('keeps the young generation that its surroundings ask for', async () => {
    const { pid, said } = await start({ NODE_OPTIONS: '--max-semi-space-size=64' });
    expect(said).toEqual([`${pid} `, `${pid} 2`]);
  });
});
