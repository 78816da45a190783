import type { HandshakeProposal } from '../policy/index.ts';
import type { UpdateResponse } from '../provider/index.ts';

/**
 * After a ReInit a group takes nothing more, and its room goes on only in the group that follows (RFC 9420 §11.2). This
 * hub makes no such group, so a ReInit would leave its room without handshakes for good: nobody's is accepted, whatever
 * the sender's role allows (draft-ietf-mimi-room-policy §8.6). null: there is none among the proposals.
 */
export function refuseReInit(proposals: readonly HandshakeProposal[]): UpdateResponse | null {
  if (!proposals.some(({ type }) => type === 'reinit')) return null;
  const errorDescription = 'This hub can’t move a room to a new group, so a ReInit is not accepted (RFC 9420 §11.2)';
  return { code: 'notAllowed', errorDescription, rule: 'immutable' };
}
