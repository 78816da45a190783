import {
  decideCommit,
  decideProposal,
  type Decision,
  type HandshakeChange,
  type HandshakeProposal,
  refuseOutranked,
} from '../policy/index.ts';
import type { OpenRoom } from './open-room.ts';

/**
 * The rules by which this hub takes what is proposed and committed: the room's policy, and its own about ranks. Bare
 * proposals, commits and whatever must fit into one commit are asked alike, or the hub would hold proposals that it lets
 * nobody commit.
 * @param pending accepted in this epoch, in order
 */
export function judgeProposal(
  open: OpenRoom,
  proposal: HandshakeProposal,
  pending: readonly HandshakeProposal[],
): Decision {
  return decideProposal(open.state, proposal, pending, refuseOutranked);
}

export function judgeCommit(open: OpenRoom, change: HandshakeChange): Decision {
  return decideCommit(open.state, change, refuseOutranked);
}
