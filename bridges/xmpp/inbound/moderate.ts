import { stanzaRefusal } from '../muc/refusal-conditions.ts';
import { refusal, type StanzaRefusal } from '../muc/stanza-error.ts';
import type { Element } from '../xml/element.ts';
import { ns } from '../xml/namespaces.ts';
import type { Handling } from './contract.ts';
import { messageIdFrom } from './readable.ts';

/** A moderator takes back somebody's message (XEP-0425, both versions that clients speak). */
export async function moderate(h: Handling): Promise<StanzaRefusal | null> {
  const found = await h.directory.find(h.room);
  if (found === null) return refusal('item-not-found', 'There is no such room.');
  const { room, view } = found;
  if (!room.isModerator(view, h.user)) return refusal('forbidden', 'Only moderators may do that.');
  const asked = moderation(h.stanza);
  const target = messageIdFrom(asked?.id ?? '');
  if (asked === null || target === null) return refusal('item-not-found', 'There is no such message in this room.');
  const reason = asked.reason === null ? {} : { reason: asked.reason };
  const outcome = await h.attempt({ type: 'retract', room: room.uri, by: h.user, target, ...reason });
  return outcome.type === 'accepted' ? null : stanzaRefusal(outcome);
}

/** The `<moderate/>` of an IQ, of either version. */
export function moderation(iq: Element): { readonly id: string; readonly reason: string | null } | null {
  const now = iq.child('moderate', ns.moderate);
  if (now !== null) return { id: now.attrs.id ?? '', reason: now.textOf('reason') };
  const applied = iq.child('apply-to', ns.fasten);
  const old = applied?.child('moderate', ns.moderateOld) ?? null;
  return old === null ? null : { id: applied?.attrs.id ?? '', reason: old.textOf('reason') };
}
