import type { OperationalPolicy } from '../components/contract.ts';
import { componentDefaults } from '../components/defaults.ts';

/** What a timer counts, nearly 25 days: of a longer delay it makes none at all, and the whole room would commit at once. */
const longest = 0x7fff_ffff;

/**
 * How long a client waits before it commits proposals that wait, in milliseconds below 2^31
 * (draft-ietf-mimi-room-policy §7.1, PC-13). When somebody else has committed them meanwhile, it does not.
 * @param random from 0 to below 1
 * @param house what is done where the room takes no position, or one that nobody here knows
 */
export function commitDelay(
  policy: OperationalPolicy | undefined,
  random: number,
  house: OperationalPolicy = componentDefaults.operational,
): number {
  const { pendingProposals } = policy ?? house;
  switch (pendingProposals.strategy) {
    case 'immediate-commit':
      return 0;
    case 'random-delay': {
      const { minimum, maximum } = pendingProposals;
      const delay = Number(minimum) + random * Number(maximum - minimum);
      return Math.min(Math.max(Math.floor(delay), 0), longest);
    }
    case 'unspecified':
    case 'extension':
      return policy === undefined || policy === house ? 0 : commitDelay(undefined, random, house);
  }
}
