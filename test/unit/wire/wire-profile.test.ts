import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type WireDecision, wireDecisions, wireProfile } from '../../../src/wire/index.ts';

const vectors = new URL('../../vectors/wire/', import.meta.url);
const sources = new URL('../../../src/', import.meta.url);

/** WF-01 to WF-35, counted and not listed, so that none is forgotten. */
const all = Array.from({ length: 35 }, (_, at) => `WF-${String(at + 1).padStart(2, '0')}` as WireDecision);

interface Vector {
  readonly name: string;
  readonly section: string;
  readonly decisions: readonly string[];
}

const byFile = new Map(
  readdirSync(vectors)
    .filter((name) => name.endsWith('.json'))
    .map((name) => [name, JSON.parse(readFileSync(new URL(name, vectors), 'utf8')) as Vector[]]),
);

describe('the wire profile', () => {
  it('names every decision once', () => {
    expect(Object.keys(wireDecisions)).toEqual(all);
    expect(wireProfile).toBe('mimi-wire-1');
  });

  it.each(all)('%s is an export of the file that it names', async (id) => {
    const { by, in: file } = wireDecisions[id];
    const module = (await import(new URL(file, sources).href)) as Record<string, unknown>;
    expect(module[by]).toBeDefined();
  });

  it.each(all)('%s has a vector', (id) => {
    const named = [...byFile.values()].flat().filter(({ decisions }) => decisions.includes(id));
    expect(named.map(({ name }) => name)).not.toEqual([]);
  });

  it.each([...byFile.keys()])('each vector of %s says what it is and where that is written', (file) => {
    const entries = byFile.get(file) ?? [];
    expect(entries.length).toBeGreaterThan(0);
    for (const { name, section, decisions } of entries) {
      expect(name).not.toBe('');
      expect(section).toMatch(/^(draft-[a-z-]+(-\d\d)? §[\dA.]+|RFC \d+ §[\d.]+|decision WF-\d\d)/);
      for (const decision of decisions) expect(all).toContain(decision);
    }
    const names = entries.map((entry) => JSON.stringify([entry.name, (entry as { of?: string }).of]));
    expect(new Set(names).size).toBe(names.length);
  });

  it('WF-35: the sources cite no section that has moved', () => {
    const text = readdirSync(sources, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('profile/sections.ts'))
      .map((name) => readFileSync(new URL(name, sources), 'utf8'))
      .join('\n');
    for (const stale of ['mls-extensions §7.6', 'mls-extensions §2.', 'mimi-content-08 §8.3', 'mimi-content §8.3'])
      expect(text.includes(stale), stale).toBe(false);
  });
});
