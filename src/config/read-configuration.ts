import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { ErrorObject } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse, YAMLParseError } from 'yaml';
import { checkedConfiguration } from './checked-configuration.ts';
import { ConfigurationError } from './configuration-error.ts';
import type { Configuration } from './contract.ts';
import type { Raw } from './environment.ts';
import { overlayEnvironment, variableOf } from './environment.ts';
import { jsonSchema, settings } from './schema.ts';
import { resolveFiles } from './secret-files.ts';

/**
 * Reads the file, lays the environment over it, reads files of secrets and checks everything.
 * @throws {@link ConfigurationError} with one line per problem
 */
export function readConfiguration(file: string, environment: NodeJS.ProcessEnv): Configuration {
  const raw = parseFile(file);
  overlayEnvironment(raw, settings, environment);
  const problems = schemaProblems(raw);
  if (problems.length > 0) throw new ConfigurationError(problems);
  resolveFiles(raw, settings, dirname(resolve(file)), problems);
  if (problems.length > 0) throw new ConfigurationError(problems);
  return checkedConfiguration(raw);
}

function parseFile(file: string): Raw {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    const advice = 'Make one with `mimi-gateway init`, or name another with --config or MIMI_GATEWAY_CONFIG.';
    throw new ConfigurationError([`The configuration file ${resolve(file)} can't be read (${code}). ${advice}`]);
  }
  try {
    const value: unknown = parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Raw;
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    // Only the first line: the others quote the file, which holds secrets.
    const at = error.linePos === undefined ? '' : ` (line ${error.linePos[0].line})`;
    throw new ConfigurationError([`${resolve(file)} is no YAML${at}: ${error.code}. Mend the line.`]);
  }
  throw new ConfigurationError([`${resolve(file)} holds no settings; the commented example shows what belongs there.`]);
}

function schemaProblems(raw: Raw): string[] {
  const validate = new Ajv2020({ allErrors: true, useDefaults: true }).compile(jsonSchema());
  return validate(raw) ? [] : [...new Set((validate.errors ?? []).map(sentenceOf))];
}

/** Names the setting and what it must be; never its value, which may be a secret. */
function sentenceOf(error: ErrorObject): string {
  const path = error.instancePath.split('/').slice(1);
  const where = path.join('.').replace(/\.([0-9]+)/g, '[$1]');
  const of = (name: string): string => (where === '' ? name : `${where}.${name}`);
  const parameters = error.params as Readonly<Record<string, unknown>>;
  switch (error.keyword) {
    case 'required': {
      const name = of(String(parameters['missingProperty']));
      return `${name} is missing: set it, or ${variableOf(name.split('.'))}.`;
    }
    case 'additionalProperties':
      return `${of(String(parameters['additionalProperty']))} is no setting: correct its name or take it away.`;
    case 'enum':
      return `${where} must be one of ${(parameters['allowedValues'] as string[]).join(', ')}.`;
    case 'type':
      return `${where} must be of type ${String(parameters['type'])}.`;
    case 'pattern':
      return `${where} is not spelt as it must be (${String(parameters['pattern'])}).`;
    default:
      return `${where} ${error.message ?? 'is wrong'}.`;
  }
}
