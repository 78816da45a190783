import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

interface Declared {
  readonly name: string;
  readonly type: string;
  readonly help: string;
}

const types = new Set(['counter', 'gauge', 'histogram']);

/** The page of metrics, from the places where they are declared with a literal name and help text. */
export function metricsPage(root: string): string {
  const declared = ['src', 'bridges'].flatMap((folder) => sourcesIn(join(root, folder))).flatMap(declaredIn);
  const rows = declared
    .toSorted((a, b) => a.name.localeCompare(b.name))
    .map(({ name, type, help }) => `| \`${name}\` | ${type} | ${help} |`);
  return [
    '# Metrics',
    '',
    'What `GET /metrics` has, beside what Prometheus expects of any process (memory, CPU, event loop). Durations are in',
    'seconds. Made by `npm run generate`.',
    '',
    '| Name | Type | Meaning |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function sourcesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file));
}

function declaredIn(file: string): readonly Declared[] {
  const found: Declared[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const type = node.expression.name.text;
      const [name, help] = node.arguments;
      if (types.has(type) && name && help && ts.isStringLiteral(name) && ts.isStringLiteral(help)) {
        found.push({ name: name.text, type, help: help.text });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2024));
  return found;
}
