import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const page = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'libraries.md'), 'utf8');
const section = /^## .*`mimi-gateway\/(\w+)`$[^]*?^```ts\n([^]*?)^```\n\n```text\n([^]*?)^```$/gm;
const shown = [...page.matchAll(section)].map(([, name = '', code = '', output = '']) => ({ name, code, output }));

describe('the page about the libraries', () => {
  it('has an example of each', () => {
    expect(shown.map(({ name }) => name)).toEqual(['content', 'policy', 'wire']);
  });

  it.each(shown)('shows the example of $name and what it prints', ({ name, code, output }) => {
    const file = join(import.meta.dirname, 'examples', `${name}.ts`);
    // Another project imports by name what this tree has as files.
    const elsewhere = readFileSync(file, 'utf8').replaceAll(/'[./]+src\/(\w+)\/index\.ts'/g, "'mimi-gateway/$1'");
    expect(code).toBe(elsewhere);
    const run = spawnSync(process.execPath, [file], { encoding: 'utf8' });
    expect([run.stderr, run.stdout]).toEqual(['', output]);
  });
});
