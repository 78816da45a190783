import type { CapabilityName } from '../code-points.ts';
import type { RoomState } from '../contract.ts';
import {
  type Admission,
  type ComponentsView,
  describePolicy,
  type PolicyView,
  type RoleView,
} from './describe-policy.ts';

const admissions: Readonly<Record<Admission, string>> = {
  open: 'anybody',
  preauthorized: 'those whom a rule admits',
  'join-code': 'those who have a code',
  'knock-first': 'those who ask and are let in',
  'members-only': 'those who are added',
  fixed: 'nobody: the members were settled when the room was made',
};

/** What roles may do, in the order of a row; one capability stands for each. */
const abilities: readonly (readonly [CapabilityName, string])[] = [
  ['canReceiveMessage', 'read'],
  ['canSendMessage', 'speak'],
  ['canAddParticipant', 'add people'],
  ['canKick', 'kick'],
  ['canBan', 'ban'],
  ['canChangeUserRole', 'change roles'],
  ['canDeleteOtherMessage', 'delete others’ messages'],
  ['canChangeRoomSubject', 'set the subject'],
  ['canChangeRoomName', 'set the name'],
  ['canChangeRoleDefinitions', 'say what roles may do'],
  ['canChangeOtherPolicyAttribute', 'change policies'],
  ['canDestroyRoom', 'end the room'],
];

const longest = 60;
/** Controls, and what reorders or hides text: names come from strangers. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

function printable(text: string): string {
  // A surrogate that the cut leaves alone is no character, and goes like the others.
  const shown = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return shown.replaceAll(unprintable, '\u{fffd}');
}

const limit = (most: number | null): string => (most === null ? 'no limit' : String(most));
const yesNo = (value: boolean): string => (value ? 'yes' : 'no');
const listed = (texts: readonly string[], none: string): string =>
  texts.length === 0 ? none : texts.map(printable).join(', ');

/** A number of octets that is no limit in practice is the draft's greatest. */
const octets = (text: string): string => (text === '18446744073709551615' ? 'no limit' : text);

type Row = readonly [label: string, text: string];

function admissionRows({ policy }: PolicyView): readonly Row[] {
  return [
    ['Who comes in', admissions[policy.membership]],
    ['Newcomers speak', policy.moderated ? 'once they are given voice' : 'at once'],
    ['People are added', policy['welcome-directly'] ? 'by those who may' : 'by nobody'],
    ['Listed publicly', yesNo(policy.discoverable)],
    ['Outlives its last client', yesNo(policy.persistent)],
    ['Part of', policy['parent-room'] === null ? 'no other room' : printable(policy['parent-room'])],
    ['Devices of a person', policy['multi-device'] ? 'any number' : 'one'],
    ['People at most', limit(policy['max-users'])],
    ['Devices at most', limit(policy['max-clients'])],
    ['Pseudonyms', policy['pseudonyms-allowed'] ? 'allowed' : 'not allowed'],
    ['Gateways', policy['gateways-refused'] ? 'refused' : 'admitted'],
  ];
}

function mediaRows(view: ComponentsView): readonly Row[] {
  const { assets } = view;
  const sizes = Object.entries(assets['max-octets']).map(([kind, most]) => `${kind} ${octets(most)}`);
  const free = Object.values(assets['max-octets']).every((most) => octets(most) === 'no limit');
  return [
    ['Link previews', `${view['link-previews'].sent} when sending, ${view['link-previews'].received} when reading`],
    ['Preview proxy', view['link-previews'].proxy === '' ? 'none' : printable(view['link-previews'].proxy)],
    ['Files go to', assets['upload-to'] === 'unspecified' ? 'any place' : assets['upload-to']],
    ['Files come by', assets['download-by']],
    ['Files in octets', free ? 'no limit' : sizes.join(', ')],
    ['Files of types', listed(assets['permitted-types'] ?? [], 'any')],
    ['Files not of types', listed(assets['forbidden-types'], 'none')],
  ];
}

function expiringText({ mode, minimum, maximum, default: usual }: ComponentsView['expiring']): string {
  if (mode === 'forbidden' || (minimum === 0 && maximum === 0xffff_ffff)) return mode;
  const preferred = usual === null ? '' : `, usually ${usual}`;
  return `${mode}, after ${minimum} to ${maximum} seconds${preferred}`;
}

function messageRows({ policy, components: view }: PolicyView): readonly Row[] {
  const { history } = view;
  const sharers = listed(history.roles, 'nobody');
  const shared = `${history.sharing}, by ${sharers}, of ${history.seconds} seconds`;
  const bots = view.bots.map(({ name, role }) => `${name} (${role})`);
  return [
    ['Delivery notices', view['delivery-notifications']],
    ['Read receipts', view['read-receipts']],
    ['Messages that expire', expiringText(view.expiring)],
    ['Earlier messages', history.sharing === 'forbidden' ? 'not for newcomers' : shared],
    ['Logged', policy.logging ? `by ${listed(view.loggers, 'a logger')}` : 'no'],
    ['Bots', listed(bots, 'none')],
    ['Join links', `${view['join-links'].active} active, each for ${view['join-links']['valid-for']} seconds`],
    ['Messages in', listed(view['media-types'] ?? [], 'the MIMI format')],
    ['Proof for abuse reports', yesNo(view.franked)],
  ];
}

function roleRow(role: RoleView): readonly string[] {
  const may = abilities.filter(([capability]) => role.capabilities.includes(capability)).map(([, text]) => text);
  const most = role.maximum === null ? '' : ` of ${role.maximum}`;
  return [
    String(role.index),
    printable(role.name),
    role.affiliation,
    `${role.participants}${most}`,
    may.length === 0 ? 'nothing' : may.join(', '),
  ];
}

function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths =
    rows[0]?.map((_, column) => rows.reduce((most, row) => Math.max(most, (row[column] ?? '').length), 0)) ?? [];
  return rows.map((row) =>
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/**
 * A room's policy as a text of two tables: what holds in the room, and what each role may do. Names of people are not in
 * it. What strangers have named stands on one line and reorders nothing.
 */
export function policyTable(state: RoomState): string {
  const view = describePolicy(state);
  const title: Row = ['Room', view.name === '' ? view.room : `${printable(view.name)} (${view.room})`];
  const rules = [title, ...admissionRows(view), ...messageRows(view), ...mediaRows(view.components)];
  const roles = [['#', 'Role', 'Standing', 'People', 'May'], ...view.roles.map(roleRow)];
  return [...aligned(rules), '', ...aligned(roles), ''].join('\n');
}
