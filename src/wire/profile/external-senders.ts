import type { ProviderDomain } from '../../identifiers/index.ts';
import type { CipherSuite, ExternalSender } from '../../mls/index.ts';
import { isKeyOfProvider } from '../franking/provider-of-credential.ts';

/**
 * The external senders of a room whose users are of these providers (P §7.4, UP-33). The draft would have "the
 * certificate of that user" removed with a follower's last user: the follower's own is meant (decision WF-34). The hub's
 * stays always, and so does an entry that belongs to no follower known here.
 * @param left providers that have no participant in the room any more
 */
export function externalSendersWithout(
  suite: CipherSuite,
  senders: readonly ExternalSender[],
  hub: ProviderDomain,
  left: readonly ProviderDomain[],
): readonly ExternalSender[] {
  const gone = left.filter((provider) => provider !== hub);
  return senders.filter((sender) => !gone.some((provider) => isKeyOfProvider(suite, sender, provider)));
}
