import type { ProviderDomain } from '../identifiers/index.ts';
import { InvalidIdentifier, parseDomain } from '../identifiers/index.ts';
import { ConfigurationError } from './configuration-error.ts';
import type { Configuration, MatrixConfiguration, XmppConfiguration } from './contract.ts';
import type { Raw } from './environment.ts';
import { missingSecret } from './secret-files.ts';

/** What the schema let through, with defaults filled in: field types are known from here on. */
interface Checked {
  readonly hub: {
    domain: string;
    default_preset: string;
    room_creation: 'anyone' | 'admins-only';
    rooms_per_user: number;
    key_renewal_days: number;
  };
  readonly database: { url?: string; pool_size: number; directory: string };
  readonly keys: readonly { id: string; key?: string }[];
  readonly matrix?: {
    homeserver_url: string;
    server_name: string;
    provider_domain: string;
    id: string;
    as_token?: string;
    hs_token?: string;
    listen: { host: string; port: number };
    url: string;
    sender_localpart: string;
    prefix: string;
    backfill_interval: number;
  };
  readonly xmpp?: {
    host: string;
    port: number;
    domain: string;
    secret?: string;
    provider_domain: string;
    home: string;
    admins: readonly string[];
    keep_alive: number;
    history_length: number;
  };
  readonly admin: { host: string; port: number; token_file: string };
  readonly log: Configuration['log'];
  readonly retention: { archive_days?: number; inbox_days: number };
  readonly guests: { remove_after: number };
}

/** The checks that a schema can't say. @throws {@link ConfigurationError} with all problems that were found */
export function checkedConfiguration(raw: Raw): Configuration {
  const checked = raw as unknown as Checked;
  const problems: string[] = [];
  const configuration: Configuration = {
    hub: {
      domain: domain(checked.hub.domain, 'hub.domain', problems),
      defaultPreset: checked.hub.default_preset,
      roomCreation: checked.hub.room_creation,
      roomsPerUser: checked.hub.rooms_per_user,
      keyRenewalDays: checked.hub.key_renewal_days,
    },
    database:
      checked.database.url === undefined
        ? { kind: 'pglite', directory: checked.database.directory }
        : { kind: 'postgres', url: checked.database.url, poolSize: checked.database.pool_size },
    keys: checked.keys.map((key, index) => ({ id: key.id, key: keyBytes(key.key, index, problems) })),
    matrix: checked.matrix === undefined ? null : matrix(checked.matrix, problems),
    xmpp: checked.xmpp === undefined ? null : xmpp(checked.xmpp, problems),
    admin: { host: checked.admin.host, port: checked.admin.port, tokenFile: checked.admin.token_file },
    log: checked.log,
    retention: { archiveDays: checked.retention.archive_days ?? null, inboxDays: checked.retention.inbox_days },
    guests: { removeAfter: checked.guests.remove_after },
  };
  distinct(configuration, problems);
  if (problems.length > 0) throw new ConfigurationError(problems);
  return configuration;
}

function domain(text: string, where: string, problems: string[]): ProviderDomain {
  try {
    return parseDomain(text);
  } catch (error) {
    if (!(error instanceof InvalidIdentifier)) throw error;
    problems.push(`${where} is no domain: ${error.message}.`);
    return '' as ProviderDomain;
  }
}

function keyBytes(text: string | undefined, index: number, problems: string[]): Uint8Array {
  if (text === undefined) {
    problems.push(missingSecret(`keys[${index}].key`));
    return new Uint8Array();
  }
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== 32) {
    problems.push(`keys[${index}].key must be 32 octets in base64: make one with \`openssl rand -base64 32\`.`);
  }
  return new Uint8Array(bytes);
}

function secret(text: string | undefined, where: string, problems: string[]): string {
  if (text === undefined || text === '') problems.push(missingSecret(where));
  return text ?? '';
}

function matrix(given: NonNullable<Checked['matrix']>, problems: string[]): MatrixConfiguration {
  return {
    homeserverUrl: given.homeserver_url.replace(/\/+$/, ''),
    serverName: given.server_name,
    providerDomain: domain(given.provider_domain, 'matrix.provider_domain', problems),
    id: given.id,
    asToken: secret(given.as_token, 'matrix.as_token', problems),
    hsToken: secret(given.hs_token, 'matrix.hs_token', problems),
    listen: given.listen,
    url: given.url.replace(/\/+$/, ''),
    senderLocalpart: given.sender_localpart,
    prefix: given.prefix,
    backfillInterval: given.backfill_interval,
  };
}

function xmpp(given: NonNullable<Checked['xmpp']>, problems: string[]): XmppConfiguration {
  return {
    host: given.host,
    port: given.port,
    domain: given.domain,
    secret: secret(given.secret, 'xmpp.secret', problems),
    providerDomain: domain(given.provider_domain, 'xmpp.provider_domain', problems),
    home: given.home,
    admins: given.admins,
    keepAlive: given.keep_alive,
    historyLength: given.history_length,
  };
}

/** Things that must differ, or two parts of the gateway would be taken for one. */
function distinct(configuration: Configuration, problems: string[]): void {
  const { hub, matrix: matrixLeg, xmpp: xmppLeg, keys, admin } = configuration;
  if (matrixLeg && matrixLeg.asToken === matrixLeg.hsToken && matrixLeg.asToken !== '') {
    problems.push('matrix.as_token and matrix.hs_token are the same: make two.');
  }
  if (matrixLeg && xmppLeg && matrixLeg.providerDomain === xmppLeg.providerDomain) {
    problems.push('matrix.provider_domain and xmpp.provider_domain are the same: give each network its own.');
  }
  // What a user of the hub's own domain signs counts as the hub's: nobody else may give out names there.
  for (const [name, leg] of Object.entries({ matrix: matrixLeg, xmpp: xmppLeg })) {
    if (leg?.providerDomain !== hub.domain || hub.domain === '') continue;
    problems.push(`${name}.provider_domain and hub.domain are the same: give the network a domain of its own.`);
  }
  if (matrixLeg?.listen.port === admin.port && matrixLeg.listen.host === admin.host) {
    problems.push('matrix.listen.port and admin.port are the same: choose two.');
  }
  if (xmppLeg && xmppLeg.domain === xmppLeg.home) {
    problems.push("xmpp.domain is the server's own host (xmpp.home): give the component a domain of its own.");
  }
  const ids = keys.map(({ id }) => id);
  if (new Set(ids).size < ids.length) problems.push('Two of keys have the same id: give each its own.');
}
