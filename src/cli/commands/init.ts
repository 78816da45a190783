import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { commentedConfiguration, ConfigurationError, newConfigurationValues } from '../../config/index.ts';
import type { Terminal } from '../terminal.ts';

interface InitOptions {
  readonly domain: string;
  readonly databaseUrl?: string;
  readonly adminPort: string;
  readonly matrix?: string;
  readonly homeserver: string;
  readonly listen: string;
  readonly url?: string;
  readonly xmpp?: string;
  readonly component?: string;
  readonly componentHost: string;
  readonly componentPort: string;
}

/** Writes a configuration with fresh secrets that only its owner can read, and never over an existing one. */
export function initCommand(terminal: Terminal): Command {
  return new Command('init')
    .description('write a commented configuration with fresh secrets')
    .requiredOption('--domain <domain>', "the hub's provider domain, such as mimi.example.org")
    .option('--database-url <url>', 'PostgreSQL; without it the embedded database is used')
    .option('--admin-port <port>', 'port of the admin API', '9903')
    .option('--matrix <server>', "the homeserver's name; without it Matrix is left out")
    .option('--homeserver <url>', 'where the homeserver answers', 'http://127.0.0.1:8008')
    .option('--listen <port>', 'port on which the homeserver reaches the gateway', '9902')
    .option('--url <url>', 'URL at which the homeserver reaches the gateway')
    .option('--xmpp <host>', "the XMPP server's host; without it XMPP is left out")
    .option('--component <domain>', "the component's domain; rooms.<host> when left out")
    .option('--component-host <address>', 'where the XMPP server listens for components', '127.0.0.1')
    .option('--component-port <port>', 'port of that', '5347')
    .action((options: InitOptions) => {
      const file = terminal.configurationFile();
      const values = newConfigurationValues({
        hubDomain: options.domain,
        databaseUrl: options.databaseUrl ?? null,
        adminPort: portOf('--admin-port', options.adminPort),
        matrix: matrixOf(options),
        xmpp: xmppOf(options),
      });
      try {
        writeFileSync(file, commentedConfiguration(values), { mode: 0o600, flag: 'wx' });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        throw new ConfigurationError([`${file} exists already. Move it away, or name another with --config.`]);
      }
      // Checks what was given, such as domains, with the sentences of a start.
      const { matrix, xmpp } = terminal.configuration();
      terminal.print(`Wrote ${file}. Next:`);
      if (matrix)
        terminal.print('- mimi-gateway registration -o registration.yaml, and name that file to the homeserver');
      if (xmpp) terminal.print(`- add the component ${xmpp.domain} with xmpp.secret to the XMPP server`);
      terminal.print('- mimi-gateway doctor, then mimi-gateway start');
    });
}

function matrixOf(options: InitOptions) {
  if (options.matrix === undefined) return null;
  const listenPort = portOf('--listen', options.listen);
  return {
    homeserverUrl: options.homeserver,
    serverName: options.matrix,
    providerDomain: providerDomainOf('matrix', options.matrix),
    listenPort,
    url: options.url ?? `http://127.0.0.1:${listenPort}`,
  };
}

function xmppOf(options: InitOptions) {
  if (options.xmpp === undefined) return null;
  return {
    host: options.componentHost,
    port: portOf('--component-port', options.componentPort),
    domain: options.component ?? `rooms.${options.xmpp}`,
    providerDomain: providerDomainOf('xmpp', options.xmpp),
    home: options.xmpp,
  };
}

/** `matrix.example.org` for `example.org:8448`: each network is a provider of its own. */
function providerDomainOf(network: string, server: string): string {
  return `${network}.${server.replace(/:[0-9]+$/, '')}`;
}

function portOf(option: string, text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new ConfigurationError([`${option} must be a port, a number from 1 to 65535.`]);
}
