import type { Question } from '../queries/contract.ts';
import { el, type Element, stanza } from '../xml/element.ts';
import { ns } from '../xml/namespaces.ts';
import { atLeast } from './standing.ts';
import { refusal, type StanzaRefusal } from './stanza-error.ts';

/** What the service says itself and a client must not (XEP-0359 §5, XEP-0421 §4). */
const ours = new Set<string>([ns.occupantId, ns.mucUser, ns.delay, 'jabber:x:delay']);

/** A client's children without what only the service may say. */
function withoutOurs(children: readonly (Element | string)[]): readonly (Element | string)[] {
  return children.filter(
    (child) =>
      typeof child === 'string' || !(ours.has(child.ns) || (child.ns === ns.stanzaId && child.name === 'stanza-id')),
  );
}

/**
 * A private message between two clients in the room (XEP-0045 §7.5). It is relayed here and never touches the hub; to
 * somebody from elsewhere there is no way yet, and the sender is told.
 */
export async function relayPrivateMessage(q: Question & { readonly nick: string }): Promise<StanzaRefusal | null> {
  const found = await q.directory.find(q.room);
  if (found === null) return refusal('item-not-found', 'There is no such room.');
  const { room, view } = found;
  if (q.stanza.attrs.type === 'groupchat')
    return refusal('bad-request', 'A message to all is sent to the room itself.');
  const sender = room.occupants.bySession(q.from);
  if (sender === null) return refusal('not-acceptable', 'You are not in this room.');
  const target = room.occupants.byNick(q.nick);
  if (target === null) return refusal('item-not-found', 'Nobody here has this nickname.');
  const standing = room.standing(view, sender.user);
  const { allowPrivateMessages } = room.settings;
  const allowed =
    allowPrivateMessages === 'anyone' ||
    atLeast(standing.affiliation, 'admin') ||
    (allowPrivateMessages === 'participants' && standing.role !== 'visitor') ||
    (allowPrivateMessages === 'moderators' && standing.role === 'moderator');
  if (!allowed) return refusal('forbidden', 'Private messages are restricted in this room.');
  if (target.sessions.length === 0) {
    return refusal(
      'feature-not-implemented',
      `${target.nick} is on another network, and private messages do not reach there yet.`,
    );
  }
  const content = [
    ...withoutOurs(q.stanza.children),
    el('x', ns.mucUser),
    el('occupant-id', ns.occupantId, { id: q.service.occupantIdOf(room.uri, sender.user) }),
  ];
  const { id, type } = q.stanza.attrs;
  for (const session of target.sessions) {
    q.service.stream.send(
      stanza('message', { from: `${room.jid}/${sender.nick}`, to: session.jid, id, type }, ...content),
    );
  }
  return null;
}
