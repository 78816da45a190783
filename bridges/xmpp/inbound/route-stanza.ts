import { createHash, randomUUID } from 'node:crypto';
import type { InboundItem } from '../../../src/bridge/index.ts';
import { RetryLater } from '../../../src/rooms/index.ts';
import type { Addressed, Service } from '../muc/contract.ts';
import { configForm } from '../muc/config-form.ts';
import { occupantIq } from '../muc/occupant-iq.ts';
import { relayPrivateMessage } from '../muc/private-message.ts';
import type { RoomDirectory } from '../muc/room-directory.ts';
import { roomVcard } from '../muc/room-vcard.ts';
import { errorReply, refusal, resultReply, type StanzaRefusal } from '../muc/stanza-error.ts';
import { archiveFields, archiveMetadata, queryArchive } from '../queries/archive.ts';
import type { Answer, Question } from '../queries/contract.ts';
import { roomInfo, roomItems, serviceInfo, serviceItems } from '../queries/disco.ts';
import { adminList } from '../queries/lists.ts';
import { registrationForm } from '../queries/registration-form.ts';
import { el, type Element } from '../xml/element.ts';
import { ns } from '../xml/namespaces.ts';
import { serialise } from '../xml/serialise.ts';
import { address } from './address.ts';
import { moderation } from './moderate.ts';
import type { OpenQuestions } from './open-questions.ts';
import type { OrderedAcceptance } from './ordered-acceptance.ts';
import { reflectAgain } from './reflect-again.ts';

interface Parts {
  readonly service: Service;
  readonly directory: RoomDirectory;
  readonly acceptance: OrderedAcceptance;
  readonly questions: OpenQuestions;
}

type Routed = Question & Parts;

/** A message from the same client with the same id and content within this time is the same message. */
const sameMessageWindow = 600_000;

/** Errors that say that a client is not there (XEP-0045 §18.1.2); any other is about one stanza only. */
const unreachable = new Set([
  'gone',
  'item-not-found',
  'recipient-unavailable',
  'redirect',
  'remote-server-not-found',
  'remote-server-timeout',
  'service-unavailable',
  'jid-malformed',
]);

/** Where a stanza goes: into the inbox if it changes something, else it is answered here and now. */
export async function routeStanza(parts: Parts, stanza: Element): Promise<void> {
  const addressed = address(stanza, parts.service);
  if (addressed === null) {
    reply(parts, stanza, refusal('jid-malformed', 'An address can not be read.'));
    return;
  }
  const q: Routed = { ...parts, ...addressed };
  const toService = !addressed.room.includes('@');
  if (stanza.name === 'iq') {
    await routeIq(q, toService);
    return;
  }
  if (toService) return;
  if (stanza.name === 'presence') await routePresence(q);
  else if (stanza.name === 'message') await routeMessage(q);
}

async function routePresence(q: Routed): Promise<void> {
  const { type } = q.stanza.attrs;
  if (type === undefined || type === 'unavailable') await accept(q, randomUUID());
  else if (type === 'error') await acceptBounce(q);
}

async function routeMessage(q: Routed): Promise<void> {
  const { type, id } = q.stanza.attrs;
  if (type === 'error') {
    await acceptBounce(q);
    return;
  }
  if (q.nick !== null) {
    const why = await relayPrivateMessage({ ...q, nick: q.nick });
    if (why !== null) reply(q, q.stanza, why);
    return;
  }
  const content = createHash('sha256').update(q.stanza.children.map(text).join('')).digest('base64url');
  if (id === undefined) await accept(q, randomUUID());
  else if (!(await accept(q, JSON.stringify([q.room, q.from, id, content]), sameMessageWindow)))
    await reflectAgain(q, id);
}

const text = (child: Element | string) => (typeof child === 'string' ? child : serialise(child));

/** False: it came before. */
async function accept(q: Routed, identity: string, windowMs?: number): Promise<boolean> {
  const item: InboundItem = {
    identity,
    ...(windowMs === undefined ? {} : { windowMs }),
    lane: `${q.room} ${q.fromBare}`,
    payload: serialise(q.stanza),
  };
  return q.acceptance.accept(item);
}

/** What the room sent came back: where that means that the client is gone, it leaves. */
async function acceptBounce(q: Routed): Promise<void> {
  const condition = q.stanza.child('error')?.elements.find((child) => child.ns === ns.stanzaErrors)?.name ?? '';
  if (!unreachable.has(condition)) return;
  const room = await q.directory.known(q.room);
  if (room?.occupants.bySession(q.from) === null) return;
  const gone = q.stanza.name === 'presence' ? q.stanza : asPresenceError(q);
  await accept({ ...q, stanza: gone }, randomUUID());
}

function asPresenceError(q: Addressed): Element {
  const { from, to } = q.stanza.attrs;
  return el('presence', ns.client, { from, to, type: 'error' }, q.stanza.child('error'));
}

async function routeIq(q: Routed, toService: boolean): Promise<void> {
  const { type } = q.stanza.attrs;
  if (type !== 'get' && type !== 'set') return;
  if (changes(q, toService)) {
    await accept(q, randomUUID());
    return;
  }
  if (q.nick === null) await answer(q, toService);
  else askOccupant(q);
}

async function answer(q: Routed, toService: boolean): Promise<void> {
  const answered = await answerOrError(q, toService);
  if ('condition' in answered) reply(q, q.stanza, answered);
  else q.service.stream.send(resultReply(q.stanza, ...answered));
}

/** Nobody waits for it: while stanzas are being handled nothing more is read, and a client may never answer. */
function askOccupant(q: Routed): void {
  const { questions, fromBare, service } = q;
  if (!questions.begin(fromBare)) {
    reply(q, q.stanza, refusal('resource-constraint', 'Too many of your questions wait for an answer.'));
    return;
  }
  answer(q, false)
    .catch((error: unknown) => {
      // The stream went down: the asker's server tells it so.
      if (!(error instanceof RetryLater)) service.gateway.log.error({ error }, 'An XMPP answer could not be sent.');
    })
    .finally(() => {
      questions.end(fromBare);
    });
}

/** A question is answered, even where that fails: who asks must not wait for ever. */
async function answerOrError(q: Question, toService: boolean): Promise<Answer> {
  try {
    return await answerTo(q, toService);
  } catch (error) {
    if (error instanceof RetryLater) return refusal('resource-constraint', 'This can not be answered now; ask again.');
    q.service.gateway.log.error({ error }, 'An XMPP query could not be answered.');
    return refusal('internal-server-error');
  }
}

/** IQs that are done by attempts at the hub, or change what is kept of the room. */
function changes(q: Question, toService: boolean): boolean {
  if (toService || q.nick !== null || q.stanza.attrs.type !== 'set') return false;
  const { stanza } = q;
  return (
    stanza.has('query', ns.mucAdmin) ||
    stanza.has('query', ns.mucOwner) ||
    stanza.has('query', ns.register) ||
    stanza.has('vCard', ns.vcard) ||
    moderation(stanza) !== null
  );
}

async function answerTo(q: Question, toService: boolean): Promise<Answer> {
  if (q.stanza.has('ping', ns.ping) && (toService || q.nick === null)) return [];
  if (q.nick !== null) {
    const asksDisco = q.stanza.has('query', ns.discoInfo) || q.stanza.has('query', ns.discoItems);
    const inside = (await q.directory.find(q.room))?.room.occupants.bySession(q.from) ?? null;
    // XEP-0045 §6.6: who is not in the room may not look at its occupants.
    if (asksDisco && inside === null) return refusal('bad-request', 'You are not in this room.');
    return occupantIq({ ...q, nick: q.nick });
  }
  if (toService) return answerOfService(q);
  return q.stanza.attrs.type === 'get' ? answerOfRoom(q) : queryOfRoom(q);
}

async function answerOfService(q: Question): Promise<Answer> {
  const { stanza } = q;
  if (stanza.attrs.type !== 'get') return refusal('service-unavailable');
  if (stanza.has('query', ns.discoInfo)) return serviceInfo();
  if (stanza.has('query', ns.discoItems)) return serviceItems(q);
  if (stanza.has('unique', ns.mucUnique)) return [el('unique', ns.mucUnique, {}, randomUUID())];
  if (stanza.has('vCard', ns.vcard)) {
    return [el('vCard', ns.vcard, {}, el('FN', ns.vcard, {}, 'Rooms of the MIMI gateway'))];
  }
  return refusal('service-unavailable');
}

async function answerOfRoom(q: Question): Promise<Answer> {
  const { stanza } = q;
  if (stanza.has('query', ns.discoInfo)) return roomInfo(q);
  if (stanza.has('query', ns.discoItems)) return roomItems(q);
  if (stanza.has('query', ns.mucAdmin)) return adminList(q);
  if (stanza.has('query', ns.mucOwner)) return ownerForm(q);
  if (stanza.has('query', ns.mam)) return archiveFields(q);
  if (stanza.has('metadata', ns.mam)) return archiveMetadata(q);
  if (stanza.has('query', ns.register)) return registrationForm(q);
  if (stanza.has('vCard', ns.vcard)) return roomVcard(q);
  return refusal('service-unavailable');
}

async function queryOfRoom(q: Question): Promise<Answer> {
  return q.stanza.has('query', ns.mam) ? queryArchive(q) : refusal('service-unavailable');
}

async function ownerForm(q: Question): Promise<Answer> {
  const found = await q.directory.find(q.room);
  if (found === null) return refusal('item-not-found', 'There is no such room.');
  const { room, view } = found;
  if (room.standing(view, q.user).affiliation !== 'owner') return refusal('forbidden', 'Only owners may do that.');
  return [el('query', ns.mucOwner, {}, configForm(q.service, room, view))];
}

function reply(parts: Pick<Parts, 'service'>, stanza: Element, why: StanzaRefusal): void {
  const error = errorReply(stanza, why);
  if (error !== null) parts.service.stream.send(error);
}
