import type { InboxItem } from '../../../src/bridge/index.ts';
import type { FullJid } from '../../../src/identifiers/index.ts';
import { RetryLater } from '../../../src/rooms/index.ts';
import { nativeIdOf } from '../muc/native-id.ts';
import type { Occupancy } from '../muc/occupancy.ts';
import type { RoomDirectory } from '../muc/room-directory.ts';
import { setRoomVcard } from '../muc/room-vcard.ts';
import { errorReply, refusal, resultReply, type StanzaRefusal } from '../muc/stanza-error.ts';
import type { Service } from '../muc/contract.ts';
import { stanza } from '../xml/element.ts';
import { ns } from '../xml/namespaces.ts';
import { parseStanza } from '../xml/stream-parser.ts';
import { address } from './address.ts';
import { administer } from './administer.ts';
import { own } from './configure.ts';
import type { Handling } from './contract.ts';
import { enter } from './enter.ts';
import { decline, invite } from './invite.ts';
import { leave } from './leave.ts';
import { moderate, moderation } from './moderate.ts';
import { register } from './register.ts';
import { handleForm } from './request.ts';
import { say } from './say.ts';

interface Parts {
  readonly service: Service;
  readonly directory: RoomDirectory;
  readonly occupancy: Occupancy;
}

/** Handles a stanza out of the inbox: makes attempts, then answers. @throws RetryLater to have it handled again */
export async function handleItem(parts: Parts, item: InboxItem): Promise<void> {
  if (typeof item.payload !== 'string') throw new Error(`inbox item ${item.id} of XMPP is no stanza`);
  const h = handling(parts, item, item.payload);
  let why: StanzaRefusal | null;
  try {
    why = await handle(h);
  } catch (error) {
    if (!(error instanceof RetryLater)) answerFailure(h);
    throw error;
  }
  if (why !== null) {
    // A client that enters and sends its message again, under the same id, means it.
    if (h.stanza.name === 'message') await parts.service.gateway.inbox.forget(item.identity);
    const error = errorReply(h.stanza, why);
    if (error !== null) parts.service.stream.send(error);
    return;
  }
  if (h.stanza.name === 'iq') parts.service.stream.send(resultReply(h.stanza));
}

/** Whatever went wrong is for the log; who sent the stanza must not wait for an answer that never comes. */
function answerFailure(h: Handling): void {
  const error = errorReply(h.stanza, refusal('internal-server-error'));
  if (error !== null && h.service.stream.isUp()) h.service.stream.send(error);
}

function handling(parts: Parts, item: InboxItem, xml: string): Handling {
  const addressed = address(parseStanza(xml), parts.service);
  if (addressed === null) throw new Error(`inbox item ${item.id} of XMPP has no addresses that can be read`);
  const { rooms } = parts.service.gateway;
  const nativeId = nativeIdOf(addressed.from, addressed.stanza.attrs.id ?? '');
  const origin = { network: 'xmpp', nativeId } as const;
  let step = 0;
  return {
    ...parts,
    ...addressed,
    nativeId,
    attempt: (trial) => {
      step += 1;
      return rooms.attempt({ ...trial, cause: `xmpp:${item.id}:${step}`, origin });
    },
    check: (trial) => rooms.check({ ...trial, cause: `xmpp:${item.id}:check`, origin }),
  };
}

function handle(h: Handling): Promise<StanzaRefusal | null> {
  switch (h.stanza.name) {
    case 'presence':
      return handlePresence(h);
    case 'message':
      return handleMessage(h);
    default:
      return handleIq(h);
  }
}

async function handlePresence(h: Handling): Promise<StanzaRefusal | null> {
  const { type } = h.stanza.attrs;
  if (type === 'unavailable') {
    await leave(h, { says: h.stanza.childrenNamed('status', ns.client) });
    return null;
  }
  if (type === 'error') {
    // A client that does not take what the room sends is not there any more (XEP-0045 §18.1.2, code 333).
    await leave(h, { codes: [333], says: [stanza('status', {}, 'Disconnected: the client could not be reached.')] });
    return null;
  }
  if (h.nick === null) return refusal('jid-malformed', 'Enter with a nickname: room@service/nickname.');
  return enter({ ...h, nick: h.nick, from: h.from as FullJid });
}

async function handleMessage(h: Handling): Promise<StanzaRefusal | null> {
  if (h.stanza.attrs.type === 'groupchat') return say(h);
  const x = h.stanza.child('x', ns.mucUser);
  if (x?.has('invite') === true) return invite(h, x);
  if (x?.has('decline') === true) return decline(h, x);
  const submitted = h.stanza.child('x', ns.dataForms);
  if (submitted !== null) return handleForm(h, submitted);
  return refusal('bad-request', 'A message to all is of type groupchat.');
}

async function handleIq(h: Handling): Promise<StanzaRefusal | null> {
  if (h.stanza.has('query', ns.mucAdmin)) return administer(h);
  if (h.stanza.has('query', ns.mucOwner)) return own(h);
  if (h.stanza.has('query', ns.register)) return register(h);
  if (h.stanza.has('vCard', ns.vcard)) return setRoomVcard(h);
  if (moderation(h.stanza) !== null) return moderate(h);
  return refusal('service-unavailable');
}
