/**
 * The Matrix adapter with a real Synapse, the real inbox and deliveries on an embedded database, and a stand-in for the
 * hub, so that a test can say what the hub decides and see what it was asked.
 * @module
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createMatrixNetwork, registrationOf } from '../../../bridges/matrix/index.ts';
import { type AttachedNetwork, attachNetwork } from '../../../src/bridge/index.ts';
import type { MatrixConfiguration } from '../../../src/config/index.ts';
import { domainOf, parseDomain, roomUri, type RoomUri, type UserUri, userUri } from '../../../src/identifiers/index.ts';
import { createLog, createMetrics } from '../../../src/observe/index.ts';
import { openDatabase, openLeases, openVault } from '../../../src/store/index.ts';
import { MatrixPerson } from '../../scenarios/actors/matrix-person.ts';
import { configuration as gatewayOfNobody } from '../../unit/matrix/support/configuration.ts';
import { InMemoryRooms } from '../../unit/matrix/support/in-memory-rooms.ts';
import { freePorts } from './free-port.ts';
import { serverName, startSynapse, type Synapse } from './synapse.ts';

const hub = parseDomain('mimi.test');
const xmpp = parseDomain('xmpp.test');
const matrix = parseDomain('matrix.test');

/** Somebody from outside Matrix. */
export const xmppUser = (name: string): UserUri => userUri(xmpp, name);
/** Somebody of the test homeserver. */
export const matrixUser = (name: string): UserUri => userUri(matrix, name);
export const roomNamed = (name: string): RoomUri => roomUri(hub, name);
export const aliasNamed = (name: string): string => `#_mimi_${name}:${serverName}`;
/** Ghost of {@link xmppUser}. */
export const ghostOf = (name: string): string => `@_mimi_xmpp.test_${name}:${serverName}`;

export interface MatrixBed {
  readonly synapse: Synapse;
  readonly rooms: InMemoryRooms;
  readonly configuration: MatrixConfiguration;
  attached(): AttachedNetwork;
  /** A new person with an ordinary client. */
  person(name: string): Promise<MatrixPerson>;
  /** Ends the gateway's part without a word to the homeserver, and starts it again on the same database. */
  restartGateway(whileDown?: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

export async function startMatrixBed(): Promise<MatrixBed> {
  const [port = 0] = await freePorts(1);
  const configuration = configurationFor(port);
  const synapse = await startSynapse({ registration: registrationOf(configuration) });
  const config: MatrixConfiguration = { ...configuration, homeserverUrl: synapse.url };
  const directory = await mkdtemp(join(tmpdir(), 'matrix-bed-'));
  const log = createLog({ level: 'silent' });
  const database = await openDatabase({ kind: 'pglite', directory });
  const vault = openVault([{ id: 'test', key: new Uint8Array(32) }]);
  const leases = await openLeases(database, { log });
  const rooms = new InMemoryRooms((user) => (domainOf(user) === matrix ? 'matrix' : 'xmpp'));
  const attach = async (): Promise<AttachedNetwork> => {
    const attachment = attachNetwork(createMatrixNetwork(config, hub), {
      ...{ rooms, database, vault, leases, log },
      clock: Date.now,
      metrics: createMetrics(),
    });
    await attachment.ready;
    return attachment;
  };
  let attachment = await attach();
  const people: MatrixPerson[] = [];
  return {
    synapse,
    rooms,
    configuration: config,
    attached: () => attachment,
    async person(name) {
      const person = await MatrixPerson.login(await synapse.registerUser(name));
      people.push(person);
      return person;
    },
    async restartGateway(whileDown) {
      await attachment.stop();
      await whileDown?.();
      attachment = await attach();
    },
    async stop() {
      for (const person of people) person.goes();
      await attachment.stop();
      await leases.close();
      await database.close();
      await synapse.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Of a gateway that listens there, for a homeserver that is not started yet. */
export function configurationFor(port: number): MatrixConfiguration {
  return {
    ...gatewayOfNobody,
    ...{ serverName, providerDomain: matrix, backfillInterval: 30 },
    listen: { host: '127.0.0.1', port },
    url: `http://127.0.0.1:${port}`,
  };
}

/** Waits until it holds. @throws with the sentence after 15 s */
export async function until(sentence: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (Date.now() < deadline) {
    if (await holds()) return;
    await delay(30);
  }
  throw new Error(`it did not come to pass within 15 s that ${sentence}`);
}
