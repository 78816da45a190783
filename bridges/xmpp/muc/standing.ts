import { presetRoles } from '../../../src/policy/index.ts';
import type { Affiliation, MucRole, Standing } from './contract.ts';

/** The hub's one role as the pair of XEP-0045 §5: the middle of the table of three worlds. */
const standings: Readonly<Record<number, Standing>> = {
  [presetRoles.banned]: { affiliation: 'outcast', role: 'none' },
  [presetRoles.visitor]: { affiliation: 'none', role: 'visitor' },
  [presetRoles.guest]: { affiliation: 'none', role: 'participant' },
  [presetRoles.member]: { affiliation: 'member', role: 'participant' },
  [presetRoles.moderator]: { affiliation: 'member', role: 'moderator' },
  [presetRoles.admin]: { affiliation: 'admin', role: 'moderator' },
  [presetRoles.owner]: { affiliation: 'owner', role: 'moderator' },
};

const nobody: Standing = { affiliation: 'none', role: 'none' };

/**
 * What is shown of a user.
 * @param role the hub's; 0 for somebody who is not in its list
 * @param kept an affiliation that stays beside a temporary role
 */
export function standingOf(role: number, kept: Affiliation | null): Standing {
  const standing = standings[role] ?? nobody;
  if (kept === null || standing.affiliation === 'outcast') return standing;
  return { affiliation: kept, role: standing.role };
}

/** The hub's role of an affiliation that is given for good, with the default role that goes with it. */
export function roleOfAffiliation(affiliation: Affiliation, moderated: boolean): number {
  switch (affiliation) {
    case 'outcast':
      return presetRoles.banned;
    case 'none':
      return moderated ? presetRoles.visitor : presetRoles.guest;
    case 'member':
      return presetRoles.member;
    case 'admin':
      return presetRoles.admin;
    case 'owner':
      return presetRoles.owner;
  }
}

/**
 * The hub's role for a change of the MUC role alone, which is for one visit: the affiliation is kept beside it where the
 * role is not the one that goes with the affiliation.
 */
export function roleOfVoice(
  role: Exclude<MucRole, 'none'>,
  affiliation: Affiliation,
  moderated: boolean,
): { readonly role: number; readonly keep: Affiliation | null } {
  const usual = roleOfAffiliation(affiliation, moderated);
  const temporary = temporaryRole(role, affiliation);
  return temporary === usual ? { role: usual, keep: null } : { role: temporary, keep: affiliation };
}

function temporaryRole(role: Exclude<MucRole, 'none'>, affiliation: Affiliation): number {
  const high = affiliation === 'admin' || affiliation === 'owner';
  switch (role) {
    case 'visitor':
      return presetRoles.visitor;
    case 'participant':
      return affiliation === 'member' ? presetRoles.member : presetRoles.guest;
    case 'moderator':
      return high ? roleOfAffiliation(affiliation, false) : presetRoles.moderator;
  }
}

const ranks: Readonly<Record<Affiliation, number>> = { outcast: 0, none: 1, member: 2, admin: 3, owner: 4 };

/** Whether an affiliation is at least another. */
export function atLeast(affiliation: Affiliation, other: Affiliation): boolean {
  return ranks[affiliation] >= ranks[other];
}

export function isAffiliation(text: string | undefined): text is Affiliation {
  return text !== undefined && text in ranks;
}

export function isMucRole(text: string | undefined): text is MucRole {
  return text === 'none' || text === 'visitor' || text === 'participant' || text === 'moderator';
}
