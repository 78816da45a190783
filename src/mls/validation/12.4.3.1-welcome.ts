import { equalOctets } from '../codec/octets.ts';
import type { GroupContext, PreSharedKeyId } from '../contract.ts';
import { demand } from '../invalid-message.ts';
import type { CipherSuite } from '../suites/index.ts';

/** The group that a new one resumes, as the joiner knows it (RFC 9420 §11.2, §11.3). */
export interface ResumedGroup {
  readonly usage: 'reinit' | 'branch';
  /** The old group in its last epoch. */
  readonly old: GroupContext;
  /** For a reinit: what the ReInit proposal announced. */
  readonly announced?: Pick<GroupContext, 'groupId' | 'version' | 'cipherSuite' | 'extensions'>;
}

/**
 * RFC 9420 §12.4.3.1: PSKs of a Welcome are unique, with full nonces; of reinit and branch PSKs at most one, and only
 * where the joiner expects the group that it stands for.
 */
export function checkWelcomePsks(
  suite: CipherSuite,
  ids: readonly PreSharedKeyId[],
  resumed: ResumedGroup | undefined,
  context: GroupContext,
): void {
  const resuming = ids.filter((id) => id.type === 'resumption').filter(({ usage }) => usage !== 'application');
  for (const id of ids) demand(id.nonce.length === suite.hashLength, 'psk-nonce-length');
  demand(resuming.length <= 1, 'welcome-psks', 'several reinit or branch PSKs');
  const [psk] = resuming;
  if (resumed === undefined) {
    demand(psk === undefined, 'welcome-psks', 'a reinit or branch PSK that was not expected');
    return;
  }
  const rule = resumed.usage === 'reinit' ? 'reinit-mismatch' : 'branch-mismatch';
  demand(psk?.usage === resumed.usage, rule, 'no resumption PSK of the old group');
  demand(equalOctets(psk.groupId, resumed.old.groupId) && psk.epoch === resumed.old.epoch, rule, 'another group');
  demand(context.epoch === 1n, rule, 'not the first epoch of the new group');
  if (resumed.usage === 'branch') {
    demand(context.cipherSuite === resumed.old.cipherSuite, rule, 'cipher suite');
    return;
  }
  const { announced } = resumed;
  if (announced === undefined) return;
  const same =
    equalOctets(context.groupId, announced.groupId) &&
    context.cipherSuite === announced.cipherSuite &&
    context.extensions.length === announced.extensions.length &&
    context.extensions.every(({ type, data }, i) => {
      const other = announced.extensions[i];
      return other?.type === type && equalOctets(other.data, data);
    });
  demand(same, rule, 'not what the ReInit announced');
}
