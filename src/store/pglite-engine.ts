import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { lockDirectory } from './directory-lock.ts';
import type { Engine } from './engine.ts';
import { InvalidDatabase } from './invalid-database.ts';
import { PgliteSession } from './pglite-session.ts';
import { Turns } from './turns.ts';

const int8 = 20;
const bytea = 17;

async function makePrivate(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    // PGlite creates its files readable by all.
    await chmod(directory, 0o700);
  } catch (error) {
    throw new InvalidDatabase(
      'no-directory',
      `The directory ${directory} of database.directory can't be made or isn't ours. Create it, owned by the gateway's user.`,
      error,
    );
  }
}

/** PostgreSQL compiled to WebAssembly, in this process, in a directory that belongs to this process alone. */
export async function openPgliteEngine(options: { readonly directory: string }): Promise<Engine> {
  await makePrivate(options.directory);
  const unlock = await lockDirectory(options.directory);
  let lite: PGlite;
  try {
    lite = await PGlite.create(join(options.directory, 'pglite'), {
      parsers: {
        [int8]: (text: string) => BigInt(text),
        [bytea]: (text: string) => new Uint8Array(Buffer.from(text.slice(2), 'hex')),
      },
      // Its default of 128 MB would be the greater part of the gateway's memory; the files are in the system's cache too.
      startParams: [...PGlite.defaultStartParams, '-c', 'shared_buffers=24MB'],
      // PGlite's own goes octet by octet, which takes longer than the statement itself from some kilobytes on.
      serializers: { [bytea]: (octets: Uint8Array) => `\\x${Buffer.from(octets).toString('hex')}` },
    });
  } catch (error) {
    await unlock();
    throw error;
  }
  const turns = new Turns();
  // PGlite is one session, and a transaction has it for itself.
  const inTurn = <T>(task: () => Promise<T>): Promise<T> => turns.run('session', task);
  const session = new PgliteSession(lite);
  return {
    kind: 'pglite',
    address: options.directory,
    withSession: (work) => inTurn(() => work(session)),
    listen: (channel, listener) =>
      inTurn(async () => {
        const unlisten = await lite.listen(channel, listener);
        return () => inTurn(() => unlisten());
      }),
    // The lock on the directory says it already.
    showPresence: () => Promise.resolve(),
    async close() {
      await inTurn(() => lite.close());
      await unlock();
    },
  };
}
