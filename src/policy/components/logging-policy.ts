import { domainOf, InvalidIdentifier, kindOf, parseClientUri, parseUserUri } from '../../identifiers/index.ts';
import { InvalidPolicy } from '../invalid-policy.ts';
import { readList, writeList } from './bounded-list.ts';
import type { LoggingPolicy } from './contract.ts';
import { codecOf, optionality, readText, writeText } from './presentation.ts';
import { checkOptionalUri } from './uri.ts';

/** A user or one client of it, in canonical spelling: what can be found among the group's members. */
function providerOfLogger(uri: string): string {
  try {
    const canonical = kindOf(uri) === 'client' ? parseClientUri(uri) : parseUserUri(uri);
    if (canonical === uri) return domainOf(uri);
  } catch (cause) {
    if (!(cause instanceof InvalidIdentifier)) throw cause;
    throw new InvalidPolicy('logging', 'a logging client is neither a user nor a client', { cause });
  }
  throw new InvalidPolicy('logging', 'a logging client is not spelled canonically');
}

/** Ends at the first that is one too many: a long list of one provider's is refused before the rest is parsed. */
function checkOnePerProvider(loggers: readonly string[]): void {
  const providers = new Set<string>();
  for (const logger of loggers) {
    const provider = providerOfLogger(logger);
    if (providers.has(provider)) {
      throw new InvalidPolicy('logging', 'a provider has more than one logging client');
    }
    providers.add(provider);
  }
}

function check({ logging, loggers, machineReadablePolicy, humanReadablePolicy }: LoggingPolicy): void {
  checkOptionalUri('logging', 'machine_readable_policy', machineReadablePolicy);
  checkOptionalUri('logging', 'human_readable_policy', humanReadablePolicy);
  checkOnePerProvider(loggers);
  if (logging === 'required' && loggers.length === 0) {
    throw new InvalidPolicy('logging', 'logging is required and nobody logs');
  }
  const empty = loggers.length === 0 && machineReadablePolicy === '' && humanReadablePolicy === '';
  if (logging === 'forbidden' && !empty) {
    throw new InvalidPolicy('logging', 'logging is forbidden, yet loggers or policies are named');
  }
}

/** Component 0x002D, LoggingPolicy (draft-ietf-mimi-room-policy §6.5). Nothing follows on forbidden (WF-06). */
export const loggingPolicy = codecOf<LoggingPolicy>(
  (writer, policy) => {
    optionality.write(writer, policy.logging);
    if (policy.logging === 'forbidden') return;
    writeList(writer, policy.loggers, writeText);
    writeText(writer, policy.machineReadablePolicy);
    writeText(writer, policy.humanReadablePolicy);
  },
  (reader) => {
    const logging = optionality.read(reader);
    if (logging === 'forbidden') {
      return { logging, loggers: [], machineReadablePolicy: '', humanReadablePolicy: '' };
    }
    const loggers = readList(reader, readText);
    return { logging, loggers, machineReadablePolicy: readText(reader), humanReadablePolicy: readText(reader) };
  },
  check,
);
