import type { Affiliation, MucRole, Standing } from './contract.ts';
import { atLeast } from './standing.ts';
import { refusal, type StanzaRefusal } from './stanza-error.ts';

/** What is to change of somebody: exactly one of both. */
export type Change =
  | { readonly type: 'role'; readonly role: MucRole }
  | { readonly type: 'affiliation'; readonly affiliation: Affiliation };

const lacks = (text: string) => refusal('forbidden', text);
const above = (text: string) => refusal('not-allowed', text);

/**
 * The privileges of XEP-0045 §5.1.2 and §5.2.2, with the condition that the XEP names for each refusal. The hub's policy
 * decides on its own as well; this says it in XMPP's terms, of affiliations that the hub does not know apart.
 */
export function mayChange(actor: Standing, target: Standing, change: Change, self: boolean): StanzaRefusal | null {
  return change.type === 'role'
    ? mayChangeRole(actor, target, change.role)
    : mayChangeAffiliation(actor, target, change.affiliation, self);
}

function mayChangeRole(actor: Standing, target: Standing, role: MucRole): StanzaRefusal | null {
  if (actor.role !== 'moderator') return lacks('Only moderators may do that.');
  switch (role) {
    case 'none':
      // §8.2: nobody is kicked by a moderator of a lower affiliation.
      return atLeast(actor.affiliation, target.affiliation) ? null : above('This user is above you.');
    case 'visitor':
    case 'participant':
      return mayTakeRole(actor, target, role);
    case 'moderator':
      return atLeast(actor.affiliation, 'admin') ? null : lacks('Only admins may make moderators.');
  }
}

/** §8.4 and §9.7: taking moderation is an admin's, taking voice a moderator's, and neither from those who are level or above. */
function mayTakeRole(actor: Standing, target: Standing, role: 'visitor' | 'participant'): StanzaRefusal | null {
  const privileged = atLeast(target.affiliation, 'admin');
  if (role === 'visitor' && privileged) return above('Admins and owners always have voice.');
  if (target.role === 'moderator') {
    if (!atLeast(actor.affiliation, 'admin')) return lacks('Only admins may take moderation away.');
    return privileged ? above('Admins and owners are always moderators.') : null;
  }
  const level = target.affiliation !== 'none' && atLeast(target.affiliation, actor.affiliation);
  return role === 'visitor' && level ? above('This user is not below you.') : null;
}

function mayChangeAffiliation(
  actor: Standing,
  target: Standing,
  affiliation: Affiliation,
  self: boolean,
): StanzaRefusal | null {
  if (!atLeast(actor.affiliation, 'admin')) return lacks('Only admins and owners may do that.');
  if (affiliation === 'outcast' && self) return refusal('conflict', 'You can not ban yourself.');
  const owner = actor.affiliation === 'owner';
  if (affiliation === 'outcast' && !owner && atLeast(target.affiliation, 'admin')) {
    return above('Admins and owners are banned by owners only.');
  }
  if ((affiliation === 'admin' || affiliation === 'owner') && !owner) return lacks('Only owners may do that.');
  if (!owner && atLeast(target.affiliation, 'admin')) return lacks('Only owners may change admins and owners.');
  return null;
}

/**
 * Who may read which list (XEP-0045 §8.5, §9.2, §9.5, §9.8, §10.5, §10.8). Lists show addresses, so what is for others
 * than admins and owners depends on whether addresses are shown to all.
 */
export function mayRead(
  actor: Standing,
  list: Change,
  room: { readonly membersOnly: boolean; readonly anonymous: boolean },
): StanzaRefusal | null {
  const { affiliation } = actor;
  const no = lacks('This list is not for you.');
  if (list.type === 'role') {
    const needed = list.role === 'moderator' ? atLeast(affiliation, 'admin') : actor.role === 'moderator';
    return needed ? null : no;
  }
  switch (list.affiliation) {
    case 'owner':
    case 'admin':
      return affiliation === 'owner' || (!room.anonymous && atLeast(affiliation, 'member')) ? null : no;
    case 'member':
    case 'none':
      if (atLeast(affiliation, 'admin')) return null;
      return room.membersOnly && !room.anonymous && atLeast(affiliation, 'member') ? null : no;
    case 'outcast':
      return atLeast(affiliation, 'admin') ? null : no;
  }
}
