import { ConfigurationError } from './configuration-error.ts';
import type { Section, Setting } from './schema.ts';

/** What was read from YAML, not yet checked. */
export interface Raw {
  [name: string]: unknown;
}

/** `matrix.listen.port` is `MIMI_GATEWAY_MATRIX_LISTEN_PORT`. */
export function variableOf(path: readonly string[]): string {
  return `MIMI_GATEWAY_${path.join('_').toUpperCase()}`;
}

/**
 * Lays environment variables over the file's settings. Every setting that is no section has one; lists are separated by
 * commas, `MIMI_GATEWAY_KEYS` is `id:base64`, and secrets also have `…_FILE`.
 * @throws {@link ConfigurationError} for a number that is none
 */
export function overlayEnvironment(
  raw: Raw,
  section: Section,
  environment: NodeJS.ProcessEnv,
  path: string[] = [],
): void {
  for (const [name, setting] of Object.entries(section.properties)) {
    const here = [...path, name];
    if (setting.type === 'object') {
      overlaySection(raw, name, setting, environment, here);
      continue;
    }
    const names = setting.type === 'string' && setting.secret ? [name, `${name}_file`] : [name];
    const given = names.filter((each) => environment[variableOf([...path, each])] !== undefined);
    // A secret has two spellings; one that comes from the environment replaces either of the file's.
    if (given.length > 0) for (const each of names) Reflect.deleteProperty(raw, each);
    for (const each of given) {
      raw[each] = valueOf(environment[variableOf([...path, each])] ?? '', setting, variableOf([...path, each]));
    }
  }
}

function overlaySection(
  raw: Raw,
  name: string,
  section: Section,
  environment: NodeJS.ProcessEnv,
  path: string[],
): void {
  const existing = raw[name];
  if (existing !== undefined && (typeof existing !== 'object' || existing === null)) return;
  const child: Raw = { ...existing };
  overlayEnvironment(child, section, environment, path);
  if (existing !== undefined || Object.keys(child).length > 0) raw[name] = child;
}

function valueOf(text: string, setting: Exclude<Setting, Section>, variable: string): unknown {
  if (setting.type === 'string') return text;
  if (setting.type === 'integer') {
    if (!/^-?[0-9]+$/.test(text)) throw new ConfigurationError([`${variable} must be a whole number.`]);
    return Number(text);
  }
  const items = text.split(',').filter((item) => item !== '');
  return setting.items.type === 'string' ? items : items.map(keyOf);
}

function keyOf(item: string): Raw {
  const [id, key] = item.split(':', 2);
  return { id, key };
}
