/**
 * Writes the files that are made from the sources, or with `--check` says which of them are not up to date.
 * Each generator is a function from nothing to a path and its content.
 * @module
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commentedConfiguration, exampleValues, jsonSchema } from '../src/config/index.ts';
import { mappingPage } from './generate/mapping-page.ts';
import { metricsPage } from './generate/metrics-page.ts';

interface Generated {
  readonly path: string;
  readonly content: string;
}

const generators: readonly (() => Promise<Generated> | Generated)[] = [
  () => ({ path: 'config/mimi-gateway.schema.json', content: `${JSON.stringify(jsonSchema(), null, 2)}\n` }),
  () => ({ path: 'config/mimi-gateway.example.yaml', content: commentedConfiguration(exampleValues) }),
  () => ({ path: 'docs/mapping.md', content: mappingPage(root) }),
  () => ({ path: 'docs/metrics.md', content: metricsPage(root) }),
];

const root = join(import.meta.dirname, '..');
const onlyCheck = process.argv.includes('--check');
for (const generate of generators) {
  const { path, content } = await generate();
  const file = join(root, path);
  if (!onlyCheck) {
    writeFileSync(file, content);
  } else if (readFileSync(file, 'utf8') !== content) {
    process.stderr.write(`${path} is not what the sources say\n`);
    process.exitCode = 1;
  }
}
