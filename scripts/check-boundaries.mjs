// Who may import whom (dependency-cruiser.config.mjs). A cruiser that reads no file finds no violation, so the number of
// modules is checked too.
import { cruise } from 'dependency-cruiser';
import extractOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import extractTypeScript from 'dependency-cruiser/config-utl/extract-ts-config';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const options = await extractOptions(join(root, 'dependency-cruiser.config.mjs'));
const { output } = await cruise(['src', 'bridges'], { ...options, validate: true }, undefined, {
  tsConfig: extractTypeScript(join(root, 'tsconfig.json')),
});
const { summary } = output;

for (const { rule, from, to, cycle } of summary.violations) {
  const way = cycle === undefined ? `${from} -> ${to}` : [from, ...cycle.map(({ name }) => name)].join(' -> ');
  console.error(`${rule.name}: ${way}`);
}
if (summary.totalCruised === 0) console.error('No module was read: the boundaries were not checked.');
console.log(`${summary.totalCruised} modules, ${summary.violations.length} violations`);
process.exitCode = summary.totalCruised > 0 && summary.error === 0 ? 0 : 1;
