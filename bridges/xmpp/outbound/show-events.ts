import { uriToJid } from '../../../src/identifiers/index.ts';
import type { RoomEvent } from '../../../src/rooms/index.ts';
import { announce } from '../muc/presence.ts';
import { policyDiffers, showConfigurationChange, showDetails } from './details.ts';
import { showDestruction } from './destruction.ts';
import { jidOfUser, sendInvitation } from './invitation.ts';
import { showMessage, showNotice } from './message.ts';
import { showRemoval } from './removal.ts';
import { showRetraction } from './retraction.ts';
import type { Stage } from './stage.ts';

/** Shows one event of a room to those who are in it. Who is not present sees nothing: there is the archive. */
export async function showEvent(stage: Stage, event: RoomEvent): Promise<void> {
  const { service, room, view } = stage;
  switch (event.type) {
    case 'created':
      return;
    case 'message':
    case 'recovered':
      showMessage(service, room, view, event);
      return;
    case 'retracted':
      await showRetraction(service, room, view, event);
      return;
    case 'joined':
      showArrival(stage, event);
      return;
    case 'left':
    case 'kicked':
    case 'banned':
    case 'removed':
      showRemoval(stage, event);
      return;
    case 'invited':
      showInvited(stage, event);
      return;
    case 'unbanned':
      return;
    case 'role-changed':
      showRole(stage, event);
      return;
    case 'details-changed':
      showDetails(service, room, view, event);
      return;
    case 'policy-changed':
      if (policyDiffers(event.before, event.after)) showConfigurationChange(service, room, [104]);
      return;
    case 'renamed':
      await showNickname(stage, event);
      return;
    case 'unreadable':
      showNotice(service, room, 'A message could not be read here. It is tried again later.');
      return;
    case 'destroyed':
      showDestruction(service, room, view, event);
      await stage.directory.forget(room);
      return;
  }
}

/** Users from elsewhere are present while they are members; XMPP users when they enter, which is not an event of the hub. */
function showArrival(stage: Stage, event: RoomEvent & { readonly type: 'joined' }): void {
  const { service, room, view } = stage;
  const participant = view?.participants.get(event.user);
  if (participant?.active !== true || participant.network === 'xmpp') return;
  const occupant = room.occupants.byUser(event.user) ?? room.addRemote(event.user, participant.nickname);
  announce(service, room, view, occupant, { standing: room.standing(view, event.user) });
}

function showInvited(stage: Stage, event: RoomEvent & { readonly type: 'invited' }): void {
  const { service, room, view } = stage;
  const jid = uriToJid(event.user, service.names);
  if (jid === null) {
    showRole(stage, event);
    return;
  }
  const occupant = room.occupants.byUser(event.user);
  if (occupant !== null) {
    announce(service, room, view, occupant, { standing: room.standing(view, event.user) });
    return;
  }
  // Membership of an open room, given on XMPP, invites nobody (XEP-0045 §9.5).
  if (event.origin?.network === 'xmpp' && view?.flags.membersOnly !== true) return;
  const by = event.by === null ? null : jidOfUser(service, event.by);
  if (event.by !== null) room.invitations.made(event.by, event.user, service.gateway.clock());
  sendInvitation(service, room, jid, { from: by, ...(event.reason === undefined ? {} : { reason: event.reason }) });
}

function showRole(stage: Stage, event: RoomEvent & { readonly type: 'role-changed' | 'invited' }): void {
  const { service, room, view } = stage;
  const occupant = room.occupants.byUser(event.user);
  if (occupant === null) return;
  const standing = room.standing(view, event.user, event.type === 'role-changed' ? event.to : undefined);
  announce(service, room, view, occupant, {
    standing,
    ...(event.reason === undefined ? {} : { reason: event.reason }),
  });
}

async function showNickname(stage: Stage, event: RoomEvent & { readonly type: 'renamed' }): Promise<void> {
  const { occupancy, room, view } = stage;
  const occupant = room.occupants.byUser(event.user);
  // An XMPP user's nick changes when it asks for it, and was shown then.
  if (occupant === null || occupant.sessions.length > 0 || occupant.nick === event.nickname) return;
  const nick = room.freeNick(event.user, event.nickname);
  if (nick !== occupant.nick) await occupancy.rename(room, view, occupant, nick);
}
