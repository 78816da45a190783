import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { freePorts } from './support/free-port.ts';
import type { Gateway } from './support/gateway.ts';
import { configureGateway } from './support/gateway.ts';
import type { Postgres } from './support/postgres.ts';
import { startPostgres } from './support/postgres.ts';
import { startProsody } from './support/prosody.ts';
import type { Synapse } from './support/synapse.ts';
import { serverName, startSynapse } from './support/synapse.ts';
import type { XmppServer } from './support/xmpp-server.ts';

let directory: string;
let gateway: Gateway;
let synapse: Synapse;
let prosody: XmppServer;
let postgres: Postgres;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mimi-start-'));
  const [homeserver, client, component] = await freePorts(3);
  postgres = await startPostgres();
  gateway = await configureGateway({
    directory: join(directory, 'gateway'),
    homeserverUrl: `http://127.0.0.1:${homeserver!}`,
    serverName,
    xmppHost: 'localhost',
    componentDomain: 'rooms.localhost',
    componentPort: component!,
    databaseUrl: await postgres.createDatabase('gateway'),
  });
  synapse = await startSynapse({
    directory: join(directory, 'synapse'),
    port: homeserver!,
    registration: gateway.registration,
  });
  prosody = await startProsody({
    directory: join(directory, 'prosody'),
    componentDomain: 'rooms.localhost',
    secret: gateway.componentSecret,
    ports: { client: client!, component: component! },
  });
});

afterAll(async () => {
  await synapse.stop();
  await prosody.stop();
  await postgres.stop();
  await rm(directory, { recursive: true, force: true });
});

interface Settings {
  [section: string]: Record<string, unknown>;
}

/** Runs the gateway with settings of its own until it ends by itself. */
async function startWith(change: (settings: Settings) => void): Promise<{ code: number | null; said: string }> {
  const settings = parse(await readFile(join(gateway.directory, 'mimi-gateway.yaml'), 'utf8')) as Settings;
  change(settings);
  const file = join(gateway.directory, 'changed.yaml');
  await writeFile(file, stringify(settings));
  const [program, ...args] = gateway.command.map((word) => (word.endsWith('mimi-gateway.yaml') ? file : word));
  const child = spawn(program!, args, { cwd: gateway.cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const impatience = setTimeout(() => child.kill('SIGKILL'), 60_000);
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  clearTimeout(impatience);
  // What Node says of libraries is not ours.
  return { code, said: said.replace(/^\(.*(Warning|node --trace).*\n/gm, '') };
}

const faults: readonly (readonly [string, (settings: Settings) => unknown, RegExp])[] = [
  ['a wrong component secret', ({ xmpp }) => (xmpp!['secret'] = 'wrong'), /xmpp\.secret/],
  ['a component that the server does not have', ({ xmpp }) => (xmpp!['domain'] = 'other.localhost'), /xmpp\.domain/],
  ['a token that the homeserver does not know', ({ matrix }) => (matrix!['as_token'] = 'wrong'), /matrix\.as_token/],
  [
    'a password that the database refuses',
    ({ database }) => (database!['url'] = `${postgres.url}-that-is-not`),
    /database\.url|does not exist/,
  ],
  ['a missing setting', ({ hub }) => delete hub!['domain'], /hub\.domain is missing/],
];

describe('a gateway that can not run says in a sentence which setting to mend, and ends with 1', () => {
  it.each(faults)('%s', async (_name, change, sentence) => {
    const { code, said } = await startWith(change);
    expect(said).toMatch(sentence);
    expect(said).not.toMatch(/^ {4}at /m);
    expect(said.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(1);
  });

  it.each(['admin', 'matrix'])('a taken port of %s', async (section) => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    const { code, said } = await startWith((settings) => {
      if (section === 'admin') settings['admin']!['port'] = port;
      else settings['matrix']!['listen'] = { port };
    });
    other.close();
    expect(said).toMatch(new RegExp(`${section}\\.(port|listen).*${port}`));
    expect(said.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(1);
  });

  it('a database that is down', async () => {
    await postgres.kill();
    const { code, said } = await startWith(() => undefined);
    await postgres.start();
    expect(said).toMatch(/database/);
    expect(said).not.toMatch(/^ {4}at /m);
    expect(code).toBe(1);
  });
});

describe('a gateway that runs', () => {
  it('is ready, is found well by doctor, and ends with 0 when it is asked to', async () => {
    await gateway.start();
    const findings = await gateway.cli('doctor');
    expect(findings).toContain('ok   gateway: It runs and is ready.');
    expect(findings).toContain(`ok   matrix: The homeserver reaches the gateway`);
    expect(findings).not.toContain('FAIL');
    const metrics = await (await fetch(`${gateway.admin}/metrics`)).text();
    expect(metrics).toContain('mimi_inbox_waiting');
    expect(await gateway.stop()).toBe(0);
  });

  it('writes no secret into its log', async () => {
    const log = await readFile(join(gateway.directory, 'gateway.log'), 'utf8');
    const settings = parse(await readFile(join(gateway.directory, 'mimi-gateway.yaml'), 'utf8')) as Settings;
    const secrets = [settings['matrix']!['as_token'], settings['matrix']!['hs_token'], settings['xmpp']!['secret']];
    expect(log.length).toBeGreaterThan(0);
    for (const secret of secrets) expect(log).not.toContain(secret);
  });
});
