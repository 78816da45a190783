import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { InvalidMessage, type Rule, sectionOf, unseenByHub } from '../../../src/mls/index.ts';

function sources(folder: URL, skip: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith(skip))
    .map((name) => readFileSync(new URL(name, folder), 'utf8'))
    .join('\n');
}

const tests = sources(new URL('./', import.meta.url), 'rules.test.ts');
const engine = sources(new URL('../../../src/mls/', import.meta.url), 'rules.ts');
const rules = Object.keys(sectionOf) as Rule[];

describe('rules', () => {
  it.each(rules)('%s is enforced somewhere and has a test that breaks it', (rule) => {
    const quoted = `'${rule}'`;
    expect(engine.includes(quoted), 'enforced').toBe(true);
    expect(tests.includes(quoted), 'tested').toBe(true);
  });

  it('each names its section, and what a hub can not see is a rule', () => {
    for (const rule of rules) expect(sectionOf[rule]).toMatch(/^(RFC 9420|draft-ietf-mls-extensions) §[\d.]+$/);
    expect(rules).toEqual(expect.arrayContaining(Object.keys(unseenByHub)));
  });

  it('a refusal says rule and section', () => {
    const refusal = new InvalidMessage('tree-hash', 'detail');
    expect(refusal).toMatchObject({ kind: 'invalid', rule: 'tree-hash', section: 'RFC 9420 §7.8' });
    expect(refusal.message).toBe('tree-hash (RFC 9420 §7.8): detail');
  });
});
