import { parseArgs } from 'node:util';

export interface ChaosOptions {
  readonly kills: number;
  /** In all, half of them from each side. */
  readonly messages: number;
  readonly joins: number;
  readonly moderations: number;
  /** Seconds that each killed server stays away; 0: no server is killed. */
  readonly away: number;
  readonly database: 'pglite' | 'postgres';
  readonly xmpp: 'prosody' | 'ejabberd';
  readonly seed: number;
  readonly yes: boolean;
}

function count(name: string, given: string): number {
  const value = Number(given);
  if (!Number.isInteger(value) || value < 0) throw new Error(`--${name} must be a whole number, not "${given}".`);
  return value;
}

function choice<T extends string>(name: string, given: string, choices: readonly T[]): T {
  const chosen = choices.find((each) => each === given);
  if (chosen === undefined) throw new Error(`--${name} must be one of ${choices.join(', ')}.`);
  return chosen;
}

export function readOptions(args: readonly string[]): ChaosOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      kills: { type: 'string', default: '50' },
      messages: { type: 'string', default: '2000' },
      joins: { type: 'string', default: '100' },
      moderations: { type: 'string', default: '40' },
      away: { type: 'string', default: '20' },
      database: { type: 'string', default: 'pglite' },
      xmpp: { type: 'string', default: 'prosody' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      yes: { type: 'boolean', default: process.env['CI'] === 'true' },
    },
  });
  return {
    kills: count('kills', values.kills),
    messages: count('messages', values.messages),
    joins: count('joins', values.joins),
    moderations: count('moderations', values.moderations),
    away: count('away', values.away),
    database: choice('database', values.database, ['pglite', 'postgres']),
    xmpp: choice('xmpp', values.xmpp, ['prosody', 'ejabberd']),
    seed: count('seed', values.seed),
    yes: values.yes,
  };
}
