import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import {
  commentedConfiguration,
  ConfigurationError,
  exampleValues,
  newConfigurationValues,
  readConfiguration,
} from '../../../src/config/index.ts';

const key = Buffer.alloc(32, 7).toString('base64');
const small = { hub: { domain: 'mimi.example.org' }, keys: [{ id: '1', key }] };
const matrix = {
  homeserver_url: 'http://127.0.0.1:8008/',
  server_name: 'example.org',
  provider_domain: 'matrix.example.org',
  as_token: 'as-secret',
  hs_token: 'hs-secret',
  listen: { port: 9902 },
  url: 'http://127.0.0.1:9902',
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mimi-config-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function read(values: object | string, environment: NodeJS.ProcessEnv = {}) {
  const file = join(folder, 'gateway.yaml');
  writeFileSync(file, typeof values === 'string' ? values : stringify(values));
  return readConfiguration(file, environment);
}

function problemsOf(values: object | string, environment: NodeJS.ProcessEnv = {}): string {
  try {
    read(values, environment);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  return 'no problem';
}

describe('reading', () => {
  it('a small file gets its defaults, and paths start from its folder', () => {
    const configuration = read(small);
    expect(configuration.database).toEqual({ kind: 'pglite', directory: join(folder, 'data/database') });
    expect(configuration.admin).toEqual({ host: '127.0.0.1', port: 9903, tokenFile: join(folder, 'data/admin-token') });
    expect(configuration.matrix).toBeNull();
    expect(configuration.keys[0]?.key).toEqual(new Uint8Array(32).fill(7));
  });

  it('a network section gets its defaults', () => {
    const configuration = read({ ...small, matrix });
    expect(configuration.matrix).toMatchObject({
      homeserverUrl: 'http://127.0.0.1:8008',
      listen: { host: '127.0.0.1', port: 9902 },
      prefix: '_mimi_',
    });
  });

  it('environment variables win over the file', () => {
    const environment = {
      MIMI_GATEWAY_HUB_DOMAIN: 'other.example.org',
      MIMI_GATEWAY_MATRIX_LISTEN_PORT: '9999',
      MIMI_GATEWAY_MATRIX_AS_TOKEN: 'from-environment',
      MIMI_GATEWAY_DATABASE_URL: 'postgres://gateway@localhost/gateway',
      MIMI_GATEWAY_KEYS: `9:${key}`,
    };
    const configuration = read({ ...small, matrix }, environment);
    expect(configuration.hub.domain).toBe('other.example.org');
    expect(configuration.matrix?.listen.port).toBe(9999);
    expect(configuration.matrix?.asToken).toBe('from-environment');
    expect(configuration.database).toMatchObject({ kind: 'postgres', poolSize: 10 });
    expect(configuration.keys.map(({ id }) => id)).toEqual(['9']);
  });

  it('secrets are read from files, without the newline at the end', () => {
    writeFileSync(join(folder, 'token'), 'from-file\n');
    writeFileSync(join(folder, 'key'), `${key}\n`);
    const { as_token: _, ...others } = matrix;
    const configuration = read({
      ...small,
      keys: [{ id: '1', key_file: 'key' }],
      matrix: { ...others, as_token_file: 'token' },
    });
    expect(configuration.matrix?.asToken).toBe('from-file');
    expect(configuration.keys[0]?.key).toHaveLength(32);
  });

  it('a file of a secret that the environment names replaces the one in the configuration', () => {
    writeFileSync(join(folder, 'token'), 'from-file');
    const environment = { MIMI_GATEWAY_MATRIX_AS_TOKEN_FILE: join(folder, 'token') };
    expect(read({ ...small, matrix }, environment).matrix?.asToken).toBe('from-file');
  });
});

describe('what is wrong is said with the name of the setting and what to do', () => {
  const { as_token: _, ...tokenless } = matrix;
  it.each<[string, object | string, string]>([
    ['a missing setting', { keys: small.keys }, 'hub is missing: set it, or MIMI_GATEWAY_HUB.'],
    [
      'a misspelt setting',
      { ...small, hub: { domain: 'a.org', defaultPreset: 'open' } },
      'hub.defaultPreset is no setting',
    ],
    ['a wrong choice', { ...small, log: { level: 'loud' } }, 'log.level must be one of debug, info, warn, error.'],
    ['a port out of range', { ...small, admin: { port: 70_000 } }, 'admin.port must be <= 65535.'],
    ['a wrong type', { ...small, admin: { port: 'ten' } }, 'admin.port must be of type integer.'],
    ['a short key', { ...small, keys: [{ id: '1', key: 'c2hvcnQ=' }] }, 'keys[0].key must be 32 octets in base64'],
    [
      'a missing secret',
      { ...small, matrix: tokenless },
      'matrix.as_token is missing: set it, or matrix.as_token_file, or MIMI_GATEWAY_MATRIX_AS_TOKEN.',
    ],
    ['a missing file', { ...small, matrix: { ...tokenless, as_token_file: 'nowhere' } }, "can't be read (ENOENT)"],
    [
      'a secret in two places',
      { ...small, matrix: { ...matrix, as_token_file: 'x' } },
      'matrix.as_token and matrix.as_token_file are both set',
    ],
    [
      'equal tokens',
      { ...small, matrix: { ...matrix, hs_token: matrix.as_token } },
      'matrix.as_token and matrix.hs_token are the same',
    ],
    [
      'a network whose users would be the hub’s',
      { ...small, matrix: { ...matrix, provider_domain: small.hub.domain.toUpperCase() } },
      'matrix.provider_domain and hub.domain are the same',
    ],
    ['broken YAML', 'hub: [', 'is no YAML (line 1)'],
    ['an empty file', '', 'holds no settings'],
  ])('%s', (_name, values, sentence) => {
    expect(problemsOf(values)).toContain(sentence);
  });

  it('no sentence holds a secret', () => {
    const sentences = [
      problemsOf({ ...small, matrix: { ...matrix, as_token: ['as-secret'], listen: {} } }),
      problemsOf({ ...small, keys: [{ id: '1', key: 'c2VjcmV0' }] }),
      problemsOf('matrix: {as_token: as-secret'),
    ];
    for (const sentence of sentences) expect(sentence).not.toMatch(/as-secret|c2VjcmV0/);
  });

  it('a missing file says how to make one', () => {
    expect(() => readConfiguration(join(folder, 'nowhere.yaml'), {})).toThrow(/mimi-gateway init/);
  });
});

describe('files that are made', () => {
  it('the shipped example is what the settings say, and it can be read', () => {
    const shipped = readFileSync(join(import.meta.dirname, '../../../config/mimi-gateway.example.yaml'), 'utf8');
    expect(shipped).toBe(commentedConfiguration(exampleValues));
    const inline = parse(shipped) as Record<string, Record<string, unknown>>;
    expect(
      problemsOf({
        ...inline,
        keys: small.keys,
        matrix,
        xmpp: { ...inline['xmpp'], secret_file: undefined, secret: 'x' },
      }),
    ).toBe('no problem');
  });

  it('a new configuration can be read, and its secrets are fresh', () => {
    const answers = {
      hubDomain: 'mimi.example.org',
      databaseUrl: null,
      adminPort: 9903,
      matrix: {
        homeserverUrl: 'http://127.0.0.1:8008',
        serverName: 'example.org',
        providerDomain: 'matrix.example.org',
        listenPort: 9902,
        url: 'http://127.0.0.1:9902',
      },
      xmpp: {
        host: '127.0.0.1',
        port: 5347,
        domain: 'rooms.example.org',
        providerDomain: 'xmpp.example.org',
        home: 'example.org',
      },
    };
    const first = read(commentedConfiguration(newConfigurationValues(answers)));
    const second = read(commentedConfiguration(newConfigurationValues(answers)));
    expect(first.xmpp?.secret).toHaveLength(48);
    expect(second.xmpp?.secret).not.toBe(first.xmpp?.secret);
    expect(second.keys[0]?.key).not.toEqual(first.keys[0]?.key);
  });
});
