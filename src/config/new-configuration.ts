import { randomBytes } from 'node:crypto';
import type { Values } from './example.ts';

/** What `init` has to know; null leaves a network out. */
export interface NewConfiguration {
  readonly hubDomain: string;
  readonly databaseUrl: string | null;
  readonly adminPort: number;
  readonly matrix: {
    readonly homeserverUrl: string;
    readonly serverName: string;
    readonly providerDomain: string;
    readonly listenPort: number;
    readonly url: string;
  } | null;
  readonly xmpp: {
    readonly host: string;
    readonly port: number;
    readonly domain: string;
    readonly providerDomain: string;
    readonly home: string;
  } | null;
}

/** Values of a new configuration file, with fresh secrets in them: the file must be readable by its owner only. */
export function newConfigurationValues(answers: NewConfiguration): Values {
  const { matrix, xmpp } = answers;
  return {
    hub: { domain: answers.hubDomain },
    ...(answers.databaseUrl === null ? {} : { database: { url: answers.databaseUrl } }),
    keys: [{ id: '1', key: randomBytes(32).toString('base64') }],
    matrix: matrix && {
      homeserver_url: matrix.homeserverUrl,
      server_name: matrix.serverName,
      provider_domain: matrix.providerDomain,
      as_token: randomBytes(24).toString('hex'),
      hs_token: randomBytes(24).toString('hex'),
      listen: { port: matrix.listenPort },
      url: matrix.url,
    },
    xmpp: xmpp && {
      host: xmpp.host,
      port: xmpp.port,
      domain: xmpp.domain,
      secret: randomBytes(24).toString('hex'),
      provider_domain: xmpp.providerDomain,
      home: xmpp.home,
    },
    admin: { port: answers.adminPort },
  };
}
