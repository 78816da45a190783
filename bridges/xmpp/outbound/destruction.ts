import type { RoomView } from '../../../src/rooms/index.ts';
import type { Service } from '../muc/contract.ts';
import type { MucRoom } from '../muc/muc-room.ts';
import { presenceOf } from '../muc/presence.ts';
import { el } from '../xml/element.ts';
import { ns } from '../xml/namespaces.ts';

/** Sends everybody away because the room is no more (XEP-0045 §10.9): to each only its own presence. */
export function showDestruction(
  service: Service,
  room: MucRoom,
  _view: RoomView | null,
  why: { readonly reason?: string; readonly alternate?: string; readonly password?: string },
): void {
  const destroy = el(
    'destroy',
    ns.mucUser,
    { jid: why.alternate },
    why.password === undefined ? null : el('password', ns.mucUser, {}, why.password),
    why.reason === undefined ? null : el('reason', ns.mucUser, {}, why.reason),
  );
  for (const occupant of [...room.occupants.all()]) {
    room.occupants.remove(occupant);
    const presence = presenceOf(
      service,
      room,
      occupant,
      { standing: { affiliation: 'none', role: 'none' }, unavailable: true, inside: [destroy] },
      { self: true, seesAddress: false },
    );
    for (const session of occupant.sessions) service.stream.send(presence.withAttrs({ to: session.jid }));
  }
}
