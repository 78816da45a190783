/**
 * The gateway as a child process, as an operator runs it: configured by `init`, driven by the command line.
 *
 * ```ts
 * const gateway = await configureGateway({ directory, … });   // has secrets and a registration, runs not yet
 * await gateway.start();                                      // resolves when it is ready
 * await gateway.kill(); await gateway.start();                // as a power cut would
 * await gateway.stop();
 * ```
 * @module
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import type { RoomReport } from '../../../src/admin/index.ts';
import { freePorts } from './free-port.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../..');
const program = join(root, 'bin', 'mimi-gateway.mjs');
const patience = 120_000;

export interface GatewayOptions {
  /** Folder of this gateway alone. A configuration that is there already is used as it is. */
  readonly directory: string;
  readonly homeserverUrl: string;
  readonly serverName: string;
  readonly xmppHost: string;
  readonly componentDomain: string;
  readonly componentPort: number;
  /** PostgreSQL; null: the embedded database. */
  readonly databaseUrl: string | null;
}

export interface Gateway {
  readonly directory: string;
  /** `http://127.0.0.1:port` of the admin API. */
  readonly admin: string;
  /** What starts it, in `cwd`. */
  readonly command: readonly string[];
  readonly cwd: string;
  readonly componentSecret: string;
  /** Registration of the application service, as the homeserver reads it. */
  readonly registration: object;
  pid(): number | undefined;
  /** Resolves when it is ready. @throws with the end of its log */
  start(): Promise<void>;
  /** SIGTERM. @returns its exit code */
  stop(): Promise<number | null>;
  kill(): Promise<void>;
  /** Runs a command of the command line; its standard output. @throws with what it said on standard error */
  cli(...args: readonly string[]): Promise<string>;
  room(name: string): Promise<RoomReport>;
}

export async function configureGateway(options: GatewayOptions): Promise<Gateway> {
  const { directory } = options;
  await mkdir(directory, { recursive: true });
  const file = join(directory, 'mimi-gateway.yaml');
  const command = [process.execPath, program, '--config', file, 'start'];

  async function cli(...args: readonly string[]): Promise<string> {
    return (await run(process.execPath, [program, '--config', file, ...args], { cwd: root })).stdout;
  }
  if (!existsSync(file)) await cli('init', ...(await initArguments(options)));
  const settings = parse(await readFile(file, 'utf8')) as { admin: { port: number }; xmpp: { secret: string } };
  const admin = `http://127.0.0.1:${settings.admin.port}`;
  const log = join(directory, 'gateway.log');
  let child: ChildProcess | null = null;

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    const ending = child;
    if (ending === null || ending.exitCode !== null || ending.signalCode !== null) return ending?.exitCode ?? null;
    const ended = new Promise((resolve) => ending.once('exit', resolve));
    ending.kill(signal);
    await ended;
    return ending.exitCode;
  }

  return {
    directory,
    admin,
    command,
    cwd: root,
    componentSecret: settings.xmpp.secret,
    registration: parse(await cli('registration')) as object,
    pid: () => child?.pid,
    async start() {
      const output = await open(log, 'a');
      child = spawn(command[0]!, command.slice(1), { cwd: root, stdio: ['ignore', output.fd, output.fd] });
      await output.close();
      await untilReady(admin, child, log);
    },
    stop: () => end('SIGTERM'),
    async kill() {
      await end('SIGKILL');
    },
    cli,
    room: async (name) => JSON.parse(await cli('rooms', 'show', name, '--json')) as RoomReport,
  };
}

async function initArguments(options: GatewayOptions): Promise<readonly string[]> {
  const [adminPort, listenPort] = await freePorts(2);
  return [
    ...['--domain', 'mimi.localhost'],
    ...['--admin-port', String(adminPort)],
    ...(options.databaseUrl === null ? [] : ['--database-url', options.databaseUrl]),
    ...['--matrix', options.serverName, '--homeserver', options.homeserverUrl, '--listen', String(listenPort)],
    ...['--xmpp', options.xmppHost, '--component', options.componentDomain],
    ...['--component-port', String(options.componentPort)],
  ];
}

async function untilReady(admin: string, child: ChildProcess, log: string): Promise<void> {
  const deadline = Date.now() + patience;
  let said = 'nothing';
  while (Date.now() < deadline && child.exitCode === null && child.signalCode === null) {
    const answer = await readiness(admin);
    if (answer?.ready === true) return;
    if (answer !== null) said = answer.problems.join(' ');
    await delay(50);
  }
  const ended = child.exitCode === null ? `is not ready after ${patience / 1000} s` : `ended with ${child.exitCode}`;
  const tail = (await readFile(log, 'utf8')).slice(-3000);
  throw new Error(`The gateway ${ended} (it said: ${said}). The end of its log:\n${tail}`);
}

async function readiness(admin: string): Promise<{ ready: boolean; problems: readonly string[] } | null> {
  try {
    return (await (await fetch(`${admin}/readyz`)).json()) as { ready: boolean; problems: readonly string[] };
  } catch (error) {
    // Nothing listens there yet: fetch reports a refused connection as a TypeError.
    if (error instanceof TypeError) return null;
    throw error;
  }
}
