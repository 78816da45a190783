import { domainOf } from '../../../src/identifiers/index.ts';
import { stanzaRefusal } from '../muc/refusal-conditions.ts';
import { refusal, type StanzaRefusal } from '../muc/stanza-error.ts';
import type { Entering } from './seat.ts';
import { takeSeat } from './take-seat.ts';

/**
 * Entering a room that does not exist makes it (XEP-0045 §10.1): its maker owns it, and it is locked until it is
 * configured.
 */
export async function createRoom(h: Entering): Promise<StanzaRefusal | null> {
  const uri = h.directory.uriOf(h.room);
  if (uri === null) return refusal('jid-malformed', 'No room can have this address.');
  // Rooms of other hubs, and people from elsewhere, have addresses here too; neither is made by entering.
  if (domainOf(uri) !== h.service.hub) return refusal('item-not-found', 'There is no such room.');
  const outcome = await h.attempt({ type: 'create-room', room: uri, by: h.user, preset: 'open', nickname: h.nick });
  if (outcome.type === 'refused') return stanzaRefusal(outcome);
  const found = await h.directory.find(h.room);
  if (found === null) return refusal('item-not-found', 'The room was destroyed meanwhile.');
  const { room } = found;
  await h.directory.change(room, { lockedBy: h.user });
  await takeSeat(h, room, outcome.seq, {}, [201]);
  return null;
}
