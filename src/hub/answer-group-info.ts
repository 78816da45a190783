import type { ProviderDomain, RoomUri } from '../identifiers/index.ts';
import { domainOf } from '../identifiers/index.ts';
import { messageHash, ratchetTreeOf } from '../mls/index.ts';
import { decide } from '../policy/index.ts';
import type { GroupInfoRequest, GroupInfoResponse } from '../provider/index.ts';
import type { HubContext } from './hub-context.ts';
import type { OpenRoom } from './open-room.ts';
import { acceptedBefore } from './room-log.ts';

/** What a client needs to join by an external commit, if it may join (draft-ietf-mimi-protocol-06 §5.6). */
export async function answerGroupInfo(
  hub: HubContext,
  source: ProviderDomain,
  room: RoomUri,
  request: GroupInfoRequest,
): Promise<GroupInfoResponse> {
  const present = await hub.open.reload(room);
  if (!present) return { code: 'noSuchRoom' };
  if (domainOf(request.user) !== source) return { code: 'notAuthorized' };
  const actor = { type: 'user', user: request.user } as const;
  const listed = present.effective.participants.some(({ user }) => user === request.user);
  const decision = decide(present.effective, actor, { type: listed ? 'add-own-client' : 'join' });
  if (!decision.allowed) return { code: 'notAuthorized' };
  const open = await readyToEnter(hub, present);
  if (!open) return { code: 'noSuchRoom' };
  const pendingProposals = await Promise.all(
    [...open.group.pending.values()].map(async ({ message }) => {
      const acceptedTimestamp = await acceptedBefore(hub.database, open, messageHash(message));
      if (acceptedTimestamp === null) throw new Error(`A pending proposal is not in the log of ${room}`);
      return { proposal: message, acceptedTimestamp };
    }),
  );
  return { code: 'success', groupInfo: open.groupInfo, ratchetTree: ratchetTreeOf(open.group), pendingProposals };
}

/** Where the room refuses gateways, its service leaf must be on its way out: no commit may come that leaves it in. */
async function readyToEnter(hub: HubContext, open: OpenRoom): Promise<OpenRoom | null> {
  const { gatewaysRefused, gatewayLeaves } = open.effective;
  if (!gatewaysRefused || gatewayLeaves === 0) return open;
  await hub.stepAside()?.(open.uri);
  return hub.open.reload(open.uri);
}
