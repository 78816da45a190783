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
  const targetIsAdmin = atLeast(target.affiliation, 'admin');
  switch (role) {
    case 'none':
      // §8.2: nobody is kicked by a moderator of a lower affiliation.
      return atLeast(actor.affiliation, target.affiliation) ? null : above('This user is above you.');
    case 'visitor':
      // §8.4: nor loses voice to one whose affiliation is not higher.
      return targetIsAdmin ? above('The voice of admins and owners can not be taken.') : null;
    case 'participant':
      if (target.role !== 'moderator') return null;
      // §9.7: taking moderation is an admin's, and never of admins and owners.
      if (targetIsAdmin) return above('Admins and owners are always moderators.');
      return atLeast(actor.affiliation, 'admin') ? null : lacks('Only admins may take moderation away.');
    case 'moderator':
      return atLeast(actor.affiliation, 'admin') ? null : lacks('Only admins may make moderators.');
  }
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

/** Who may read which list (XEP-0045 §8.5, §9.2, §9.5, §9.8, §10.5, §10.8). */
export function mayRead(actor: Standing, list: Change, membersOnly: boolean): StanzaRefusal | null {
  if (list.type === 'role') {
    const needed = list.role === 'moderator' ? atLeast(actor.affiliation, 'admin') : actor.role === 'moderator';
    return needed ? null : lacks('This list is not for you.');
  }
  const { affiliation } = list;
  if (affiliation === 'outcast') {
    return atLeast(actor.affiliation, 'admin') ? null : lacks('The list of banned users is for admins.');
  }
  if (atLeast(actor.affiliation, 'admin')) return null;
  // Members of a members-only room may know who else reads along.
  if (membersOnly && atLeast(actor.affiliation, 'member')) return null;
  return lacks('This list is not for you.');
}
