import { domainOf, type ProviderDomain } from '../identifiers/index.ts';
import { keepUpdates, type LocalLeaf, memberAt, propose } from '../mls/index.ts';
import { userOf } from '../provider/index.ts';
import { serviceLeafOf } from './direct-handshake.ts';
import type { HostedRoom } from './hosted-room.ts';
import { assertWriter, replaceState, storeRenewal } from './hosted-tables.ts';
import type { Intake } from './intake.ts';
import { hexOf } from './members-context.ts';
import { commitPending } from './passages.ts';
import { isSteppingAside } from './step-aside.ts';

/** Leaves whose keys are renewed by one commit: while their Updates wait nobody can speak in the room. */
const largestRound = 250;

/**
 * Renews the keys of a room's hosted leaves, as many as one commit takes: each proposes an Update, the service leaf
 * commits them with a path, and so renews its own (RFC 9420 §16.6). Without it a key that was once stolen would open the
 * room for as long as nobody came or went. @throws RetryLater
 */
export async function renewKeys(room: HostedRoom, intake: Intake): Promise<void> {
  const { context, row } = room;
  await commitPending(room, intake);
  if (isSteppingAside(room)) return;
  const service = serviceLeafOf(room);
  const due = room.group.local.filter((leaf) => leaf.leafIndex !== service && !room.renewed.has(nameOf(leaf)));
  const round = due.slice(0, largestRound);
  const { epoch } = room.group.public.context;
  if (!(await proposeUpdates(room, round))) return;
  await commitPending(room, intake, true);
  // Somebody else's commit may have come first, and made void what was proposed.
  if (room.group.public.context.epoch !== epoch + 1n) return;
  for (const leaf of round) room.renewed.add(nameOf(leaf));
  if (due.length > round.length) return;
  const now = context.clock();
  await context.database.transaction((tx) => storeRenewal(tx, row, now));
  room.renewed.clear();
  room.keysRenewedAt = now;
}

const nameOf = ({ signaturePublicKey }: LocalLeaf): string => hexOf(signaturePublicKey);

/** false: the epoch is over, or something else waits for a commit. The next time will do. */
async function proposeUpdates(room: HostedRoom, leaves: readonly LocalLeaf[]): Promise<boolean> {
  const { context, row } = room;
  let { group } = room;
  const { context: epoch } = group.public;
  const bundles = new Map<ProviderDomain, Uint8Array[]>();
  for (const { leafIndex } of leaves) {
    const made = await propose(group, leafIndex, { type: 'update' });
    group = made.group;
    const member = memberAt(group.public, leafIndex);
    if (!member) throw new Error(`Leaf ${leafIndex} of ${room.uri} is hosted here and blank`);
    const provider = domainOf(userOf(member));
    bundles.set(provider, [...(bundles.get(provider) ?? []), made.message]);
  }
  const unchanged = (): boolean => room.group.public.context === epoch && room.group.public.pending.size === 0;
  if (!unchanged()) return false;
  // The new keys are durable before anybody can commit them: else the commit could be processed by nobody here.
  const kept = keepUpdates(room.group, group);
  await context.database.transaction(async (tx) => {
    await assertWriter(tx, row);
    await replaceState(tx, context.vault, row.id, row.stateName, kept);
  });
  if (!unchanged()) return false;
  room.adopt(keepUpdates(room.group, group));
  for (const [provider, proposals] of bundles) {
    const answer = await context.hub.providerFor(provider).update(room.uri, { type: 'proposals', proposals });
    if (answer.code === 'wrongEpoch') return false;
    if (answer.code !== 'success') {
      const { errorDescription } = answer;
      context.log.warn({ room: room.uri, errorDescription }, 'keys of some members are renewed another time');
    }
  }
  return true;
}
