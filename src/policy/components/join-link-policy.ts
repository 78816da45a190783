import type { JoinLinkPolicy } from './contract.ts';
import { codecOf, readBool, readText, writeBool, writeText } from './presentation.ts';
import { checkOptionalUri } from './uri.ts';

/**
 * Component 0x0029, JoinLinkPolicy (draft-ietf-mimi-room-policy §6.2). The struct's `Uri join_link` is what the text
 * calls `link_requests` (decision WF-23).
 */
export const joinLinkPolicy = codecOf<JoinLinkPolicy>(
  (writer, policy) => {
    writeBool(writer, policy.onRequest);
    writeText(writer, policy.requestUri);
    writeBool(writer, policy.multiuser);
    writer.uint32(policy.expiration);
  },
  (reader) => ({
    onRequest: readBool(reader),
    requestUri: readText(reader),
    multiuser: readBool(reader),
    expiration: reader.uint32(),
  }),
  ({ requestUri }) => {
    checkOptionalUri('join-link-policy', 'join_link', requestUri);
  },
);
