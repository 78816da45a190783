/**
 * Everything a conversation needs, really running: a homeserver, an XMPP server, a database and the gateway between them.
 * The demo and the scenarios play on it.
 * @module
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startEjabberd } from '../../servers/support/ejabberd.ts';
import { freePorts } from '../../servers/support/free-port.ts';
import type { Gateway } from '../../servers/support/gateway.ts';
import { configureGateway } from '../../servers/support/gateway.ts';
import type { Postgres } from '../../servers/support/postgres.ts';
import { startPostgres } from '../../servers/support/postgres.ts';
import { startProsody } from '../../servers/support/prosody.ts';
import type { MatrixAccount, Synapse } from '../../servers/support/synapse.ts';
import { serverName, startSynapse } from '../../servers/support/synapse.ts';
import type { XmppServer } from '../../servers/support/xmpp-server.ts';
import type { XmppAccount } from '../actors/xmpp-person.ts';

export interface StageOptions {
  readonly directory: string;
  readonly xmpp: 'prosody' | 'ejabberd';
  readonly database: 'pglite' | 'postgres';
  /** Registrations of further application services at the homeserver. */
  readonly also?: readonly object[];
  /** For PostgreSQL's data, which then stay; its account must be able to go there. */
  readonly postgresDirectory?: string;
  /** Wraps each long step, for whoever shows progress. */
  readonly step: <T>(title: string, action: () => Promise<T>) => Promise<T>;
}

export interface Stage {
  readonly directory: string;
  readonly synapse: Synapse;
  readonly xmpp: XmppServer;
  readonly postgres: Postgres | null;
  readonly gateway: Gateway;
  matrixAccount(name: string): Promise<MatrixAccount>;
  xmppAccount(name: string): Promise<XmppAccount>;
  /** Ends everything, whatever of it runs; the folder stays. */
  clear(): Promise<void>;
}

const componentDomain = 'rooms.localhost';

/** Starts everything. What was started is ended again when something doesn't start. */
export async function raiseStage(options: StageOptions): Promise<Stage> {
  const { directory, step, postgresDirectory } = options;
  const started: { stop(): Promise<unknown> }[] = [];
  const clear = async (): Promise<void> => {
    for (const part of started.splice(0).reverse()) await part.stop();
  };
  const keep = <Part extends { stop(): Promise<unknown> }>(part: Part): Part => {
    started.push(part);
    return part;
  };
  try {
    const [homeserverPort, client, component] = await freePorts(3);
    await mkdir(directory, { recursive: true });
    const postgres =
      options.database === 'postgres'
        ? await step('Starting PostgreSQL', async () =>
            keep(await startPostgres(postgresDirectory === undefined ? {} : { directory: postgresDirectory })),
          )
        : null;
    const gateway = await step('Configuring the gateway', async () =>
      configureGateway({
        directory: join(directory, 'gateway'),
        homeserverUrl: `http://127.0.0.1:${homeserverPort!}`,
        serverName,
        xmppHost: 'localhost',
        componentDomain,
        componentPort: component!,
        databaseUrl: postgres === null ? null : await postgres.createDatabase('gateway'),
      }),
    );
    const startXmpp = options.xmpp === 'prosody' ? startProsody : startEjabberd;
    const [synapse, xmpp] = await step(`Starting Synapse and ${options.xmpp}`, () =>
      both(
        startSynapse({
          directory: join(directory, 'synapse'),
          port: homeserverPort!,
          registration: gateway.registration,
          ...(options.also === undefined ? {} : { also: options.also }),
        }).then(keep),
        startXmpp({
          directory: join(directory, options.xmpp),
          componentDomain,
          secret: gateway.componentSecret,
          ports: { client: client!, component: component! },
        }).then(keep),
      ),
    );
    keep(gateway);
    await step('Starting the gateway', () => gateway.start());
    return {
      directory,
      synapse,
      xmpp,
      postgres,
      gateway,
      matrixAccount: (name) => synapse.registerUser(name, { password: `${name}-secret` }),
      async xmppAccount(name) {
        const password = `${name}-secret`;
        await xmpp.registerUser(name, password);
        return { service: xmpp.service, domain: xmpp.domain, name, password };
      },
      clear,
    };
  } catch (error) {
    await clear();
    throw error;
  }
}

/** Waits for both even when one fails, so that whatever started can be ended. */
async function both<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  const results = await Promise.allSettled([first, second]);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
  return [await first, await second];
}
