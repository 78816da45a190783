import type { BotPolicy } from '../components/contract.ts';
import type { RoleIndex } from '../contract.ts';

/** A bot by what it says of itself and does. */
export interface BotConduct {
  readonly name: string;
  /** 0 for one that is no participant. */
  readonly role: RoleIndex;
  /** It writes to single people. */
  readonly targetsMessages: boolean;
  /** It writes something else to each. */
  readonly perUserContent: boolean;
}

export type BotFault = 'not-listed' | 'other-role' | 'targets-messages' | 'per-user-content';

/**
 * What a bot does beyond what the room allows it (draft-ietf-mimi-room-policy §6.7, BL-06); null for nothing, and where
 * the room has no bot policy. Of several entries with its name one has to cover it.
 */
export function botFault(policy: BotPolicy | undefined, bot: BotConduct): BotFault | null {
  if (!policy) return null;
  const faults = policy.allowedBots
    .filter(({ name }) => name === bot.name)
    .map((allowed): BotFault | null => {
      if (allowed.role !== bot.role) return 'other-role';
      if (bot.targetsMessages && !allowed.canTargetMessage) return 'targets-messages';
      return bot.perUserContent && !allowed.perUserContent ? 'per-user-content' : null;
    });
  const [first = 'not-listed'] = faults;
  return faults.includes(null) ? null : first;
}
