// Everything that needs no running program: formatting, types, lint, import boundaries, dead code, generated files.
// All of them run even when one fails, so that one run shows all there is to mend.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

const steps = [
  { name: 'formatting', command: ['biome', 'ci', '--linter-enabled=false'], mend: 'npm run format' },
  { name: 'types', command: ['tsc', '--noEmit'] },
  { name: 'lint', command: ['eslint', '.'] },
  { name: 'import boundaries', command: ['node', 'scripts/check-boundaries.mjs'] },
  { name: 'dead code', command: ['knip', '--no-progress'] },
  { name: 'generated files', command: ['node', 'scripts/generate.ts', '--check'], mend: 'npm run generate' },
];

function run({ command: [program, ...args] }) {
  return new Promise((resolve, reject) => {
    const child = spawn(join(root, 'node_modules', '.bin', program), args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (chunk) => (output += chunk);
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}

let failed = 0;
for (const step of steps) {
  const began = Date.now();
  const { code, output } = await run(step);
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  if (code === 0) {
    console.log(`ok    ${step.name} (${seconds} s)`);
    continue;
  }
  failed += 1;
  console.log(
    `${output.trimEnd()}\nFAIL  ${step.name} (${seconds} s)${step.mend ? `: \`${step.mend}\` mends it` : ''}`,
  );
}
console.log(failed === 0 ? 'All checks passed.' : `${failed} of ${steps.length} checks failed.`);
process.exitCode = failed === 0 ? 0 : 1;
