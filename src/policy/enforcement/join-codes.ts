import { equalOctets } from '../../mls/index.ts';
import type { JoinLinkPolicy, JoinLinks } from '../components/contract.ts';
import { componentDefaults } from '../components/defaults.ts';
import type { RoleIndex } from '../contract.ts';

/** What a hub remembers of a code that it has made. The link itself is what the component keeps. */
export interface JoinCode {
  readonly link: Uint8Array;
  /** Seconds since 1970. */
  readonly madeAt: number;
  /** How often it was used. */
  readonly uses: number;
  /** The role that it leads to; null for what the policy gives to newcomers. */
  readonly role: RoleIndex | null;
  /** Taken back by somebody who may. */
  readonly deleted: boolean;
}

/** For the hub's own log. Outside all of them look the same (JN-10). */
export type JoinCodeFault = 'unknown' | 'deleted' | 'expired' | 'used-up';

export type JoinCodeJudgement =
  | { readonly valid: true; readonly role: RoleIndex | null }
  | { readonly valid: false; readonly fault: JoinCodeFault };

/**
 * Whether a code opens the room (draft-ietf-mimi-room-policy §6.2, §8.1.1): made here, not taken back, still listed
 * where links are listed, not too old and not used up. Role, capability and maxima are `decide`'s.
 * @param code what the hub knows of the code that was shown; null for nothing
 * @param listed the room's join links; undefined where the hub keeps them to itself
 * @param now seconds since 1970
 */
export function judgeJoinCode(
  code: JoinCode | null,
  room: { readonly policy: JoinLinkPolicy | undefined; readonly listed: JoinLinks | undefined; readonly now: number },
): JoinCodeJudgement {
  const { multiuser, expiration, onRequest } = room.policy ?? componentDefaults.joinLinkPolicy;
  if (!code) return { valid: false, fault: 'unknown' };
  // Links that are made on request need not be in the list: it keeps one of them at most.
  const unlisted = !onRequest && room.listed && !room.listed.some((link) => equalOctets(link, code.link));
  if (code.deleted || unlisted === true) return { valid: false, fault: 'deleted' };
  if (room.now - code.madeAt >= expiration) return { valid: false, fault: 'expired' };
  if (!multiuser && code.uses > 0) return { valid: false, fault: 'used-up' };
  return { valid: true, role: code.role };
}
