/**
 * The XMPP adapter with a real XMPP server, over a real hub with hosted members on an embedded database.
 * @module
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createXmppNetwork } from '../../../bridges/xmpp/index.ts';
import { type AttachedNetwork, attachNetwork } from '../../../src/bridge/index.ts';
import type { XmppConfiguration } from '../../../src/config/index.ts';
import { parseDomain, roomUri, type RoomUri, userUri, type UserUri } from '../../../src/identifiers/index.ts';
import type { HostedRooms } from '../../../src/members/index.ts';
import { createLog } from '../../../src/observe/index.ts';
import type { Attempt } from '../../../src/rooms/index.ts';
import { openDatabase } from '../../../src/store/index.ts';
import { XmppPerson } from '../../scenarios/actors/xmpp-person.ts';
import { startHouse } from '../../unit/members/house-parts.ts';
import { startEjabberd } from './ejabberd.ts';
import { startProsody } from './prosody.ts';
import type { XmppServer } from './xmpp-server.ts';

const componentDomain = 'rooms.localhost';
const hubDomain = parseDomain('mimi.test');
const xmpp = parseDomain('xmpp.test');
const matrix = parseDomain('matrix.test');

export const matrixUser = (name: string): UserUri => userUri(matrix, name);

export interface XmppBed {
  readonly server: XmppServer;
  readonly rooms: HostedRooms;
  attached(): AttachedNetwork;
  uriOf(room: string): RoomUri;
  /** Address of a room that no test had before. */
  newRoom(): string;
  /** Somebody with an ordinary client, logged in. */
  person(name: string, resource?: string): Promise<XmppPerson>;
  /** A user of the other network does something. @throws when it is refused */
  elsewhere(attempt: object): Promise<void>;
  /** Ends the adapter, does something, and attaches it anew on the same database. */
  restartAdapter(whileDown?: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

export async function startXmppBed(software: 'prosody' | 'ejabberd'): Promise<XmppBed> {
  const directory = await mkdtemp(join(tmpdir(), `${software}-bed-`));
  const start = software === 'prosody' ? startProsody : startEjabberd;
  const server = await start({ directory: join(directory, software), componentDomain, secret: 'component-secret' });
  const database = await openDatabase({ kind: 'pglite', directory: join(directory, 'database') });
  const house = await startHouse({
    ...{ database, log: createLog({ level: 'silent' }), hub: hubDomain },
    networks: [
      [xmpp, 'xmpp'],
      [matrix, 'matrix'],
    ],
  });
  const { rooms } = house;
  const attach = async (): Promise<AttachedNetwork> => {
    const network = createXmppNetwork(configurationFor(server), hubDomain);
    const attachment = attachNetwork(network, house);
    await attachment.ready;
    return attachment;
  };
  let attachment = await attach();
  let count = 0;
  const people: XmppPerson[] = [];
  return {
    server,
    rooms,
    attached: () => attachment,
    uriOf: (room) => roomUri(hubDomain, room.split('@')[0]!),
    newRoom: () => `room${(count += 1)}@${componentDomain}`,
    async person(name, resource) {
      const password = `${name}-secret`;
      await server.registerUser(name, password);
      const { service, domain } = server;
      const account = { service, domain, name, password, ...(resource === undefined ? {} : { resource }) };
      const person = await XmppPerson.connect(account);
      people.push(person);
      return person;
    },
    async elsewhere(attempt) {
      const outcome = await rooms.attempt({ ...attempt, cause: `matrix:test:${(count += 1)}` } as Attempt);
      if (outcome.type === 'refused') throw new Error(`refused: ${outcome.rule}`);
    },
    async restartAdapter(whileDown) {
      await attachment.stop();
      await whileDown?.();
      attachment = await attach();
    },
    async stop() {
      for (const person of people) await person.disconnects();
      await attachment.stop();
      await house.end();
      await database.close();
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** The configuration that fits a started server. */
export function configurationFor(server: XmppServer): XmppConfiguration {
  return {
    host: '127.0.0.1',
    port: server.componentPort,
    domain: server.componentDomain,
    secret: server.secret,
    providerDomain: xmpp,
    home: server.domain,
    admins: [],
    keepAlive: 30,
    historyLength: 20,
  };
}
