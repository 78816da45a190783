/**
 * The MUC service over a real hub with hosted members on an embedded database; only the XMPP server is played: stanzas go
 * straight to scripted clients.
 * @module
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createXmppNetwork } from '../../../../bridges/xmpp/index.ts';
import type { ComponentStream, StreamEvents } from '../../../../bridges/xmpp/stream/contract.ts';
import { RequestTable } from '../../../../bridges/xmpp/stream/request-table.ts';
import type { Element } from '../../../../bridges/xmpp/xml/element.ts';
import { serialise } from '../../../../bridges/xmpp/xml/serialise.ts';
import { parseStanza } from '../../../../bridges/xmpp/xml/stream-parser.ts';
import { type AttachedNetwork, attachNetwork } from '../../../../src/bridge/index.ts';
import { parseDomain, roomUri, type RoomUri, userUri, type UserUri } from '../../../../src/identifiers/index.ts';
import type { HostedRooms } from '../../../../src/members/index.ts';
import { createLog } from '../../../../src/observe/index.ts';
import { type Database, openDatabase } from '../../../../src/store/index.ts';
import { startHouse } from '../../members/house-parts.ts';
import { prepareDatabase } from '../../store/prepared-database.ts';
import { ScriptedClient } from './scripted-client.ts';

export const service = 'rooms.test';
const hubDomain = parseDomain('mimi.test');
const xmppDomain = parseDomain('xmpp.test');
const matrixDomain = parseDomain('matrix.test');

export const matrixUser = (name: string): UserUri => userUri(matrixDomain, name);
export const xmppUser = (name: string): UserUri => userUri(xmppDomain, name);
export const uriOf = (room: string): RoomUri => roomUri(hubDomain, room.split('@')[0]!);
export const ghostOf = (name: string): string => `${name}%matrix.test@${service}`;

/** Seconds; read when the adapter is attached. */
export const removeGuestsAfter = { seconds: 86_400 };

export interface MucBed {
  readonly rooms: HostedRooms;
  readonly database: Database;
  /** A client with a full JID: `bob@home.test/phone`. The server knows it until `goes`. */
  client(jid: string): ScriptedClient;
  /** A client of a user of the home domain, by the user's name. */
  person(name: string): ScriptedClient;
  /** Address of a room that no test had before. */
  newRoom(): string;
  /** A new room that bob owns and erin is in; neither has received anything yet. */
  shared(fields?: Readonly<Record<string, string>>): Promise<SharedRoom>;
  /** Lets a user of the other network do something. */
  elsewhere(attempt: object): Promise<void>;
  /** Ends the XMPP part and attaches it anew on the same database. */
  restart(): Promise<void>;
  /** Lets the connection fail without a word: until the restart nothing that is sent arrives. @returns what is sent */
  breaks(): readonly string[];
  /** Stanzas that the component is handling: while there are many, it reads nothing more. */
  unhandled(): number;
  close(): Promise<void>;
}

export interface SharedRoom {
  readonly room: string;
  readonly bob: ScriptedClient;
  readonly erin: ScriptedClient;
}

/** The server's side: routes what the component sends to clients, pings and absences included. */
class PlayedServer implements ComponentStream {
  readonly clients = new Map<string, ScriptedClient>();
  unhandled = 0;
  readonly #requests = new RequestTable();
  #events: StreamEvents | null = null;
  #up = false;
  #lost: string[] | null = null;

  breaks(): readonly string[] {
    this.#lost = [];
    return this.#lost;
  }

  attach(events: StreamEvents): this {
    this.#events = events;
    this.#lost = null;
    return this;
  }

  open(): Promise<void> {
    this.#up = true;
    this.#events?.up(true);
    return Promise.resolve();
  }

  isUp(): boolean {
    return this.#up;
  }

  send(stanza: Element): void {
    this.sendText(serialise(stanza));
  }

  sendText(xml: string): void {
    if (this.#lost !== null) {
      this.#lost.push(xml);
      return;
    }
    const stanza = parseStanza(xml);
    const to = stanza.attrs.to ?? '';
    const client = this.clients.get(to);
    if (client !== undefined) {
      client.receive(stanza);
      return;
    }
    for (const [jid, one] of this.clients) if (jid.split('/')[0] === to) one.receive(stanza);
    if (stanza.name !== 'iq' || stanza.attrs.type === 'result' || stanza.attrs.type === 'error') return;
    const error = "<error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";
    this.fromClient(
      `<iq type='error' from='${to}' to='${stanza.attrs.from ?? ''}' id='${stanza.attrs.id ?? ''}'>${error}</iq>`,
    );
  }

  request(iq: Element, milliseconds = 2000): Promise<Element | null> {
    const withId = iq.withAttrs({ id: iq.attrs.id ?? `r${Math.random()}` });
    const answer = this.#requests.wait(withId, milliseconds);
    setImmediate(() => {
      this.send(withId);
    });
    return answer;
  }

  drained(): Promise<void> {
    return Promise.resolve();
  }

  confirmed(): Promise<void> {
    return this.#lost === null ? Promise.resolve() : new Promise(() => undefined);
  }

  trouble(): string | null {
    return null;
  }

  close(): Promise<void> {
    this.#up = false;
    return Promise.resolve();
  }

  fromClient(xml: string): void {
    const stanza = parseStanza(xml);
    if (this.#requests.answer(stanza)) return;
    if (this.#events === null) return;
    this.unhandled += 1;
    void this.#events.stanza(stanza).finally(() => {
      this.unhandled -= 1;
    });
  }
}

export async function openMucBed(): Promise<MucBed> {
  const directory = await mkdtemp(join(tmpdir(), 'muc-bed-'));
  await prepareDatabase(directory);
  const database: Database = await openDatabase({ kind: 'pglite', directory });
  const house = await startHouse({
    ...{ database, log: createLog({ level: 'error' }), hub: hubDomain },
    networks: [
      [xmppDomain, 'xmpp'],
      [matrixDomain, 'matrix'],
    ],
  });
  const { rooms } = house;
  const server = new PlayedServer();
  const attach = async (): Promise<AttachedNetwork> => {
    const network = createXmppNetwork(configuration, hubDomain, {
      removeGuestsAfter: removeGuestsAfter.seconds,
      open: (events) => server.attach(events),
    });
    const attached = attachNetwork(network, house);
    await attached.ready;
    return attached;
  };
  let attached = await attach();
  let count = 0;
  const client = (jid: string): ScriptedClient => {
    const made = new ScriptedClient(jid, (xml) => {
      server.fromClient(xml);
    });
    server.clients.set(jid, made);
    made.onGoing = () => server.clients.delete(jid);
    return made;
  };
  const person = (name: string): ScriptedClient => client(`${name}@home.test/a`);
  const newRoom = (): string => `room${(count += 1)}@${service}`;
  return {
    ...{ rooms, database, client, person, newRoom },
    unhandled: () => server.unhandled,
    breaks: () => server.breaks(),
    async shared(fields) {
      const room = newRoom();
      const [bob, erin] = [person('bob'), person('erin')];
      await bob.makes(room, 'bob', fields);
      await erin.enters(room, 'erin');
      for (const one of [bob, erin]) one.forget();
      return { room, bob, erin };
    },
    async elsewhere(attempt) {
      count += 1;
      const outcome = await rooms.attempt({ ...attempt, cause: `matrix:test:${count}` } as never);
      if (outcome.type === 'refused') throw new Error(`refused: ${outcome.rule}`);
    },
    async restart() {
      await attached.stop();
      attached = await attach();
    },
    async close() {
      await attached.stop();
      await house.end();
      await database.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

const configuration = {
  host: '127.0.0.1',
  port: 1,
  domain: service,
  secret: 'x',
  providerDomain: xmppDomain,
  home: 'home.test',
  admins: [],
  keepAlive: 60,
  historyLength: 20,
};
