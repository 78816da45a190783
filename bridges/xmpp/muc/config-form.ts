import type { PolicyFlags, RoomView } from '../../../src/rooms/index.ts';
import { type Field, form, type SubmittedForm } from '../xml/data-form.ts';
import type { Element } from '../xml/element.ts';
import { ns } from '../xml/namespaces.ts';
import { jidOfUser } from '../outbound/invitation.ts';
import type { RoomSettings, Service } from './contract.ts';
import type { MucRoom } from './muc-room.ts';
import { refusal, type StanzaRefusal } from './stanza-error.ts';

const prefix = 'muc#roomconfig_';
const yes = (value: boolean) => [value ? '1' : '0'];
const userLimits = [10, 20, 50, 100, 200, 500, 1000];

/** Whether XMPP owners made the room members-only; the hub's flag also stands for a room with a password. */
export function isMembersOnly(settings: RoomSettings, flags: PolicyFlags): boolean {
  return settings.membersOnly || (flags.membersOnly && !settings.passwordProtected);
}

/** Addresses of those who have an affiliation. */
export function affiliated(service: Service, room: MucRoom, view: RoomView, affiliation: string): readonly string[] {
  return [...view.participants.values()]
    .filter(({ user }) => room.standing(view, user).affiliation === affiliation)
    .map(({ user }) => jidOfUser(service, user));
}

/** The owner's form with the standard fields of XEP-0045 §15.5.3. */
export function configForm(service: Service, room: MucRoom, view: RoomView): Element {
  const { settings } = room;
  const { flags, details } = view;
  const most = flags.maxUsers === null ? 'none' : String(flags.maxUsers);
  const limits = [...new Set([...userLimits.map(String), most])].filter((limit) => limit !== 'none');
  const fields: readonly Field[] = [
    { name: 'roomname', type: 'text-single', label: 'Name of the room', values: [details.name] },
    { name: 'roomdesc', type: 'text-single', label: 'Description', values: [details.description] },
    { name: 'lang', type: 'text-single', label: 'Language', values: [settings.language] },
    {
      name: 'enablelogging',
      type: 'boolean',
      label: 'Conversations are logged publicly',
      values: yes(settings.logging),
    },
    {
      name: 'changesubject',
      type: 'boolean',
      label: 'Occupants may change the subject',
      values: yes(flags.anyoneMayChangeSubject),
    },
    { name: 'allowinvites', type: 'boolean', label: 'Occupants may invite', values: yes(flags.anyoneMayInvite) },
    {
      name: 'allowpm',
      type: 'list-single',
      label: 'Who may send private messages',
      values: [settings.allowPrivateMessages],
      options: [
        ['anyone', 'Anyone'],
        ['participants', 'Those who have voice'],
        ['moderators', 'Moderators'],
        ['none', 'Nobody'],
      ],
    },
    {
      name: 'maxusers',
      type: 'list-single',
      label: 'Most people in the room',
      values: [most],
      options: [...limits.map((limit) => [limit, limit] as const), ['none', 'No limit']],
    },
    { name: 'publicroom', type: 'boolean', label: 'The room can be found', values: yes(flags.discoverable) },
    { name: 'persistentroom', type: 'boolean', label: 'The room lasts', values: yes(flags.persistent) },
    { name: 'moderatedroom', type: 'boolean', label: 'Newcomers have no voice', values: yes(flags.moderated) },
    { name: 'membersonly', type: 'boolean', label: 'Members only', values: yes(isMembersOnly(settings, flags)) },
    {
      name: 'passwordprotectedroom',
      type: 'boolean',
      label: 'A password is needed',
      values: yes(settings.passwordProtected),
    },
    { name: 'roomsecret', type: 'text-private', label: 'Password', values: [settings.password] },
    {
      name: 'whois',
      type: 'list-single',
      label: 'Who sees real addresses',
      values: [settings.whois],
      options: [
        ['moderators', 'Moderators'],
        ['anyone', 'Anyone'],
      ],
    },
    { name: 'roomadmins', type: 'jid-multi', label: 'Admins', values: affiliated(service, room, view, 'admin') },
    { name: 'roomowners', type: 'jid-multi', label: 'Owners', values: affiliated(service, room, view, 'owner') },
  ];
  return form(
    'form',
    ns.mucRoomConfig,
    fields.map((field) => ({ ...field, name: `${prefix}${field.name}` })),
    {
      title: `Configuration of ${room.jid}`,
      instructions:
        'The gateway reads messages in clear to pass them between networks. ' +
        'Names, membership, moderation and limits hold in all of them.',
    },
  );
}

/** What a submitted form changes. */
export interface ConfigChange {
  readonly details: { readonly name?: string; readonly description?: string };
  readonly flags: Partial<PolicyFlags>;
  readonly settings: Partial<RoomSettings>;
  /** The whole new lists, where they were sent. */
  readonly owners: readonly string[] | null;
  readonly admins: readonly string[] | null;
}

/** Reads a submitted form; fields that were not sent stay as they are, unknown ones are passed over (XEP-0045 §10.2). */
export function readConfig(submitted: SubmittedForm, room: MucRoom, view: RoomView): ConfigChange | StanzaRefusal {
  const text = (name: string) => submitted.text(`${prefix}${name}`);
  const flag = (name: string) => submitted.boolean(`${prefix}${name}`);
  const { settings } = room;
  const passwordProtected = flag('passwordprotectedroom') ?? settings.passwordProtected;
  const password = text('roomsecret') ?? settings.password;
  if (passwordProtected && password === '') {
    return refusal('not-acceptable', 'A room with a password needs one: muc#roomconfig_roomsecret.');
  }
  const membersOnly = flag('membersonly') ?? isMembersOnly(settings, view.flags);
  const most = readLimit(text('maxusers'));
  if (most === 'unreadable') return refusal('not-acceptable', 'The number of users is no number.');
  const whois = text('whois');
  const allowPm = text('allowpm');
  const name = text('roomname');
  const description = text('roomdesc');
  const logging = flag('enablelogging');
  const language = text('lang');
  return {
    details: {
      ...(name === undefined ? {} : { name }),
      ...(description === undefined ? {} : { description }),
    },
    flags: changed(view.flags, {
      membersOnly: membersOnly || passwordProtected,
      moderated: flag('moderatedroom'),
      discoverable: flag('publicroom'),
      persistent: flag('persistentroom'),
      anyoneMayChangeSubject: flag('changesubject'),
      anyoneMayInvite: flag('allowinvites'),
      maxUsers: most,
    }),
    settings: {
      passwordProtected,
      password,
      membersOnly,
      ...(whois === 'anyone' || whois === 'moderators' ? { whois } : {}),
      ...(isAllowPm(allowPm) ? { allowPrivateMessages: allowPm } : {}),
      ...(logging === undefined ? {} : { logging }),
      ...(language === undefined ? {} : { language }),
    },
    owners: submitted.list(`${prefix}roomowners`) ?? null,
    admins: submitted.list(`${prefix}roomadmins`) ?? null,
  };
}

function isAllowPm(text: string | undefined): text is RoomSettings['allowPrivateMessages'] {
  return text === 'anyone' || text === 'participants' || text === 'moderators' || text === 'none';
}

/** undefined: not sent; null: no limit. */
function readLimit(text: string | undefined): number | null | undefined | 'unreadable' {
  if (text === undefined) return undefined;
  if (text === 'none' || text === '' || text === '0') return null;
  return /^\d{1,6}$/.test(text) ? Number(text) : 'unreadable';
}

/** Whoever sees this form has come in through a gateway: whether the room refuses them is no question here. */
type Asked = Omit<PolicyFlags, 'gatewaysRefused'>;

/** Only what differs. */
function changed(
  now: PolicyFlags,
  wanted: { readonly [Name in keyof Asked]: Asked[Name] | undefined },
): Partial<PolicyFlags> {
  const entries = Object.entries(wanted).filter(
    ([name, value]) => value !== undefined && value !== now[name as keyof PolicyFlags],
  );
  return Object.fromEntries(entries);
}
