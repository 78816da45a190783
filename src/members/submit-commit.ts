import type { ProviderDomain } from '../identifiers/index.ts';
import { members, type PreparedCommit } from '../mls/index.ts';
import type { CommitBundle } from '../provider/index.ts';
import type { Outcome } from '../rooms/index.ts';

import type { HostedRoom } from './hosted-room.ts';
import {
  type AttemptRecord,
  assertWriter,
  forgetAttempts,
  recordOutcome,
  storeAttempts,
  storeState,
} from './hosted-tables.ts';
import { hexOf } from './members-context.ts';
import { refusedByHub } from './refusals.ts';

/** Stale: the group has another epoch, redo on fresh state (UP-11). */
export type Submitted = 'accepted' | 'stale' | Extract<Outcome, { type: 'refused' }>;

/**
 * Submits a commit whose next state is durable first, under the commit's hash: whatever happens between the hub's yes
 * and our adopting it, the state to adopt is there. A loser's state is dropped.
 */
export async function submitCommit(
  room: HostedRoom,
  source: ProviderDomain,
  prepared: PreparedCommit,
  attempts: readonly AttemptRecord[],
): Promise<Submitted> {
  const { context, row } = room;
  const name = hexOf(prepared.commitHash);
  const records = attempts.map((attempt) => ({ ...attempt, commitName: name }));
  await context.database.transaction(async (tx) => {
    await assertWriter(tx, row);
    await storeState(tx, context.vault, row.id, name, prepared.next);
    await storeAttempts(tx, row.id, records);
  });
  for (const record of records) room.attempts.set(record.cause, record);
  room.prepared.set(name, { next: prepared.next });
  const bundle = bundleOf(prepared, needsWelcome(room, prepared) ? prepared.welcome : null);
  const answer = await context.hub.providerFor(source).update(room.uri, bundle);
  if (answer.code === 'success') return 'accepted';
  const refusal = answer.code === 'wrongEpoch' ? null : refusedByHub(answer);
  await context.database.transaction(async (tx) => {
    await tx.query('DELETE FROM hosted_state WHERE room_id = $1 AND name = $2', [row.id, name]);
    await forgetAttempts(
      tx,
      records.map(({ cause }) => cause),
    );
    if (!refusal) return;
    for (const { cause } of records) await recordOutcome(tx, cause, refusal, context.clock());
  });
  room.prepared.delete(name);
  for (const { cause } of records) room.attempts.delete(cause);
  return refusal ?? 'stale';
}

/** What a provider is given of a commit. */
export function bundleOf(prepared: PreparedCommit, welcome: Uint8Array | null = null): CommitBundle {
  const { commit, groupInfo, ratchetTree } = prepared;
  return { type: 'commit', commit, welcome, groupInfo, ratchetTree };
}

/** Whoever is hosted here takes part through `next`; a Welcome is for the others. */
function needsWelcome(room: HostedRoom, prepared: PreparedCommit): boolean {
  if (prepared.welcome === null) return false;
  const before = new Set(members(room.group.public).map((member) => hexOf(member.signatureKey)));
  const local = new Set(prepared.next.local.map(({ signaturePublicKey }) => hexOf(signaturePublicKey)));
  return members(prepared.next.public).some((member) => {
    const key = hexOf(member.signatureKey);
    return !before.has(key) && !local.has(key);
  });
}
