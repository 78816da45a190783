import { stringify } from 'yaml';
import type { ListSetting, Section, Setting } from './schema.ts';
import { settings } from './schema.ts';

/** Values by setting name, as the file nests them. A section that is null is left out. */
export interface Values {
  readonly [name: string]: Values | string | number | readonly unknown[] | null;
}

/**
 * The configuration file with its comments. Settings without a value stand as comments with their default or example.
 * @param values What stands in the file; without them the example that the project ships.
 */
export function commentedConfiguration(values: Values): string {
  const lines = [
    '# Configuration of mimi-gateway. Commented settings show their defaults or, where there are none, an example.',
    '# Every setting can be set by an environment variable too: matrix.listen.port is MIMI_GATEWAY_MATRIX_LISTEN_PORT.',
    '# Secrets can be read from a file that holds nothing else: as_token_file in place of as_token.',
    '',
  ];
  writeSection(settings, values, '', lines);
  return `${lines.join('\n').trimEnd()}\n`;
}

/** The values of the shipped example: every part in use, secrets from files. */
export const exampleValues: Values = {
  hub: { domain: 'mimi.example.org' },
  keys: [{ id: '1', key_file: 'secrets/key-1' }],
  matrix: {
    homeserver_url: 'http://127.0.0.1:8008',
    server_name: 'example.org',
    provider_domain: 'matrix.example.org',
    as_token_file: 'secrets/as-token',
    hs_token_file: 'secrets/hs-token',
    listen: { port: 9902 },
    url: 'http://127.0.0.1:9902',
  },
  xmpp: {
    port: 5347,
    domain: 'rooms.example.org',
    secret_file: 'secrets/component-secret',
    provider_domain: 'xmpp.example.org',
    home: 'example.org',
  },
};

function writeSection(section: Section, values: Values, indent: string, lines: string[]): void {
  for (const [name, setting] of Object.entries(section.properties)) {
    const value = values[name];
    if (value === null) continue;
    if (setting.type !== 'object') {
      writeSetting(name, setting, values, indent, lines);
    } else if (value === undefined) {
      // A key with nothing but comments below it would be null in YAML, so the whole section is a comment.
      const asComment: string[] = [];
      writeDefaults(name, setting, asComment);
      lines.push(...asComment.map((line) => `${indent}# ${line}`));
    } else {
      writeComment(setting.description, indent, lines);
      lines.push(`${indent}${name}:`);
      writeSection(setting, value as Values, `${indent}  `, lines);
    }
    if (indent === '') lines.push('');
  }
}

/** A section that nobody filled in, to be put behind `# `. */
function writeDefaults(name: string, section: Section, lines: string[]): void {
  writeComment(section.description, '', lines);
  lines.push(`${name}:`);
  for (const [child, setting] of Object.entries(section.properties)) {
    writeComment(setting.description, '  ', lines);
    if (setting.type !== 'object') lines.push(`  ${child}: ${inline(placeholder(setting))}`);
  }
}

function writeSetting(
  name: string,
  setting: Exclude<Setting, Section>,
  values: Values,
  indent: string,
  lines: string[],
): void {
  writeComment(setting.description, indent, lines);
  const spelling = values[name] === undefined && values[`${name}_file`] !== undefined ? `${name}_file` : name;
  const value = values[spelling];
  if (value === undefined || value === null) {
    lines.push(`${indent}# ${name}: ${inline(placeholder(setting))}`);
  } else if (Array.isArray(value) && value.some((item) => typeof item === 'object')) {
    lines.push(`${indent}${name}:`);
    for (const line of stringify(value).trimEnd().split('\n')) lines.push(`${indent}  ${line}`);
  } else {
    lines.push(`${indent}${spelling}: ${inline(value)}`);
  }
}

function placeholder(setting: Exclude<Setting, Section>): unknown {
  if (setting.example !== undefined) return setting.example;
  return setting.default ?? (isText(setting) ? '…' : null);
}

function isText(setting: Exclude<Setting, Section>): setting is Exclude<Setting, Section | ListSetting> {
  return setting.type === 'string';
}

function inline(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trimEnd();
}

function writeComment(text: string, indent: string, lines: string[]): void {
  if (text === '') return;
  for (const line of text.split('\n')) lines.push(`${indent}# ${line}`);
}
