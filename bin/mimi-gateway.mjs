#!/usr/bin/env node
// Runs the built program where there is one, else the sources, which Node 24 reads as they are.
import { existsSync } from 'node:fs';

const built = new URL('../dist/src/cli/index.js', import.meta.url);
const sources = new URL('../src/cli/index.ts', import.meta.url);
const major = Number(process.versions.node.split('.')[0]);

if (!existsSync(built) && major < 24) {
  process.stderr.write(
    `The sources need Node.js 24, this is ${process.versions.node}. Run \`npm run build\` once, or use npm's scripts.\n`,
  );
  process.exitCode = 1;
} else {
  const { main } = await import(existsSync(built) ? built.href : sources.href);
  const code = await main(process.argv.slice(2), process.env);
  // Everything of ours has ended; what a library still waits for must not keep a process that is done.
  process.exit(code);
}
