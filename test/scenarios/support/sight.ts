/**
 * What people can see happen in a room, once for both networks: each side's form of it is what that network's own
 * clients are shown.
 * @module
 */
import type { Matcher as MatrixMatcher } from '../actors/matrix-events.ts';
import { membership, message, redactionOf, state } from '../actors/matrix-events.ts';
import type { Matcher as XmppMatcher } from '../actors/seen.ts';
import { gone, present, said, saidBefore, subject } from '../actors/xmpp-matchers.ts';
import type { XmppSeen } from '../actors/xmpp-words.ts';

/** Something that may be seen. A form is missing where that network can't show it. */
export interface Sight {
  readonly matrix?: MatrixMatcher;
  readonly xmpp?: (muc: string) => XmppMatcher<XmppSeen>;
  /** A power level that holds now, in place of an event. */
  readonly power?: { readonly userId: string; readonly level: number };
}

/** How somebody is shown: by user id in Matrix, by nick in XMPP. */
export interface Shown {
  readonly matrixId: string;
  readonly nick: string;
}

export type RoleName = 'visitor' | 'guest' | 'member' | 'moderator' | 'admin' | 'owner';

/** The design's table of three worlds, as clients see it. */
const shownAs = {
  visitor: { power: -1, role: 'visitor', affiliation: 'none' },
  guest: { power: 0, role: 'participant', affiliation: 'none' },
  member: { power: 0, role: 'participant', affiliation: 'member' },
  moderator: { power: 50, role: 'moderator', affiliation: 'member' },
  admin: { power: 80, role: 'moderator', affiliation: 'admin' },
  owner: { power: 100, role: 'moderator', affiliation: 'owner' },
} as const satisfies Record<RoleName, { power: number; role: string; affiliation: string }>;

const why = (reason: string | undefined): { reason?: string } => (reason === undefined ? {} : { reason });

export const sights = {
  said: ({ matrixId, nick }: Shown, text: string): Sight => ({
    matrix: message({ from: matrixId, text }),
    xmpp: (muc) => said(muc, nick, text),
  }),
  saidBefore: ({ matrixId, nick }: Shown, text: string): Sight => ({
    matrix: message({ from: matrixId, text }),
    xmpp: (muc) => saidBefore(muc, nick, text),
  }),
  joined: ({ matrixId, nick }: Shown): Sight => ({
    matrix: membership({ user: matrixId, is: 'join' }),
    xmpp: (muc) => present(muc, nick),
  }),
  left: ({ matrixId, nick }: Shown): Sight => ({
    matrix: membership({ user: matrixId, is: 'leave' }),
    xmpp: (muc) => gone(muc, nick),
  }),
  kicked: ({ matrixId, nick }: Shown, reason?: string): Sight => ({
    matrix: membership({ user: matrixId, is: 'leave', ...why(reason) }),
    xmpp: (muc) => gone(muc, nick, { code: 307, ...why(reason) }),
  }),
  banned: ({ matrixId, nick }: Shown, reason?: string): Sight => ({
    matrix: membership({ user: matrixId, is: 'ban', ...why(reason) }),
    xmpp: (muc) => gone(muc, nick, { code: 301, ...why(reason) }),
  }),
  unbanned: ({ matrixId }: Shown): Sight => ({ matrix: membership({ user: matrixId, is: 'leave' }) }),
  invited: ({ matrixId }: Shown): Sight => ({ matrix: membership({ user: matrixId, is: 'invite' }) }),
  hasRole: ({ matrixId, nick }: Shown, name: RoleName): Sight => {
    const { power, role, affiliation } = shownAs[name];
    return { power: { userId: matrixId, level: power }, xmpp: (muc) => present(muc, nick, { role, affiliation }) };
  },
  topicIs: (text: string): Sight => ({
    matrix: state('m.room.topic', { topic: text }),
    xmpp: (muc) => subject(muc, text),
  }),
  nameIs: (name: string): Sight => ({ matrix: state('m.room.name', { name }) }),
  tookBack: (ids: { readonly matrixEvent?: string; readonly stanzaId?: string }): Sight => ({
    ...(ids.matrixEvent === undefined ? {} : { matrix: redactionOf(ids.matrixEvent) }),
    ...(ids.stanzaId === undefined
      ? {}
      : {
          xmpp: (muc) => ({
            words: `${ids.stanzaId ?? ''} is taken back`,
            matches: (seen) => seen.kind === 'retraction' && seen.room === muc && seen.retracts === ids.stanzaId,
          }),
        }),
  }),
};
