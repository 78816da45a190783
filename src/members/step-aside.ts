import { propose } from '../mls/index.ts';
import { serviceUserOf } from '../provider/index.ts';
import type { HostedRoom } from './hosted-room.ts';
import type { Intake } from './intake.ts';

/** Whether the service leaf has said that it goes: from then on it can commit nothing, and the next one in takes it out. */
export function isSteppingAside(room: HostedRoom): boolean {
  const leaf = room.leafOf(serviceUserOf(room.context.hub.domain));
  return [...room.group.public.pending.values()].some(
    ({ proposal, sender }) => proposal.type === 'self-remove' && sender.type === 'member' && sender.leafIndex === leaf,
  );
}

/**
 * Somebody is about to enter a room that refuses gateways (GW-03). Its group was begun by the service leaf, because
 * somebody had to, and whoever comes first takes that leaf out by the same commit: its SelfRemove is all that an external
 * commit may refer to (draft-ietf-mls-extensions §6.3). Resolves when it waits at the hub.
 */
export async function stepAside(room: HostedRoom, intake: Intake): Promise<void> {
  await intake.caughtUp();
  const { hub } = room.context;
  const leaf = room.leafOf(serviceUserOf(hub.domain));
  if (leaf === null || !room.state.gatewaysRefused || isSteppingAside(room)) return;
  const { message } = await propose(room.group, leaf, { type: 'self-remove' });
  const answer = await hub.providerFor(hub.domain).update(room.uri, { type: 'proposals', proposals: [message] });
  // In another epoch somebody else has come in meanwhile, and has taken the leaf out.
  if (answer.code === 'success' || answer.code === 'wrongEpoch') await intake.caughtUp();
  else throw new Error(`The hub lets the service leaf of ${room.uri} not go: ${answer.errorDescription}`);
}
