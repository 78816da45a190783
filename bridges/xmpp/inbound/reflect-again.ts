import { jidToUri } from '../../../src/identifiers/index.ts';
import { nativeIdOf } from '../muc/native-id.ts';
import { errorReply, refusal } from '../muc/stanza-error.ts';
import { messageStanza } from '../outbound/message.ts';
import type { Question } from '../queries/contract.ts';

/** Messages of its own that a client may still be waiting for. */
const lookBack = 100;

/**
 * A client that sends the same message again has not seen it reflected: it was away just then. It alone is shown the
 * message that the room has, so that it stops. One that is not in the room (any more) is told so. A message that is still
 * under way is reflected when it has arrived.
 */
export async function reflectAgain(q: Question, id: string): Promise<void> {
  const found = await q.directory.find(q.room);
  if (found === null) return;
  const { room, view } = found;
  if (room.occupants.bySession(q.from) === null) {
    const error = errorReply(q.stanza, refusal('not-acceptable', 'You are not in this room.'));
    if (error !== null) q.service.stream.send(error);
    return;
  }
  const sender = jidToUri(q.fromBare, q.service.names);
  const { events } = await q.service.gateway.rooms.archive(room.uri, {
    types: ['message'],
    sender,
    limit: lookBack,
    newest: true,
  });
  const nativeId = nativeIdOf(q.from, id);
  const event = events.find(({ origin }) => origin?.network === 'xmpp' && origin.nativeId === nativeId);
  if (event?.type !== 'message') return;
  q.service.stream.send(messageStanza(q.service, room, view, event, q.stanza).withAttrs({ to: q.from }));
}
