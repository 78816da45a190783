import { type DestinationStream, pino, stdTimeFunctions, type Logger } from 'pino';
import type { Log } from './contract.ts';
import { redact } from './redact.ts';

export interface LogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Standard output by default. */
  readonly destination?: DestinationStream;
}

/** A log of JSON lines: `level`, `time` (ISO 8601), the fields, and the sentence as `msg`. */
export function createLog(options: LogOptions): Log {
  const settings = {
    level: options.level,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return wrap(options.destination === undefined ? pino(settings) : pino(settings, options.destination));
}

function wrap(logger: Logger): Log {
  // Redaction happens here and not in a formatter of pino's, which would see errors after they became objects.
  return {
    debug(fields, sentence) {
      if (logger.isLevelEnabled('debug')) logger.debug(redact(fields), sentence);
    },
    info(fields, sentence) {
      if (logger.isLevelEnabled('info')) logger.info(redact(fields), sentence);
    },
    warn(fields, sentence) {
      logger.warn(redact(fields), sentence);
    },
    error(fields, sentence) {
      logger.error(redact(fields), sentence);
    },
    with: (fields) => wrap(logger.child(redact(fields) as Record<string, unknown>)),
  };
}
