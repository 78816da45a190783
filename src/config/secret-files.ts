import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Raw } from './environment.ts';
import { variableOf } from './environment.ts';
import type { Section } from './schema.ts';

/**
 * Puts the content of every `<secret>_file` in the place of the secret, and makes paths absolute. Problems are added to
 * `problems`; a secret itself is never in them.
 * @param folder Folder of the configuration file, which relative paths start from.
 */
export function resolveFiles(
  raw: Raw,
  section: Section,
  folder: string,
  problems: string[],
  path: string[] = [],
): void {
  for (const [name, setting] of Object.entries(section.properties)) {
    const value = raw[name];
    const where = [...path, name].join('.');
    if (setting.type === 'object' && isSection(value)) {
      resolveFiles(value, setting, folder, problems, [...path, name]);
    } else if (setting.type === 'array' && setting.items.type === 'object' && Array.isArray(value)) {
      for (const [index, item] of value.entries()) {
        if (isSection(item)) resolveFiles(item, setting.items, folder, problems, [...path, `${name}[${index}]`]);
      }
    } else if (setting.type === 'string' && setting.secret) {
      resolveSecret(raw, name, where, folder, problems);
    } else if (setting.type === 'string' && setting.path && typeof value === 'string') {
      raw[name] = resolve(folder, value);
    }
  }
}

function resolveSecret(raw: Raw, name: string, where: string, folder: string, problems: string[]): void {
  const file = raw[`${name}_file`];
  if (typeof file !== 'string') return;
  if (raw[name] !== undefined) {
    problems.push(`${where} and ${where}_file are both set: keep one of them.`);
    return;
  }
  Reflect.deleteProperty(raw, `${name}_file`);
  try {
    raw[name] = readFileSync(resolve(folder, file), 'utf8').trim();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    problems.push(
      `${where}_file: ${resolve(folder, file)} can't be read (${code}). Write the secret there or change it.`,
    );
  }
}

/** The sentence for a secret that is due and not there. */
export function missingSecret(where: string): string {
  return `${where} is missing: set it, or ${where}_file, or ${variableOf(where.split('.'))}.`;
}

function isSection(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
