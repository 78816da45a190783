import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidDatabase } from './invalid-database.ts';

/**
 * Names a process beyond its id, which is given again after a reboot and is always the same in a container: with its
 * start time and the boot it belongs to, where the system tells them (Linux).
 */
async function identityOf(pid: number): Promise<string | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    // The command name, in parentheses, may hold spaces; start time is field 22, the 20th after it.
    const startTime = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
    return `${pid} ${startTime} ${boot.trim()}`;
  } catch {
    // No such process, or no /proc on this system: a signal of 0 tells which.
    return isAlive(pid) ? `${pid}` : null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * Makes sure that one process at a time uses a directory; a lock that a killed process left behind is taken over.
 * Returns the way to give it back.
 * @throws InvalidDatabase `in-use`
 */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  const file = join(directory, 'in-use-by');
  const mine = (await identityOf(process.pid)) ?? String(process.pid);
  for (let tries = 0; tries < 2; tries++) {
    try {
      await writeFile(file, mine, { flag: 'wx', mode: 0o600 });
      return () => rm(file, { force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const holder = await readFile(file, 'utf8').catch(() => ''); // given back meanwhile
    const pid = Number.parseInt(holder, 10);
    if (Number.isInteger(pid) && pid > 0 && (await identityOf(pid)) === holder)
      throw new InvalidDatabase(
        'in-use',
        `The embedded database in ${directory} is used by the process ${pid}. Stop that gateway first, or give this one another database.directory.`,
      );
    await rm(file, { force: true });
  }
  throw new InvalidDatabase('in-use', `The embedded database in ${directory} is being opened by another process.`);
}
