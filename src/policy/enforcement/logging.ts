import type { LoggingPolicy } from '../components/contract.ts';
import { componentDefaults } from '../components/defaults.ts';

/** Whether what is said is logged: where that is required, or optional and somebody is named who does (§6.5, BL-02). */
export function isLogged(policy: LoggingPolicy | undefined): boolean {
  const { logging, loggers } = policy ?? componentDefaults.logging;
  return logging === 'required' || (logging === 'optional' && loggers.length > 0);
}

/** What people are told when the policy changes, and before they enter (BL-02). */
export type LoggingNotice = 'logging-starts' | 'logging-stops' | 'loggers-change' | null;

/** @param before undefined for somebody who enters, or a room that had none */
export function loggingNotice(before: LoggingPolicy | undefined, after: LoggingPolicy | undefined): LoggingNotice {
  const [was, is] = [isLogged(before), isLogged(after)];
  if (was !== is) return is ? 'logging-starts' : 'logging-stops';
  const named = (policy: LoggingPolicy | undefined): string => [...(policy?.loggers ?? [])].sort().join(' ');
  return is && named(before) !== named(after) ? 'loggers-change' : null;
}
