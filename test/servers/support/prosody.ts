import { type ChildProcess, execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePorts } from './free-port.ts';
import { launch, untilGone, type XmppServer, type XmppServerOptions } from './xmpp-server.ts';

const run = promisify(execFile);

interface Layout {
  readonly directory: string;
  readonly domain: string;
  readonly client: number;
  readonly component: number;
  readonly componentDomain: string;
  readonly secret: string;
}

/** Loopback, no TLS, no federation, foreground. Ports that Prosody would bind beside these are set to none: it runs on without them, but complains. */
function configuration(o: Layout): string {
  return `run_as_root = true
daemonize = false
pidfile = "${join(o.directory, 'prosody.pid')}"
data_path = "${join(o.directory, 'data')}"
log = { info = "${join(o.directory, 'prosody.log')}" }
interfaces = { "127.0.0.1" }
c2s_ports = { ${o.client} }
c2s_direct_tls_ports = { }
s2s_ports = { }
component_interfaces = { "127.0.0.1" }
component_ports = { ${o.component} }
http_ports = { }
https_ports = { }
c2s_require_encryption = false
s2s_require_encryption = false
allow_unencrypted_plain_auth = true
authentication = "internal_hashed"
storage = "internal"
modules_enabled = { "disco", "roster", "saslauth", "presence", "message", "iq", "ping", "pep", "private", "blocklist",
  "carbons", "smacks", "vcard4", "vcard_legacy", "mam", "offline", "posix", "register" }
modules_disabled = { "s2s", "tls" }
disco_items = { { "${o.componentDomain}" } }

VirtualHost "${o.domain}"

Component "${o.componentDomain}"
  component_secret = "${o.secret}"
  component_conflict_resolve = "kick_old"
`;
}

/**
 * A Prosody with its own folder and ports. Its first start takes about a second.
 * @throws when `prosody` is not installed (scripts/install-debian-packages.mjs installs it)
 */
export async function startProsody(options: XmppServerOptions): Promise<XmppServer> {
  const [client, component] =
    options.ports === undefined ? await freePorts(2) : [options.ports.client, options.ports.component];
  const { directory, componentDomain, secret } = options;
  const domain = options.domain ?? 'localhost';
  const layout: Layout = { directory, domain, client: client!, component: component!, componentDomain, secret };
  await mkdir(join(directory, 'data'), { recursive: true });
  const file = join(directory, 'prosody.cfg.lua');
  await writeFile(file, configuration(layout));
  const command = ['prosody', '--config', file, '-F'];
  let child = await start(command, layout);
  return {
    software: 'prosody',
    domain,
    service: `xmpp://127.0.0.1:${layout.client}`,
    componentPort: layout.component,
    componentDomain,
    secret,
    command,
    directory,
    get pid() {
      return child.pid!;
    },
    async registerUser(name, password) {
      await run('prosodyctl', ['--config', file, 'register', name, domain, password]);
      return `${name}@${domain}`;
    },
    stop: () => end(child, 'SIGTERM'),
    kill: () => end(child, 'SIGKILL'),
    async restart() {
      await end(child, 'SIGTERM');
      child = await start(command, layout);
    },
  };
}

function start(command: readonly string[], { directory, client, component }: Layout): Promise<ChildProcess> {
  return launch({ software: 'prosody', command, directory, ports: [client, component] });
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await untilGone(child.pid);
}
