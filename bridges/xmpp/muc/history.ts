import type { RoomView } from '../../../src/rooms/index.ts';
import { el, type Element } from '../xml/element.ts';
import { ns } from '../xml/namespaces.ts';
import { serialise } from '../xml/serialise.ts';
import { messageStanza, type MessageEvent } from '../outbound/message.ts';
import type { Service } from './contract.ts';
import type { MucRoom } from './muc-room.ts';

/** What a client wants of the past (XEP-0045 §7.2.13); undefined: no such limit. */
export interface HistoryRequest {
  readonly maxChars?: number;
  readonly maxStanzas?: number;
  /** Milliseconds since 1970. */
  readonly since?: number;
}

/** Reads the `<history/>` of a join; what can't be read limits nothing. */
export function readHistoryRequest(x: Element | null, now: number): HistoryRequest {
  const history = x?.child('history') ?? null;
  if (history === null) return {};
  const number = (name: string): number | undefined => {
    const value = history.attrs[name];
    return value !== undefined && /^\d{1,9}$/.test(value) ? Number(value) : undefined;
  };
  const seconds = number('seconds');
  const stamp = Date.parse(history.attrs.since ?? '');
  const starts = [...(seconds === undefined ? [] : [now - seconds * 1000]), ...(Number.isNaN(stamp) ? [] : [stamp])];
  const maxChars = number('maxchars');
  const maxStanzas = number('maxstanzas');
  return {
    ...(maxChars === undefined ? {} : { maxChars }),
    ...(maxStanzas === undefined ? {} : { maxStanzas }),
    ...(starts.length === 0 ? {} : { since: Math.max(...starts) }),
  };
}

/** Stamp of delayed delivery (XEP-0203), in milliseconds as the hub accepted it. */
export function delay(room: MucRoom, at: number): Element {
  return el('delay', ns.delay, { from: room.jid, stamp: new Date(at).toISOString() });
}

/** The past that a newcomer is shown, oldest first, without `to`: at most what it asked for. */
export async function historyFor(
  service: Service,
  room: MucRoom,
  view: RoomView,
  request: HistoryRequest,
): Promise<readonly Element[]> {
  const limit = Math.min(request.maxStanzas ?? service.historyLength, 500);
  if (limit === 0 || request.maxChars === 0) return [];
  const page = await service.gateway.rooms.archive(room.uri, {
    types: ['message', 'recovered'],
    limit,
    newest: true,
    before: room.shownUpTo + 1,
    ...(request.since === undefined ? {} : { start: request.since }),
  });
  const shown = page.events
    .filter((event): event is MessageEvent => event.type === 'message' || event.type === 'recovered')
    .map((event) => {
      const message = messageStanza(service, room, view, event, null);
      return message.withChildren([...message.children, delay(room, event.acceptedAt)]);
    });
  return withinCharacters(shown, request.maxChars);
}

/** The newest of them whose XML together has at most so many characters. */
function withinCharacters(messages: readonly Element[], most: number | undefined): readonly Element[] {
  if (most === undefined) return messages;
  const kept: Element[] = [];
  let characters = 0;
  for (const message of messages.toReversed()) {
    characters += serialise(message).length;
    if (characters > most) break;
    kept.unshift(message);
  }
  return kept;
}
