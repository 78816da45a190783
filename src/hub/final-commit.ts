import { kindOf } from '../identifiers/index.ts';
import {
  checkGroupInfo,
  type CommitEffects,
  InvalidMessage,
  memberAt,
  members,
  messageHash,
  readFrame,
  receivePublicCommit,
} from '../mls/index.ts';
import { componentIds } from '../policy/index.ts';
import { type CommitBundle, serviceUserOf, userOf } from '../provider/index.ts';
import { type CheckedChange, isOfEpoch } from './accept-change.ts';
import type { DestroyRoomResponse } from './contract.ts';
import { type HubContext, rulesAt } from './hub-context.ts';
import type { OpenRoom } from './open-room.ts';

/**
 * The commit that ends a room: the hub's service leaf takes out every other client and every user of the list (UP-40), by
 * which followers see that it is over. That its owner may end the room is decided before; the counting rules of roles,
 * by which a room keeps an owner, don't hold for its end.
 * @throws InvalidMessage, InvalidPolicy or InvalidIdentifier, which refuse it
 */
export async function checkFinalCommit(
  hub: HubContext,
  open: OpenRoom,
  bundle: CommitBundle,
): Promise<CheckedChange | DestroyRoomResponse> {
  const { commit: content } = bundle;
  const head = readFrame(content);
  if (head.contentType !== 'commit') throw new InvalidMessage('wrong-wire-format', 'a final commit is a commit');
  if (!isOfEpoch(head, open)) return { code: 'wrongEpoch', currentEpoch: open.group.context.epoch };
  const { group, effects } = await receivePublicCommit(open.group, content, rulesAt(hub));
  checkGroupInfo(group, bundle.groupInfo, bundle.ratchetTree);
  const next = hub.open.open(open.id, open.uri, open.version + 1n, group, bundle.groupInfo);
  const fault = faultOf(hub, open, next, effects);
  if (fault !== null) return { code: 'notAllowed', errorDescription: `This is no final commit: ${fault}` };
  return { next, entries: [{ kind: 'commit', hash: messageHash(content), content, welcome: null, sender: null }] };
}

/** What it does that it must not, or leaves undone; null: nothing. */
function faultOf(hub: HubContext, open: OpenRoom, next: OpenRoom, effects: CommitEffects): string | null {
  const { sender } = effects;
  const committer = sender.type === 'member' ? memberAt(open.group, sender.leafIndex) : null;
  if (!committer || userOf(committer) !== serviceUserOf(hub.domain)) return 'only the service leaf ends a room';
  const other = effects.proposals.find(({ proposal }) => {
    if (proposal.type === 'app-data-update') return proposal.componentId !== componentIds.participantList;
    return proposal.type !== 'remove' && proposal.type !== 'app-ephemeral';
  });
  if (other) return `a final commit holds no ${other.proposal.type}`;
  if (members(next.group).length > 1) return 'a client would remain';
  return next.state.participants.some(({ user }) => kindOf(user) === 'user') ? 'a participant would remain' : null;
}
