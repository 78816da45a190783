import type { RoomReport } from '../../src/admin/index.ts';
import type { Stage } from '../../test/scenarios/support/stage.ts';
import type { Cast } from './cast.ts';

/** The transcripts, as each side's own client saw them, and the room as the hub holds it. */
export function printResults(cast: Cast, report: RoomReport): void {
  const lines = [
    '',
    `What alice's Matrix client saw in ${cast.room.alias}:`,
    ...cast.alice.transcript(),
    '',
    `What bob's XMPP client saw in ${cast.room.muc}:`,
    ...cast.bob.sightings.all
      .filter(({ room, kind }) => room === cast.room.muc && kind !== 'other')
      .map(({ words }) => words),
    '',
    `The room as the hub holds it: ${report.room}, epoch ${report.epoch}`,
    ...report.participants.map(
      ({ user, role, active }) => `  ${role.padEnd(9)} ${user}${active ? '' : ' (not in now)'}`,
    ),
    '',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** Addresses and logins, for people. */
export function printLogins({ accounts, room }: Cast, { synapse, xmpp, gateway }: Stage): void {
  const lines = [
    `Matrix: ${synapse.url}, room ${room.alias}`,
    ...accounts.matrix.map(({ userId, password }) => `  ${userId}  password ${password}`),
    `XMPP: ${xmpp.service} (domain ${xmpp.domain}, without TLS), room ${room.muc}`,
    ...accounts.xmpp.map(({ name, domain, password }) => `  ${name}@${domain}  password ${password}`),
    `Gateway: ${gateway.admin}, log ${gateway.directory}/gateway.log`,
    'Everything runs until Ctrl-C.',
    '',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** What ends a server and what starts it again. */
function processOf(server: {
  pid(): number | undefined;
  readonly command: readonly string[];
  readonly directory: string;
}) {
  return { pid: server.pid(), restart: server.command, cwd: server.directory };
}

/** One line of JSON, for programs that drive and kill what runs here. */
export function printForPrograms(cast: Cast, stage: Stage, report: RoomReport): void {
  const { synapse, xmpp, gateway, postgres } = stage;
  const described = {
    homeserver: synapse.url,
    registrationSharedSecret: synapse.registrationSharedSecret,
    matrix: cast.accounts.matrix.map(({ userId, password, accessToken }) => ({ userId, password, accessToken })),
    xmpp: {
      service: xmpp.service,
      domain: xmpp.domain,
      accounts: cast.accounts.xmpp.map(({ name, domain, password }) => ({ jid: `${name}@${domain}`, password })),
    },
    room: {
      mimi: report.room,
      matrixRoomId: report.addresses['matrixRoomId'],
      matrixAlias: report.addresses['matrixAlias'],
      muc: report.addresses['muc'],
    },
    gateway: { pid: gateway.pid(), restart: gateway.command, cwd: gateway.cwd, admin: gateway.admin },
    servers: {
      synapse: processOf(synapse),
      [xmpp.software]: { pid: xmpp.pid, restart: xmpp.command, cwd: xmpp.directory },
      ...(postgres === null ? {} : { postgres: { ...processOf(postgres), url: postgres.url } }),
    },
  };
  process.stdout.write(`${JSON.stringify(described)}\n`);
}
