/**
 * A real Synapse as a child process, on a free loopback port, with everything it owns in one directory.
 *
 * ```ts
 * const synapse = await startSynapse({ registration });
 * const alice = await synapse.registerUser('alice');
 * await synapse.kill(); // as a power cut would; `await synapse.restart()` brings the same server back
 * await synapse.stop();
 * ```
 * @module
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePorts } from './free-port.ts';
import { homeserverYaml, logYaml } from './synapse-config.ts';

/** Server name of every test homeserver: users are `@name:localhost`. */
export const serverName = 'localhost';

export interface SynapseOptions {
  /** Registration file of an application service, as an object; absent: none. */
  readonly registration?: object;
  /** Registrations of further application services. */
  readonly also?: readonly object[];
  /** Where it keeps everything; absent: a temporary directory that `stop()` removes. */
  readonly directory?: string;
  /** Absent: a free one. */
  readonly port?: number;
}

export interface MatrixAccount {
  readonly homeserverUrl: string;
  readonly userId: string;
  readonly password: string;
  readonly accessToken: string;
}

export interface Synapse {
  /** `http://127.0.0.1:port`. */
  readonly url: string;
  readonly serverName: string;
  readonly registrationSharedSecret: string;
  readonly directory: string;
  /** What starts it again, for whoever drives it from outside: run in `directory`. */
  readonly command: readonly string[];
  pid(): number | undefined;
  /** Registers a user through the shared-secret API; the password is the localpart unless given. */
  registerUser(localpart: string, options?: { password?: string; admin?: boolean }): Promise<MatrixAccount>;
  /** SIGTERM, waits for the end, removes a temporary directory. */
  stop(): Promise<void>;
  /** SIGKILL: what it had not written is lost. */
  kill(): Promise<void>;
  /** Starts it again on the same port and database; ends it first when it runs. */
  restart(): Promise<void>;
}

/** @throws when Synapse was not fetched yet or does not start; the message carries the end of its log. */
export async function startSynapse(options: SynapseOptions = {}): Promise<Synapse> {
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'synapse-')));
  await mkdir(directory, { recursive: true });
  const port = options.port ?? Number((await freePorts(1))[0]);
  const secret = 'shared-secret';
  const command = [await synapsePython(), '-m', 'synapse.app.homeserver', '--config-path', 'homeserver.yaml'];
  await writeConfiguration(directory, port, secret, [
    options.registration ?? standInRegistration,
    ...(options.also ?? []),
  ]);

  const url = `http://127.0.0.1:${port}`;
  let child = await launch(command, directory, url);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  };
  return {
    url,
    serverName,
    registrationSharedSecret: secret,
    directory,
    command,
    pid: () => child.pid,
    registerUser: (localpart, user = {}) => registerUser(url, secret, localpart, user),
    async stop() {
      await end('SIGTERM');
      if (options.directory === undefined) await rm(directory, { recursive: true, force: true });
    },
    kill: () => end('SIGKILL'),
    async restart() {
      await end('SIGTERM');
      child = await launch(command, directory, url);
    },
  };
}

async function synapsePython(): Promise<string> {
  const script = new URL('../../../scripts/fetch-synapse.mjs', import.meta.url);
  const { cachedSynapse } = (await import(script.href)) as { cachedSynapse: () => string | null };
  const python = cachedSynapse();
  if (python === null) throw new Error('Synapse is not there yet; fetch it with: node scripts/fetch-synapse.mjs');
  return python;
}

async function writeConfiguration(
  directory: string,
  port: number,
  secret: string,
  registrations: readonly object[],
): Promise<void> {
  const files = registrations.map((_, index) => join(directory, `registration-${index}.yaml`));
  await writeFile(
    join(directory, 'homeserver.yaml'),
    homeserverYaml({ directory, port, secret, serverName, registrations: files }),
  );
  await writeFile(join(directory, 'log.yaml'), logYaml(join(directory, 'homeserver.log')));
  // JSON is YAML.
  for (const [index, file] of files.entries()) await writeFile(file, JSON.stringify(registrations[index]));
  const key = join(directory, 'signing.key');
  if (!existsSync(key)) {
    await writeFile(key, `ed25519 a_test ${randomBytes(32).toString('base64').replace(/=+$/, '')}\n`);
  }
}

/** An application service that matches nothing and is never called. */
const standInRegistration = {
  id: 'none',
  url: null,
  as_token: 'none',
  hs_token: 'none',
  sender_localpart: 'none',
  namespaces: { users: [], aliases: [], rooms: [] },
};

async function launch(command: readonly string[], directory: string, url: string): Promise<ChildProcess> {
  const [program, ...args] = command;
  if (program === undefined) throw new Error('no program to start');
  const output = await open(join(directory, 'output.log'), 'a');
  const child = spawn(program, args, { cwd: directory, stdio: ['ignore', output.fd, output.fd] });
  await output.close();
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) break;
    if (await answers(url)) return child;
    await delay(50);
  }
  child.kill('SIGKILL');
  const log = await readFile(join(directory, 'output.log'), 'utf8');
  throw new Error(`Synapse did not start within 60 s. The end of its output:\n${log.slice(-2000)}`);
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/_matrix/client/versions`)).ok;
  } catch (error) {
    // Nothing listens there yet: fetch reports a refused connection as a TypeError.
    if (error instanceof TypeError) return false;
    throw error;
  }
}

async function registerUser(
  url: string,
  secret: string,
  localpart: string,
  options: { password?: string; admin?: boolean },
): Promise<MatrixAccount> {
  const endpoint = `${url}/_synapse/admin/v1/register`;
  const { nonce } = (await (await fetch(endpoint)).json()) as { nonce: string };
  const password = options.password ?? localpart;
  const admin = options.admin ?? false;
  const mac = createHmac('sha1', secret)
    .update([nonce, localpart, password, admin ? 'admin' : 'notadmin'].join('\0'))
    .digest('hex');
  const response = await fetch(endpoint, {
    method: 'POST',
    body: JSON.stringify({ nonce, username: localpart, password, admin, mac }),
  });
  const answer = (await response.json()) as { user_id: string; access_token: string; error?: string };
  if (!response.ok) throw new Error(`Synapse did not register ${localpart}: ${answer.error ?? response.statusText}`);
  return { homeserverUrl: url, userId: answer.user_id, password, accessToken: answer.access_token };
}
