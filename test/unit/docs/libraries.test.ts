import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..');
const page = readFileSync(join(root, 'docs', 'libraries.md'), 'utf8');
/** A heading, what stands in the fence below it, and what it is said to print. */
const examples = [...page.matchAll(/^## (.*)$[^]*?^```ts\n([^]*?)^```\n\n```text\n([^]*?)^```$/gm)].map(
  ([, title = '', code = '', output = '']) => ({ title, code, output }),
);

describe('the page about the libraries', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mimi-libraries-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('has an example of each', () => {
    expect(examples.map(({ title }) => /`mimi-gateway\/(\w+)`/.exec(title)?.[1])).toEqual([
      'content',
      'policy',
      'wire',
    ]);
  });

  it.each(examples)('prints what it says: $title', ({ title, code, output }) => {
    const here = (name: string): string => pathToFileURL(join(root, 'src', name, 'index.ts')).href;
    const file = join(folder, `${title.replaceAll(/\W/g, '')}.ts`);
    writeFileSync(
      file,
      code.replaceAll(/'mimi-gateway\/(\w+)'/g, (_, name: string) => `'${here(name)}'`),
    );
    const run = spawnSync(process.execPath, [file], { encoding: 'utf8' });
    expect([run.stderr, run.stdout]).toEqual(['', output]);
  });
});
