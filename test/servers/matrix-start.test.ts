import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMatrixNetwork, InvalidRegistration, registrationOf } from '../../bridges/matrix/index.ts';
import { type AttachedNetwork, attachNetwork } from '../../src/bridge/index.ts';
import type { MatrixConfiguration } from '../../src/config/index.ts';
import { parseDomain } from '../../src/identifiers/index.ts';
import { createLog, createMetrics } from '../../src/observe/index.ts';
import { type Database, type Leases, openDatabase, openLeases, openVault } from '../../src/store/index.ts';
import { InMemoryRooms } from '../unit/matrix/support/in-memory-rooms.ts';
import { freePorts } from './support/free-port.ts';
import { configurationFor } from './support/matrix-bed.ts';
import { startSynapse, type Synapse } from './support/synapse.ts';

let synapse: Synapse;
let configuration: MatrixConfiguration;
let database: Database;
let leases: Leases;
let directory: string;
const log = createLog({ level: 'silent' });

beforeAll(async () => {
  const [port = 0] = await freePorts(1);
  configuration = configurationFor(port);
  synapse = await startSynapse({ registration: registrationOf(configuration) });
  configuration = { ...configuration, homeserverUrl: synapse.url };
  directory = await mkdtemp(join(tmpdir(), 'matrix-start-'));
  database = await openDatabase({ kind: 'pglite', directory });
  leases = await openLeases(database, { log });
});
afterAll(async () => {
  await leases.close();
  await database.close();
  await synapse.stop();
  await rm(directory, { recursive: true, force: true });
});

async function attachedWith(change: Partial<MatrixConfiguration>, use: (attached: AttachedNetwork) => Promise<void>) {
  const network = createMatrixNetwork({ ...configuration, ...change }, parseDomain('mimi.test'));
  const attached = attachNetwork(network, {
    ...{ database, leases, log },
    rooms: new InMemoryRooms(() => 'matrix'),
    vault: openVault([{ id: 'test', key: new Uint8Array(32) }]),
    clock: Date.now,
    metrics: createMetrics(),
  });
  try {
    await use(attached);
  } finally {
    await attached.stop();
  }
}

describe('starting', () => {
  it('a wrong as_token ends it with a sentence that names the setting', async () => {
    await attachedWith({ asToken: 'wrong' }, async ({ ready }) => {
      await expect(ready).rejects.toThrow(/matrix\.as_token.*registration/);
      await expect(ready).rejects.toBeInstanceOf(InvalidRegistration);
    });
  });

  it('a port that is taken ends it with a sentence that names the setting', async () => {
    const taken = createServer().listen(configuration.listen.port, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    await attachedWith({}, async ({ ready }) => {
      await expect(ready).rejects.toThrow(/matrix\.listen.*free port/);
    });
    await new Promise((resolve) => taken.close(resolve));
  });

  it('a wrong hs_token is seen by the ping and told', async () => {
    await attachedWith({ hsToken: 'wrong' }, async (attached) => {
      await attached.ready;
      expect(attached.health()).toEqual([expect.stringMatching(/can not reach this gateway/)]);
    });
  });

  it('waits for a homeserver that is away, and begins when it is there', async () => {
    await synapse.kill();
    await attachedWith({}, async (attached) => {
      await expect.poll(() => attached.health().join(), { timeout: 10_000 }).toMatch(/homeserver is away/);
      await synapse.restart();
      await attached.ready;
      await expect.poll(() => attached.health(), { timeout: 10_000 }).toEqual([]);
    });
  });
});
