import { parseBareJid, uriToJid } from '../../../src/identifiers/index.ts';
import { presetRoles } from '../../../src/policy/index.ts';
import { sendInvitation } from '../outbound/invitation.ts';
import { stanzaRefusal } from '../muc/refusal-conditions.ts';
import { atLeast } from '../muc/standing.ts';
import { refusal, type StanzaRefusal } from '../muc/stanza-error.ts';
import { el, type Element, stanza } from '../xml/element.ts';
import { ns } from '../xml/namespaces.ts';
import { userAt } from './administer.ts';
import type { Handling } from './contract.ts';
import { isMembersOnly } from '../muc/config-form.ts';

/**
 * Mediated invitations (XEP-0045 §7.8.2). In an open room an XMPP user is only told of it; where entering needs
 * membership, and for users from elsewhere, who can not be told otherwise, the invited one is listed at the hub.
 */
export async function invite(h: Handling, x: Element): Promise<StanzaRefusal | null> {
  const found = await h.directory.find(h.room);
  if (found === null) return refusal('item-not-found', 'There is no such room.');
  const { room, view } = found;
  const occupant = room.occupants.bySession(h.from);
  if (occupant === null) return refusal('not-acceptable', 'You are not in this room.');
  const standing = room.standing(view, h.user);
  if (!view.flags.anyoneMayInvite && !atLeast(standing.affiliation, 'admin')) {
    return refusal('forbidden', 'Only admins may invite people into this room.');
  }
  for (const asked of x.childrenNamed('invite')) {
    const user = userAt(h.service, asked.attrs.to ?? '');
    if (user === null) return refusal('jid-malformed', 'This is no address of a user.');
    const text = asked.textOf('reason');
    const reason = text === null ? {} : { reason: text };
    const jid = uriToJid(user, h.service.names);
    const listed = view.participants.get(user);
    if (listed?.role === presetRoles.banned) return refusal('forbidden', 'This user is banned.');
    if (jid !== null && (listed !== undefined || !isMembersOnly(room.settings, view.flags))) {
      room.invitations.made(h.user, user, h.service.gateway.clock());
      sendInvitation(h.service, room, jid, { from: `${room.jid}/${occupant.nick}`, ...reason });
      continue;
    }
    const outcome = await h.attempt({ type: 'invite', room: room.uri, by: h.user, user, ...reason });
    if (outcome.type === 'refused') return stanzaRefusal(outcome);
  }
  return null;
}

/**
 * An invited user declines: who invited is told, if it is in the room. Whoever was not invited is answered the same
 * whether or not that user is here.
 */
export async function decline(h: Handling, x: Element): Promise<StanzaRefusal | null> {
  const found = await h.directory.find(h.room);
  if (found === null) return refusal('item-not-found', 'There is no such room.');
  const { room, view } = found;
  if (room.standing(view, h.user).affiliation === 'outcast') {
    return refusal('forbidden', 'You are banned from this room.');
  }
  const declined = x.child('decline');
  const to = declined?.attrs.to ?? '';
  const nick = to.startsWith(`${room.jid}/`) ? to.slice(room.jid.length + 1) : null;
  const inviter = nick === null ? userAt(h.service, to) : (room.occupants.byNick(nick)?.user ?? null);
  if (inviter === null || !room.invitations.stands(inviter, h.user, h.service.gateway.clock())) {
    return refusal('item-not-found', 'There is no invitation of this user that you could decline.');
  }
  const occupant = room.occupants.byUser(inviter);
  const reason = declined?.textOf('reason') ?? null;
  for (const session of occupant?.sessions ?? []) {
    h.service.stream.send(
      stanza(
        'message',
        { from: room.jid, to: session.jid },
        el(
          'x',
          ns.mucUser,
          {},
          el(
            'decline',
            ns.mucUser,
            { from: parseBareJid(h.from) },
            reason === null ? null : el('reason', ns.mucUser, {}, reason),
          ),
        ),
      ),
    );
  }
  room.invitations.answered(inviter, h.user);
  return null;
}
