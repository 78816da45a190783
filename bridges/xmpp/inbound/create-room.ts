import { stanzaRefusal } from '../muc/refusal-conditions.ts';
import { refusal, type StanzaRefusal } from '../muc/stanza-error.ts';
import { ns } from '../xml/namespaces.ts';
import type { Entering } from './seat.ts';
import { takeSeat } from './take-seat.ts';

/**
 * Entering a room that does not exist makes it (XEP-0045 §10.1): its maker owns it, and it is locked until it is
 * configured. Clients of before XEP-0045 (no muc element) get a room that is open at once.
 */
export async function createRoom(h: Entering): Promise<StanzaRefusal | null> {
  const uri = h.directory.uriOf(h.room);
  if (uri === null) return refusal('jid-malformed', 'No room can have this address.');
  const outcome = await h.attempt({ type: 'create-room', room: uri, by: h.user, preset: 'open', nickname: h.nick });
  if (outcome.type === 'refused') return stanzaRefusal(outcome);
  const found = await h.directory.find(h.room);
  if (found === null) return refusal('item-not-found', 'The room was destroyed meanwhile.');
  const { room } = found;
  const locked = h.stanza.has('x', ns.muc);
  await h.directory.change(room, { lockedBy: locked ? h.user : null });
  await takeSeat(h, room, outcome.seq, {}, [201]);
  return null;
}
