import type { UserUri } from '../../../src/identifiers/index.ts';
import type { ArchiveQuery, RoomEvent } from '../../../src/rooms/index.ts';
import { userAt } from '../inbound/administer.ts';
import { messageIdFrom } from '../inbound/readable.ts';
import type { MucRoom } from '../muc/muc-room.ts';
import type { OpenRoom } from '../muc/room-directory.ts';
import { atLeast } from '../muc/standing.ts';
import { refusal, type StanzaRefusal } from '../muc/stanza-error.ts';
import { archiveIdOf, setsSubject, subjectStanza } from '../outbound/details.ts';
import { messageStanza } from '../outbound/message.ts';
import { isByAuthor, retractionStanza } from '../outbound/retraction.ts';
import { form, SubmittedForm } from '../xml/data-form.ts';
import { el, type Element, stanza } from '../xml/element.ts';
import { ns } from '../xml/namespaces.ts';
import type { Answer, Question } from './contract.ts';
import { pageResult, readPageRequest } from './paging.ts';

const pageLimit = 100;
const archived = ['message', 'recovered', 'retracted', 'details-changed'] as const;
/** Those that have no message id of their own (`archiveIdOf`). */
const numbered = ['retracted', 'details-changed'] as const;

/** The archive belongs to those who may be in the room. */
function mayQuery(q: Question, { room, view }: OpenRoom): StanzaRefusal | null {
  const { affiliation } = room.standing(view, q.user);
  const needed = view.flags.membersOnly ? 'member' : 'none';
  const present = room.occupants.bySession(q.from) !== null;
  if (affiliation === 'outcast' || (!present && !atLeast(affiliation, needed))) {
    return refusal('forbidden', 'The archive of this room is not for you.');
  }
  return null;
}

/** Fields that a query may have (XEP-0313 §4.1.1). */
export async function archiveFields(q: Question): Promise<Answer> {
  const found = await q.directory.find(q.room);
  if (found === null) return refusal('item-not-found', 'There is no such room.');
  const single = (name: string) => ({ name, type: 'text-single', values: [] }) as const;
  const fields = ['with', 'start', 'end', 'before-id', 'after-id'].map(single);
  return [el('query', ns.mam, {}, form('form', ns.mam, [...fields, { name: 'ids', type: 'list-multi', values: [] }]))];
}

/** First and last of the archive (XEP-0313 §5.2). */
export async function archiveMetadata(q: Question): Promise<Answer> {
  const found = await q.directory.find(q.room);
  if (found === null) return refusal('item-not-found', 'There is no such room.');
  const why = mayQuery(q, found);
  if (why !== null) return why;
  const { rooms } = q.service.gateway;
  const ends = await Promise.all(
    (
      [
        ['start', false],
        ['end', true],
      ] as const
    ).map(async ([name, newest]) => {
      const { events } = await rooms.archive(found.room.uri, { types: ['message', 'recovered'], limit: 1, newest });
      const [event] = events;
      if (event === undefined) return null;
      return el(name, ns.mam, { id: archiveIdOf(event), timestamp: new Date(event.acceptedAt).toISOString() });
    }),
  );
  return [el('metadata', ns.mam, {}, ...ends)];
}

/** A query of the archive (XEP-0313 §4): sends what is found, then gives the result. */
export async function queryArchive(q: Question): Promise<Answer> {
  const found = await q.directory.find(q.room);
  if (found === null) return refusal('item-not-found', 'There is no such room.');
  const why = mayQuery(q, found);
  if (why !== null) return why;
  const query = q.stanza.child('query', ns.mam);
  if (query === null) return refusal('bad-request');
  const asked = await readQuery(q, found.room, query);
  if ('condition' in asked) return asked;
  const { events, complete, count } = await find(q, found.room, asked);
  const shown = asked.flipped ? events.toReversed() : events;
  for (const event of shown) {
    const message = await archivedStanza(q, found, event);
    if (message !== null) q.service.stream.send(wrap(q, found.room, query.attrs.queryid, event, message));
  }
  return [el('fin', ns.mam, { complete: complete ? 'true' : undefined }, pageResult(shown.map(archiveIdOf), count))];
}

interface Asked {
  readonly query: ArchiveQuery;
  /** null: all; else exactly these. */
  readonly ids: readonly string[] | null;
  readonly flipped: boolean;
}

async function readQuery(q: Question, room: MucRoom, query: Element): Promise<Asked | StanzaRefusal> {
  const x = query.child('x', ns.dataForms);
  const submitted = x === null ? null : new SubmittedForm(x);
  const page = readPageRequest(query, pageLimit);
  const after = await position(q, room, page.after ?? submitted?.text('after-id') ?? null);
  const beforeId = page.before === '' ? null : page.before;
  const before = await position(q, room, beforeId ?? submitted?.text('before-id') ?? null);
  if (after === 'unknown' || before === 'unknown') {
    return refusal('item-not-found', 'The archive has no message of that id.');
  }
  const start = time(submitted?.text('start'));
  const end = time(submitted?.text('end'));
  if (start === 'unreadable' || end === 'unreadable') return refusal('bad-request', 'A time can not be read.');
  const address = submitted?.text('with');
  const sender = address === undefined ? null : senderAt(q, room, address);
  if (address !== undefined && sender === null) return refusal('item-not-found', 'Nobody of that address is known.');
  return {
    ids: submitted?.list('ids') ?? null,
    flipped: query.has('flip-page'),
    query: {
      types: archived,
      limit: page.max,
      newest: page.before !== null,
      ...(after === null ? {} : { after }),
      ...(before === null ? {} : { before }),
      ...(start === null ? {} : { start }),
      ...(end === null ? {} : { end }),
      ...(sender === null ? {} : { sender }),
    },
  };
}

async function find(
  q: Question,
  room: MucRoom,
  asked: Asked,
): Promise<{ readonly events: readonly RoomEvent[]; readonly complete: boolean; readonly count: number }> {
  const { rooms } = q.service.gateway;
  if (asked.ids !== null) {
    const found = await Promise.all(asked.ids.slice(0, pageLimit).map((id) => eventOf(q, room, id)));
    const events = found.flatMap((one) => (one === null || one.retracted ? [] : [one.event]));
    return { events, complete: true, count: events.length };
  }
  // Messages before the limit of 0 are only counted.
  const page = await rooms.archive(room.uri, { ...asked.query, limit: Math.max(1, asked.query.limit) });
  return asked.query.limit === 0 ? { events: [], complete: page.count === 0, count: page.count } : page;
}

/** What an archive id names; a message that was taken back still marks its place. */
async function eventOf(
  q: Question,
  room: MucRoom,
  id: string,
): Promise<{ readonly event: RoomEvent; readonly retracted: boolean } | null> {
  const { rooms } = q.service.gateway;
  const seq = /^seq-(\d{1,15})$/.exec(id)?.[1];
  if (seq !== undefined) {
    // Only what was given such an id: else it would lead to messages that were taken back, and to a former room's.
    const place = { after: Number(seq) - 1, before: Number(seq) + 1 };
    const { events } = await rooms.archive(room.uri, { ...place, types: numbered, limit: 1 });
    const [event] = events;
    return event === undefined ? null : { event, retracted: false };
  }
  const messageId = messageIdFrom(id);
  return messageId === null ? null : rooms.message(room.uri, messageId);
}

async function position(q: Question, room: MucRoom, id: string | null): Promise<number | null | 'unknown'> {
  if (id === null || id === '') return null;
  return (await eventOf(q, room, id))?.event.seq ?? 'unknown';
}

function time(text: string | undefined): number | null | 'unreadable' {
  if (text === undefined) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? 'unreadable' : at;
}

function senderAt(q: Question, room: MucRoom, address: string): UserUri | null {
  if (address.startsWith(`${room.jid}/`))
    return room.occupants.byNick(address.slice(room.jid.length + 1))?.user ?? null;
  return userAt(q.service, address);
}

async function archivedStanza(q: Question, { room, view }: OpenRoom, event: RoomEvent): Promise<Element | null> {
  switch (event.type) {
    case 'message':
    case 'recovered':
      return messageStanza(q.service, room, view, event, null);
    case 'retracted':
      return retractionStanza(q.service, room, view, event, await isByAuthor(q.service, room, event));
    case 'details-changed':
      return setsSubject(event)
        ? subjectStanza(q.service, room, view, { by: event.by, subject: event.after.subject, event })
        : null;
    default:
      return null;
  }
}

function wrap(q: Question, room: MucRoom, queryid: string | undefined, event: RoomEvent, message: Element): Element {
  const stamp = new Date(event.acceptedAt).toISOString();
  const inner = message.withChildren(message.elements.filter((child) => child.ns !== ns.stanzaId));
  return stanza(
    'message',
    { from: room.jid, to: q.from },
    el(
      'result',
      ns.mam,
      { queryid, id: archiveIdOf(event) },
      el('forwarded', ns.forward, {}, el('delay', ns.delay, { stamp }), inner),
    ),
  );
}
