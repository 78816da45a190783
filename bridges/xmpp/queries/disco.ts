import { prepareResource } from '../../../src/identifiers/index.ts';
import type { RoomView } from '../../../src/rooms/index.ts';
import { isMembersOnly } from '../muc/config-form.ts';
import type { MucRoom } from '../muc/muc-room.ts';
import { refusal } from '../muc/stanza-error.ts';
import { form } from '../xml/data-form.ts';
import { el, type Element } from '../xml/element.ts';
import { ns } from '../xml/namespaces.ts';
import type { Answer, Question } from './contract.ts';
import { pageResult, readPageRequest } from './paging.ts';

const feature = (name: string) => el('feature', ns.discoInfo, { var: name });
const identity = (category: string, type: string, name: string) =>
  el('identity', ns.discoInfo, { category, type, name });

const serviceFeatures = [
  ns.discoInfo,
  ns.discoItems,
  ns.muc,
  ns.mucUnique,
  ns.stableId,
  ns.register,
  ns.occupantId,
  ns.ping,
  ns.rsm,
  ns.vcard,
];

/** What the service is (XEP-0045 §6.1). */
export function serviceInfo(): Answer {
  return [
    el(
      'query',
      ns.discoInfo,
      {},
      identity('conference', 'text', 'Rooms of the MIMI gateway'),
      ...serviceFeatures.map(feature),
    ),
  ];
}

/** Rooms that may be found (XEP-0045 §6.3), paged. */
export async function serviceItems(q: Question): Promise<Answer> {
  const { rooms } = q.service.gateway;
  const query = q.stanza.child('query', ns.discoItems);
  if (query === null) return refusal('bad-request');
  const found: { jid: string; name: string }[] = [];
  for (const uri of await rooms.list()) {
    const view = await rooms.view(uri);
    if (view === null || !view.flags.discoverable) continue;
    const jid = q.directory.jidOf(uri);
    found.push({ jid, name: view.details.name === '' ? (jid.split('@')[0] ?? jid) : view.details.name });
  }
  found.sort((one, other) => (one.jid < other.jid ? -1 : 1));
  const page = readPageRequest(query, 200);
  const start = page.after === null ? 0 : found.findIndex(({ jid }) => jid === page.after) + 1;
  const shown = found.slice(start, start + page.max);
  const all = shown.length === found.length && !query.has('set', ns.rsm);
  return [
    el(
      'query',
      ns.discoItems,
      {},
      ...shown.map(({ jid, name }) => el('item', ns.discoItems, { jid, name })),
      all
        ? null
        : pageResult(
            shown.map(({ jid }) => jid),
            found.length,
            start,
          ),
    ),
  ];
}

/** What a room is (XEP-0045 §6.4), or the nick that the asker has reserved in it (§7.12). */
export async function roomInfo(q: Question): Promise<Answer> {
  const found = await q.directory.find(q.room);
  if (found === null) return refusal('item-not-found', 'There is no such room.');
  const { room, view } = found;
  const node = q.stanza.child('query', ns.discoInfo)?.attrs.node;
  if (node === 'x-roomuser-item') {
    const nick = room.settings.registered[q.user];
    const name =
      nick === undefined ? [] : [el('identity', ns.discoInfo, { category: 'conference', type: 'text', name: nick })];
    return [el('query', ns.discoInfo, { node }, ...name)];
  }
  // §18.1.1: a room that passes all traffic says so with this error.
  if (node === ns.mucTraffic) return refusal('service-unavailable', 'All traffic is passed on.');
  if (node !== undefined) return refusal('item-not-found', 'There is no such node.');
  const name = view.details.name === '' ? (room.jid.split('@')[0] ?? '') : view.details.name;
  return [
    el(
      'query',
      ns.discoInfo,
      { node },
      identity('conference', 'text', name),
      ...roomFeatures(room, view).map(feature),
      roomInfoForm(room, view),
    ),
  ];
}

function roomFeatures(room: MucRoom, view: RoomView): readonly string[] {
  const { settings } = room;
  const { flags } = view;
  return [
    ns.muc,
    ns.discoInfo,
    ns.discoItems,
    ns.register,
    ns.mam,
    ns.mamExtended,
    ns.stanzaId,
    ns.stableId,
    ns.occupantId,
    ns.selfPing,
    ns.retract,
    ns.moderate,
    ns.moderateOld,
    ns.ping,
    ns.vcard,
    ns.mucRequest,
    flags.discoverable ? 'muc_public' : 'muc_hidden',
    isMembersOnly(settings, flags) ? 'muc_membersonly' : 'muc_open',
    flags.moderated ? 'muc_moderated' : 'muc_unmoderated',
    settings.whois === 'anyone' ? 'muc_nonanonymous' : 'muc_semianonymous',
    settings.passwordProtected ? 'muc_passwordprotected' : 'muc_unsecured',
    flags.persistent ? 'muc_persistent' : 'muc_temporary',
  ];
}

/** XEP-0045 §15.5.4. */
function roomInfoForm(room: MucRoom, view: RoomView): Element {
  const { details, flags } = view;
  const single = (name: string, value: string, label: string) =>
    ({ name, type: 'text-single', values: [value], label }) as const;
  return form('result', ns.mucRoomInfo, [
    single('muc#roominfo_description', details.description, 'Description'),
    single('muc#roominfo_subject', details.subject, 'Subject'),
    single('muc#roominfo_occupants', String(room.occupants.size), 'People in the room'),
    single('muc#roominfo_lang', room.settings.language, 'Language'),
    single('muc#roominfo_maxhistoryfetch', '500', 'Most messages of the past'),
    single('muc#roominfo_avatarhash', room.settings.avatarHash, 'Hash of the picture'),
    {
      name: 'muc#roominfo_changesubject',
      type: 'boolean',
      label: 'Occupants may change the subject',
      values: [flags.anyoneMayChangeSubject ? '1' : '0'],
    },
    single('muc#roomconfig_roomname', details.name, 'Name'),
  ]);
}

/** Who is in a room (XEP-0045 §6.5); those who are not in it are told only of rooms that may be found. */
export async function roomItems(q: Question): Promise<Answer> {
  const found = await q.directory.find(q.room);
  if (found === null) return refusal('item-not-found', 'There is no such room.');
  const { room, view } = found;
  const inside = room.occupants.bySession(q.from) !== null;
  const shown = inside || view.flags.discoverable ? [...room.occupants.all()] : [];
  const items = shown.map((occupant) =>
    el('item', ns.discoItems, { jid: `${room.jid}/${prepareResource(occupant.nick)}`, name: occupant.nick }),
  );
  return [el('query', ns.discoItems, {}, ...items)];
}
