import { type ChildProcess, spawn } from 'node:child_process';
import { connect } from 'node:net';

/** A real XMPP server that was started for a test, with a place for one component. */
export interface XmppServer {
  readonly software: 'prosody' | 'ejabberd';
  /** Host of its users: `localhost`. */
  readonly domain: string;
  /** Where clients connect: `xmpp://127.0.0.1:PORT`. */
  readonly service: string;
  readonly componentPort: number;
  readonly componentDomain: string;
  readonly secret: string;
  /** Process id of the server itself (not of a control script); changes with `restart`. */
  readonly pid: number;
  /** How to start it again from outside, and where. */
  readonly command: readonly string[];
  readonly directory: string;
  /** Makes an account; its bare JID. An account that exists gets the new password. */
  registerUser(name: string, password: string): Promise<string>;
  /** Ends it in its own order. */
  stop(): Promise<void>;
  /** Ends it with SIGKILL. */
  kill(): Promise<void>;
  /** Starts it again after `stop` or `kill` (stops it first if it runs), on the same ports with the same data. */
  restart(): Promise<void>;
}

export interface XmppServerOptions {
  /** Folder of this server alone; made when it is missing. */
  readonly directory: string;
  readonly componentDomain: string;
  readonly secret: string;
  /** Host of its users. */
  readonly domain?: string;
  /** Free ports are taken when it is not given. */
  readonly ports?: { readonly client: number; readonly component: number };
}

/** How a server is started, and where it is heard. */
export interface Launch {
  readonly software: 'prosody' | 'ejabberd';
  readonly command: readonly string[];
  readonly directory: string;
  readonly environment?: NodeJS.ProcessEnv;
  readonly ports: readonly number[];
}

/** Starts a server; resolves when it listens on all its ports. @throws with the end of what it said when it does not */
export async function launch({ software, command, directory, environment, ports }: Launch): Promise<ChildProcess> {
  const [program = '', ...args] = command;
  let said = '';
  let over: string | null = null;
  const child = spawn(program, args, {
    cwd: directory,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const output of [child.stdout, child.stderr]) {
    output.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-2000);
    });
  }
  child.once('error', (error) => {
    over = `${error.message}. Install it with: node scripts/install-debian-packages.mjs ${software}`;
  });
  child.once('exit', (code, signal) => {
    over ??= `exit ${code ?? signal ?? 'unknown'}: ${said}`;
  });
  for (const port of ports) await untilListening(port, software, () => over);
  return child;
}

/** Resolves when something listens on a port of 127.0.0.1. @throws with the server's name after 60 s */
async function untilListening(port: number, server: string, gaveUp: () => string | null): Promise<void> {
  const end = Date.now() + 60_000;
  for (;;) {
    if (await accepts(port)) return;
    const why = gaveUp();
    if (why !== null) throw new Error(`${server} ended before it listened: ${why}`);
    if (Date.now() > end) throw new Error(`${server} did not listen on port ${port} within 60 s`);
    await pause(50);
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}

/** Resolves when the process is gone. */
export async function untilGone(pid: number): Promise<void> {
  const end = Date.now() + 20_000;
  while (runs(pid)) {
    if (Date.now() > end) process.kill(pid, 'SIGKILL');
    await pause(20);
  }
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
