import type { RoomReport } from '../../src/admin/index.ts';
import {
  ghostJidOfUri,
  ghostOfUri,
  parseDomain,
  type UserUri,
  uriToJid,
  uriToMatrixUser,
} from '../../src/identifiers/index.ts';
import type { Stage } from '../scenarios/support/stage.ts';
import type { MatrixUser } from './matrix-user.ts';
import type { XmppUser } from './xmpp-user.ts';

const matrixNames = { provider: parseDomain('matrix.localhost'), home: 'localhost' };
const xmppNames = { provider: parseDomain('xmpp.localhost'), home: 'localhost' };
const namespace = { prefix: '_mimi_', server: 'localhost' };

/** Power levels and affiliations that roles are shown as (the design's table of roles). */
const levelOf: Readonly<Record<string, number>> = {
  visitor: -1,
  guest: 0,
  member: 0,
  moderator: 50,
  admin: 80,
  owner: 100,
};
const affiliationOf: Readonly<Record<string, string>> = {
  banned: 'outcast',
  visitor: 'none',
  guest: 'none',
  member: 'member',
  moderator: 'member',
  admin: 'admin',
  owner: 'owner',
};

const mucRoleOf: Readonly<Record<string, string>> = {
  visitor: 'visitor',
  guest: 'participant',
  member: 'participant',
  moderator: 'moderator',
  admin: 'moderator',
  owner: 'moderator',
};

export interface Addresses {
  readonly matrixId: string;
  readonly jid: string;
}

/** How a user of either network is called in both. */
export function addressesOf(user: UserUri, componentDomain: string): Addresses {
  return {
    matrixId: uriToMatrixUser(user, matrixNames) ?? ghostOfUri(user, namespace).id,
    jid: uriToJid(user, xmppNames) ?? ghostJidOfUri(user, componentDomain).jid,
  };
}

/** One thing in which a network, or what was done there, does not fit what the hub holds. */
export interface Disagreement {
  /** The hub's name of the user, or the network's where the hub has none. */
  readonly who: string;
  readonly where: 'Matrix' | 'XMPP' | 'play';
  readonly shown: string;
  readonly hub: string;
}

/** Everything in which a network shows something else than the hub holds; empty: all agree. */
export async function disagreements(
  report: RoomReport,
  watchers: { readonly matrix: MatrixUser; readonly xmpp: XmppUser },
  stage: Stage,
): Promise<readonly Disagreement[]> {
  const { componentDomain } = stage.xmpp;
  const bot = `@${(stage.gateway.registration as { readonly sender_localpart: string }).sender_localpart}:localhost`;
  const found: Disagreement[] = [];
  const members = await watchers.matrix.members();
  const levels = await watchers.matrix.powerLevels();
  const lists = new Map<string, ReadonlySet<string>>();
  for (const affiliation of ['outcast', 'member', 'admin', 'owner'])
    lists.set(affiliation, await watchers.xmpp.lists(affiliation));
  for (const { user, role, active } of report.participants) {
    if (user.startsWith('mimi://mimi.')) continue; // the gateway's own leaf, which no network shows
    const { matrixId, jid } = addressesOf(user as UserUri, componentDomain);
    const hub = `${role}, ${active ? 'active' : 'without clients'}`;
    const differs = (where: Disagreement['where'], shown: string): void => {
      found.push({ who: user, where, shown, hub });
    };
    const membership = members.get(matrixId) ?? 'none';
    const wanted = role === 'banned' ? 'ban' : active ? 'join' : null;
    const isIn = membership === 'join' || membership === 'ban';
    if (wanted === null ? isIn : membership !== wanted) differs('Matrix', membership);
    if (membership === 'join' && levels(matrixId) !== levelOf[role]) differs('Matrix', `power ${levels(matrixId)}`);
    const affiliation = [...lists].find(([, jids]) => jids.has(jid))?.[0] ?? 'none';
    if (affiliation !== affiliationOf[role]) differs('XMPP', affiliation);
    const seen = watchers.xmpp.present.get(jid);
    if (active !== (seen !== undefined)) differs('XMPP', seen === undefined ? 'not present' : 'present');
    if (seen !== undefined && (seen.affiliation !== affiliationOf[role] || seen.role !== mucRoleOf[role]))
      differs('XMPP', `present as ${seen.affiliation}, ${seen.role}`);
  }
  const addresses = report.participants.map(({ user }) => addressesOf(user as UserUri, componentDomain));
  const known = new Set(addresses.map(({ matrixId }) => matrixId));
  const knownJids = new Set(addresses.map(({ jid }) => jid));
  for (const [userId, membership] of members)
    if (!known.has(userId) && (membership === 'join' || membership === 'ban') && userId !== bot)
      found.push({ who: userId, where: 'Matrix', shown: membership, hub: 'not listed' });
  for (const jid of watchers.xmpp.present.keys())
    if (!knownJids.has(jid)) found.push({ who: jid, where: 'XMPP', shown: 'present', hub: 'not listed' });
  return found;
}
