import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { main } from '../../../src/cli/index.ts';
import { prepareDatabase } from '../store/prepared-database.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mimi-cli-'));
  file = join(folder, 'gateway.yaml');
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

async function run(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => Boolean((out += String(chunk))));
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => Boolean((err += String(chunk))));
  const code = await main(['--config', file, ...args], {});
  vi.restoreAllMocks();
  return { code, out, err };
}

const init = ['init', '--domain', 'mimi.example.org', '--matrix', 'example.org', '--xmpp', 'example.org'];

describe('init', () => {
  it('writes a configuration that only its owner can read, and never over another', async () => {
    expect((await run(...init)).code).toBe(0);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const before = readFileSync(file, 'utf8');
    const again = await run(...init);
    expect(again.code).toBe(1);
    expect(again.err).toContain('exists already');
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it('says in a sentence what was wrong with an argument', async () => {
    const { code, err } = await run(...init, '--admin-port', 'ten');
    expect(code).toBe(1);
    expect(err).toBe('--admin-port must be a port, a number from 1 to 65535.\n');
  });
});

describe('registration', () => {
  it('GW-01: claims exclusive namespaces for ghosts and aliases, with the tokens of the configuration', async () => {
    await run(...init);
    const settings = parse(readFileSync(file, 'utf8')) as { matrix: Record<string, unknown> };
    const registration = parse((await run('registration')).out) as Record<string, unknown>;
    expect(registration).toMatchObject({
      as_token: settings.matrix['as_token'],
      hs_token: settings.matrix['hs_token'],
      url: 'http://127.0.0.1:9902',
      namespaces: {
        users: [{ exclusive: true, regex: String.raw`@_mimi_.*:example\.org` }],
        aliases: [{ exclusive: true, regex: String.raw`#_mimi_.*:example\.org` }],
      },
    });
  });

  it('is written to a file that only its owner can read', async () => {
    await run(...init);
    const target = join(folder, 'registration.yaml');
    expect((await run('registration', '--output', target)).code).toBe(0);
    expect(statSync(target).mode & 0o777).toBe(0o600);
  });
});

describe('what goes wrong', () => {
  it('is one sentence without a stack trace', async () => {
    writeFileSync(file, 'hub: {}\nkeys: []\n');
    const { code, err } = await run('registration');
    expect(code).toBe(1);
    expect(err).toContain('hub.domain is missing: set it, or MIMI_GATEWAY_HUB_DOMAIN.');
    expect(err).not.toContain('    at ');
  });

  it('a gateway that does not run is said to not run', async () => {
    const port = await freePort();
    await run(...init, '--admin-port', String(port));
    // The command line needs the token before it can ask.
    const token = join(folder, 'data', 'admin-token');
    expect((await run('rooms', 'list')).err).toContain(`admin.token_file: ${token} can't be used (ENOENT)`);
  });

  it('an unknown command is refused', async () => {
    expect((await run('dance')).code).toBe(1);
  });
});

describe('doctor', () => {
  it('names each setting behind a connection that can not be made, and the limits of the embedded database', async () => {
    const [homeserver, component] = [await freePort(), await freePort()];
    const places = ['--homeserver', `http://127.0.0.1:${homeserver}`, '--component-port', String(component)];
    await run(...init, ...places, '--admin-port', String(await freePort()));
    await prepareDatabase(join(folder, 'data', 'database'));
    const { code, out } = await run('doctor');
    expect(code).toBe(1);
    expect(out).toContain('never calls fsync');
    expect(out).toContain('correct matrix.homeserver_url');
    expect(out).toContain('correct xmpp.host and xmpp.port');
  });

  it('recognises a wrong component secret', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.on('data', (chunk) => {
        if (chunk.includes('<handshake')) {
          const condition = '<not-authorized xmlns="urn:ietf:params:xml:ns:xmpp-streams"/>';
          socket.end(`<stream:error>${condition}</stream:error></stream:stream>`);
        } else {
          socket.write('<?xml version="1.0"?><stream:stream xmlns:stream="http://etherx.jabber.org/streams" id="1">');
        }
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    await run('init', '--domain', 'mimi.example.org', '--xmpp', 'example.org', '--component-port', String(port));
    await prepareDatabase(join(folder, 'data', 'database'));
    const { out } = await run('doctor');
    server.close();
    expect(out).toContain('xmpp.secret is not the secret of the component');
  });
});

it('version is the one of the package', async () => {
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8')) as {
    version: string;
  };
  expect((await run('version')).out).toBe(`${version}\n`);
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
