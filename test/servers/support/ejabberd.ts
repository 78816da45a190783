import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePorts } from './free-port.ts';
import { launch, pause, untilGone, type XmppServer, type XmppServerOptions } from './xmpp-server.ts';

interface Layout {
  readonly directory: string;
  readonly domain: string;
  readonly client: number;
  readonly component: number;
  readonly http: number;
  readonly distribution: number;
  readonly componentDomain: string;
  readonly secret: string;
}

function configuration(o: Layout): string {
  return `loglevel: info
log_rotate_count: 0
hosts: [ ${o.domain} ]
disable_sasl_mechanisms: [ digest-md5, X-OAUTH2 ]
auth_password_format: scram
listen:
  - { port: ${o.client}, ip: "127.0.0.1", module: ejabberd_c2s, max_stanza_size: 262144, access: c2s, starttls: false }
  - port: ${o.component}
    ip: "127.0.0.1"
    module: ejabberd_service
    access: all
    shaper: none
    max_fsm_queue: 50000
    hosts:
      ${o.componentDomain}: { password: "${o.secret}" }
  - { port: ${o.http}, ip: "127.0.0.1", module: ejabberd_http, request_handlers: { /api: mod_http_api } }
acl:
  local: { user_regexp: "" }
access_rules:
  c2s: { allow: all }
  local: { allow: local }
api_permissions:
  "loopback": { from: [ mod_http_api ], who: { ip: 127.0.0.1/8 }, what: "*" }
shaper_rules: { max_user_sessions: 1000, max_user_offline_messages: 1000 }
modules:
  mod_adhoc: {}
  mod_admin_extra: {}
  mod_blocking: {}
  mod_caps: {}
  mod_carboncopy: {}
  mod_disco: { extra_domains: [ ${o.componentDomain} ] }
  mod_http_api: {}
  mod_mam: { default: always }
  mod_offline: {}
  mod_ping: {}
  mod_privacy: {}
  mod_private: {}
  mod_pubsub: { plugins: [ flat, pep ] }
  mod_roster: { versioning: true }
  mod_stream_mgmt: {}
  mod_vcard: { search: false }
`;
}

/** Sourced by ejabberdctl after its options, so it wins over them. A fixed distribution port needs no epmd. */
function control(o: Layout): string {
  return `EXEC_CMD=as_current_user
EJABBERD_CONFIG_PATH=${join(o.directory, 'ejabberd.yml')}
SPOOL_DIR=${join(o.directory, 'db')}
LOGS_DIR=${join(o.directory, 'log')}
EJABBERD_LOG_PATH=${join(o.directory, 'log', 'ejabberd.log')}
EJABBERD_PID_PATH=${pidFile(o)}
ERLANG_NODE=mimi${o.distribution}@localhost
INET_DIST_INTERFACE=127.0.0.1
ERL_DIST_PORT=${o.distribution}
ERL_OPTIONS="-env ERL_CRASH_DUMP_BYTES 0"
CONTRIB_MODULES_PATH=${join(o.directory, 'contrib')}
`;
}

const pidFile = (o: Layout) => join(o.directory, 'ejabberd.pid');

/**
 * An ejabberd with its own folder, ports and Erlang node. A start takes about four seconds.
 * @throws when `ejabberdctl` is not installed (scripts/install-debian-packages.mjs installs it)
 */
export async function startEjabberd(options: XmppServerOptions): Promise<XmppServer> {
  const [http, distribution, ...free] = await freePorts(4);
  const [client, component] = options.ports === undefined ? free : [options.ports.client, options.ports.component];
  const { directory, componentDomain, secret } = options;
  const domain = options.domain ?? 'localhost';
  const ports = { client: client!, component: component!, http: http!, distribution: distribution! };
  const layout: Layout = { directory, domain, componentDomain, secret, ...ports };
  for (const folder of ['db', 'log', 'contrib']) await mkdir(join(directory, folder), { recursive: true });
  await writeFile(join(directory, 'ejabberd.yml'), configuration(layout));
  await writeFile(join(directory, 'ejabberdctl.cfg'), control(layout));
  const program = existsSync('/usr/sbin/ejabberdctl') ? '/usr/sbin/ejabberdctl' : 'ejabberdctl';
  const command = [program, '--ctl-config', join(directory, 'ejabberdctl.cfg'), 'foreground'];
  let pid = await start(command, layout);
  const end = async (signal: NodeJS.Signals) => {
    if (pid === 0) return;
    // The control script does not hand its place to the server, so the server's own pid is ended.
    process.kill(pid, signal);
    await untilGone(pid);
    pid = 0;
  };
  return {
    software: 'ejabberd',
    domain,
    service: `xmpp://127.0.0.1:${layout.client}`,
    componentPort: layout.component,
    componentDomain,
    secret,
    command,
    directory,
    get pid() {
      return pid;
    },
    async registerUser(user, password) {
      if (!(await api(layout, 'register', { user, host: domain, password }))) {
        await api(layout, 'change_password', { user, host: domain, newpass: password });
      }
      return `${user}@${domain}`;
    },
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    async restart() {
      await end('SIGTERM');
      pid = await start(command, layout);
    },
  };
}

/** true when it was done; false when the account was there already. */
async function api(o: Layout, name: string, body: object): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${o.http}/api/${name}`, { method: 'POST', body: JSON.stringify(body) });
  if (answer.ok) return true;
  if (answer.status === 409) return false;
  throw new Error(`ejabberd's ${name} answered ${answer.status}: ${await answer.text()}`);
}

async function start(command: readonly string[], o: Layout): Promise<number> {
  await rm(pidFile(o), { force: true });
  const { directory } = o;
  const ports = [o.client, o.component, o.http];
  await launch({ software: 'ejabberd', command, directory, environment: { HOME: directory }, ports });
  while (!existsSync(pidFile(o))) await pause(20);
  return Number(await readFile(pidFile(o), 'utf8'));
}
