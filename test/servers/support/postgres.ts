import { execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { freePorts } from './free-port.ts';

const run = promisify(execFile);

/** A PostgreSQL server of our own in a temporary directory. */
export interface Postgres {
  readonly url: string;
  readonly port: number;
  /** What starts it again, for whoever drives it from outside: run in `directory`. */
  readonly command: readonly string[];
  readonly directory: string;
  /** Process id of the postmaster. */
  pid(): number;
  /** `kill -9` of the server and all its backends. */
  kill(): Promise<void>;
  /** Starts it again after `kill`, on the same port and data. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Makes an empty database and returns its URL. */
  createDatabase(name: string): Promise<string>;
}

const startTimeoutMs = 60_000;

function findBinaries(): string {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env.PATH ?? '').split(delimiter),
  ];
  const found = folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
  if (found === undefined) throw new Error('PostgreSQL is not installed: apt-get install postgresql');
  return found;
}

interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root, so root starts it as somebody else. */
async function accountForServer(): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null;
  for (const name of ['postgres', 'nobody']) {
    try {
      const [{ stdout: uid }, { stdout: gid }] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
      return { name, uid: Number(uid), gid: Number(gid) };
    } catch {
      // No such account on this machine: try the next.
    }
  }
  throw new Error('Running as root, PostgreSQL needs an unprivileged account: adduser --system postgres');
}

/** `setpriv` gives its place to the server, so that the pid of one is the pid of the other. */
function asAccount(account: Account | null): readonly string[] {
  if (account === null) return [];
  return ['setpriv', `--reuid=${account.uid}`, `--regid=${account.gid}`, '--clear-groups'];
}

/**
 * Starts a server on a free loopback port; with `fsync`, commits cost what they cost in service.
 * @param options.directory for its data, which then stay when it is stopped
 */
export async function startPostgres(
  options: { readonly fsync?: boolean; readonly directory?: string } = {},
): Promise<Postgres> {
  const binaries = findBinaries();
  const account = await accountForServer();
  const identity = account === null ? {} : { uid: account.uid, gid: account.gid };
  // Not below a private temporary directory, which the other account could not enter.
  const directory = options.directory ?? (await mkdtemp('/tmp/mimi-postgres-'));
  await mkdir(directory, { recursive: true });
  await chmod(directory, 0o755);
  if (account !== null) await chown(directory, account.uid, account.gid);
  const data = join(directory, 'data');
  const user = account?.name ?? userInfo().username;
  const environment = { ...process.env, LC_ALL: 'C', PGUSER: user };
  if (!existsSync(data)) {
    await run(join(binaries, 'initdb'), ['-D', data, '-U', user, '-A', 'trust', '-E', 'UTF8', '--no-sync'], {
      ...identity,
      cwd: directory,
      env: environment,
    });
  }
  const [port = 0] = await freePorts(1);
  const url = (database: string): string => `postgres://${user}@127.0.0.1:${port}/${database}`;
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: directory,
    fsync: options.fsync === true ? 'on' : 'off',
    max_connections: '60',
    log_min_messages: 'fatal',
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const command = [...asAccount(account), join(binaries, 'postgres'), '-D', data, ...flags];

  let child: ReturnType<typeof spawn> | null = null;
  let output = '';

  function launch(): ReturnType<typeof spawn> {
    output = '';
    const launched = spawn(command[0] ?? '', command.slice(1), {
      cwd: directory,
      env: environment,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    launched.stderr.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString('utf8')).slice(-4_000);
    });
    return launched;
  }

  async function start(): Promise<void> {
    const deadline = Date.now() + startTimeoutMs;
    child = launch();
    for (;;) {
      if (child.exitCode !== null) {
        // After a kill, backends that have not noticed yet keep the data for themselves.
        if (!/still in use|lock file/.test(output) || Date.now() > deadline)
          throw new Error(`PostgreSQL ended with ${child.exitCode}: ${output}`);
        child = launch();
      }
      const ready = await run(join(binaries, 'pg_isready'), ['-h', '127.0.0.1', '-p', String(port), '-q']).then(
        () => true,
        () => false,
      );
      if (ready) return;
      if (Date.now() > deadline) throw new Error(`PostgreSQL did not start within a minute: ${output}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async function end(signal: 'SIGINT' | 'SIGKILL'): Promise<void> {
    const ending = child;
    if (ending === null || ending.exitCode !== null || ending.signalCode !== null) return;
    const ended = new Promise((resolve) => ending.once('exit', resolve));
    ending.kill(signal);
    await ended;
    child = null;
  }

  await start();
  return {
    url: url('postgres'),
    port,
    command,
    directory,
    pid: () => child?.pid ?? 0,
    // Backends notice that the postmaster is gone and end by themselves.
    kill: () => end('SIGKILL'),
    start,
    async stop() {
      await end('SIGINT');
      if (options.directory === undefined) await rm(directory, { recursive: true, force: true });
    },
    async createDatabase(name) {
      await run(join(binaries, 'createdb'), ['-h', '127.0.0.1', '-p', String(port), '-U', user, name]);
      return url(name);
    },
  };
}
