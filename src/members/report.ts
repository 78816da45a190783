import type { HostedRoomReport } from './contract.ts';
import type { HostedRoom } from './hosted-room.ts';
import type { MembersContext } from './members-context.ts';

/** Compares what members and hub hold (UP-42): both were led here by the same log, each by its own checks. */
export async function reportOf(context: MembersContext, room: HostedRoom): Promise<HostedRoomReport | null> {
  const atHub = await context.hub.inspect(room.uri);
  if (!atHub) return null;
  const ours = room.group.public;
  const theirs = atHub.publicGroup;
  const equal = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
  const agrees =
    ours.context.epoch === theirs.context.epoch &&
    equal(ours.context.treeHash, theirs.context.treeHash) &&
    equal(ours.context.confirmedTranscriptHash, theirs.context.confirmedTranscriptHash) &&
    equal(ours.confirmationTag, theirs.confirmationTag) &&
    ours.context.extensions.length === theirs.context.extensions.length &&
    ours.context.extensions.every(({ type, data }, index) => {
      const other = theirs.context.extensions[index];
      return other?.type === type && equal(other.data, data);
    });
  return {
    room: room.uri,
    epoch: ours.context.epoch,
    hostedLeaves: room.group.local.length,
    pendingProposals: ours.pending.size,
    agreesWithHub: agrees,
    commits: room.commits,
  };
}
