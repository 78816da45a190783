import { domainOf, type ProviderDomain } from '../identifiers/index.ts';
import { type HostedGroup, keepUpdates, type LocalLeaf, memberAt, propose } from '../mls/index.ts';
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

/** What a leaf proposes to renew its keys. */
interface Renewal {
  readonly leaf: LocalLeaf;
  readonly update: Uint8Array;
}

/**
 * Renews the keys of a room's hosted leaves, as many as one commit takes: each proposes an Update, the service leaf
 * commits them with a path, and so renews its own (RFC 9420 §16.6). Without it a key that was once stolen would open the
 * room for as long as nobody came or went. Resolves with whether any key is known to be new. @throws RetryLater
 */
export async function renewKeys(room: HostedRoom, intake: Intake): Promise<boolean> {
  const { context, row } = room;
  await commitPending(room, intake);
  if (isSteppingAside(room)) return false;
  const service = serviceLeafOf(room);
  const due = room.group.local.filter((leaf) => leaf.leafIndex !== service && !room.renewed.has(nameOf(leaf)));
  const { epoch } = room.group.public.context;
  const taken = await proposeUpdates(room, due.slice(0, largestRound));
  if (taken === null || (taken.length === 0 && due.length > 0)) return false;
  await commitPending(room, intake, true);
  // Somebody else's commit may have come first, and made void what was proposed.
  if (room.group.public.context.epoch !== epoch + 1n) return false;
  for (const leaf of taken) room.renewed.add(nameOf(leaf));
  if (due.length > taken.length) return true;
  const now = context.clock();
  await context.database.transaction((tx) => storeRenewal(tx, row, now));
  room.renewed.clear();
  room.keysRenewedAt = now;
  return true;
}

const nameOf = ({ signaturePublicKey }: LocalLeaf): string => hexOf(signaturePublicKey);

/** The leaves whose Updates wait at the hub. null: the epoch is over, or something else waits; the next time will do. */
async function proposeUpdates(room: HostedRoom, leaves: readonly LocalLeaf[]): Promise<readonly LocalLeaf[] | null> {
  const { context, row } = room;
  let { group } = room;
  const { context: epoch } = group.public;
  const renewals: Renewal[] = [];
  for (const leaf of leaves) {
    const made = await propose(group, leaf.leafIndex, { type: 'update' });
    group = made.group;
    renewals.push({ leaf, update: made.message });
  }
  const unchanged = (): boolean => room.group.public.context === epoch && room.group.public.pending.size === 0;
  if (!unchanged()) return null;
  // The new keys are durable before anybody can commit them: else the commit could be processed by nobody here.
  const kept = keepUpdates(room.group, group);
  await context.database.transaction(async (tx) => {
    await assertWriter(tx, row);
    await replaceState(tx, context.vault, row.id, row.stateName, kept);
  });
  if (!unchanged()) return null;
  room.keepUpdates(group);
  const taken: LocalLeaf[] = [];
  for (const [provider, bundle] of Map.groupBy(renewals, ({ leaf }) => providerOf(group, leaf))) {
    const some = await handIn(room, provider, bundle);
    if (some === null) return null;
    taken.push(...some);
  }
  return taken;
}

function providerOf(group: HostedGroup, { leafIndex }: LocalLeaf): ProviderDomain {
  const member = memberAt(group.public, leafIndex);
  if (!member) throw new Error(`Leaf ${leafIndex} is hosted here and blank`);
  return domainOf(userOf(member));
}

/** The leaves whose Updates the hub took; null: the epoch is over. */
async function handIn(
  room: HostedRoom,
  provider: ProviderDomain,
  renewals: readonly Renewal[],
): Promise<readonly LocalLeaf[] | null> {
  const { hub, log } = room.context;
  const proposals = renewals.map(({ update }) => update);
  const answer = await hub.providerFor(provider).update(room.uri, { type: 'proposals', proposals });
  if (answer.code === 'success') return renewals.map(({ leaf }) => leaf);
  if (answer.code === 'wrongEpoch') return null;
  if (renewals.length === 1) {
    const { errorDescription } = answer;
    log.warn({ room: room.uri, errorDescription }, 'the keys of a member are renewed another time');
    return [];
  }
  // One of them spoils the bundle: each for itself.
  const taken: LocalLeaf[] = [];
  for (const renewal of renewals) {
    const own = await handIn(room, provider, [renewal]);
    if (own === null) return null;
    taken.push(...own);
  }
  return taken;
}
