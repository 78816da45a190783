import { Command } from 'commander';
import type { NewRoom, RoomReport } from '../../admin/index.ts';
import { AdminClient, AdminRefusal } from '../admin-client.ts';
import type { Terminal } from '../terminal.ts';

interface CreateOptions {
  readonly id?: string;
  readonly name?: string;
  readonly preset?: string;
  readonly refuseGateways?: true;
  readonly owner: string;
  readonly participant: readonly string[];
  readonly json?: true;
}

/** Rooms of the running gateway. */
export function roomsCommand(terminal: Terminal): Command {
  const client = (): AdminClient => new AdminClient(terminal.configuration());
  const rooms = new Command('rooms').description('rooms of the running gateway');
  const show = (report: RoomReport, json: true | undefined): void => {
    if (json) terminal.print(JSON.stringify(report));
    else for (const line of describe(report)) terminal.print(line);
  };

  rooms
    .command('list')
    .option('--json', 'as JSON')
    .action(async ({ json }: { readonly json?: true }) => {
      const reports = (await client().request('GET', '/rooms')) as readonly RoomReport[];
      if (json) terminal.print(JSON.stringify(reports));
      else for (const report of reports) terminal.print(summary(report));
    });

  rooms
    .command('show <room>')
    .option('--json', 'as JSON')
    .action(async (room: string, { json }: { readonly json?: true }) => {
      show((await client().request('GET', pathOf(room))) as RoomReport, json);
    });

  rooms
    .command('create')
    .requiredOption('--owner <user>', 'a Matrix id, a JID or a MIMI URI')
    .option('--id <id>', "last part of the room's URI; made up when left out")
    .option('--name <name>', 'what people see')
    .option('--preset <preset>', 'open, members-only or moderated')
    .option('--refuse-gateways', 'only clients with keys of their own: nobody enters from an attached network')
    .option('--participant <user=role>', 'listed from the start; may be repeated', collect, [])
    .option('--json', 'as JSON')
    .action(async ({ json, participant, ...room }: CreateOptions) => {
      const body: NewRoom = { ...room, participants: Object.fromEntries(participant.map(entryOf)) };
      show((await client().request('POST', '/rooms', body)) as RoomReport, json);
    });

  rooms
    .command('destroy <room>')
    .option('--reason <reason>', 'shown to those who are in it')
    .option('--alternate <room>', 'where the conversation goes on')
    .action(async (room: string, options: { readonly reason?: string; readonly alternate?: string }) => {
      await client().request('DELETE', pathOf(room), options);
      terminal.print('The room is gone.');
    });

  return rooms;
}

const pathOf = (room: string): string => `/rooms/${encodeURIComponent(room)}`;

const collect = (value: string, previous: readonly string[]): readonly string[] => [...previous, value];

function entryOf(text: string): readonly [string, string] {
  const split = text.lastIndexOf('=');
  if (split < 1)
    throw new AdminRefusal(`--participant ${text}: write it as user=role, such as bob@example.org=member.`);
  return [text.slice(0, split), text.slice(split + 1)];
}

function summary(report: RoomReport): string {
  const active = report.participants.filter((participant) => participant.active).length;
  const title = report.name === '' ? '' : ` "${report.name}"`;
  return `${report.room}${title}: epoch ${report.epoch}, ${active} of ${report.participants.length} participants active`;
}

function describe(report: RoomReport): readonly string[] {
  return [
    summary(report),
    ...Object.entries(report.addresses).map(([kind, address]) => `  ${kind}: ${address}`),
    ...report.participants.map(({ user, role, active, nickname }) => {
      const called = nickname === null ? '' : ` (${nickname})`;
      return `  ${role.padEnd(9)} ${user}${called}${active ? '' : ', not in the room now'}`;
    }),
  ];
}
