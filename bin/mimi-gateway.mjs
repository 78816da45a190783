#!/usr/bin/env node
// Runs the sources where they are and Node can read them (24 and newer), so that nobody runs yesterday's build; else the
// built program, which is all that an installed package has.
import { existsSync } from 'node:fs';

const sources = new URL('../src/cli/index.ts', import.meta.url);
const built = new URL('../dist/src/cli/index.js', import.meta.url);
const major = Number(process.versions.node.split('.')[0]);
const program = [...(major >= 24 ? [sources] : []), built].find((file) => existsSync(file));

if (program === undefined) {
  process.stderr.write(
    `The sources need Node.js 24, this is ${process.versions.node}. Run \`npm run build\` once, or use npm's scripts.\n`,
  );
  process.exitCode = 1;
} else {
  const { main } = await import(program.href);
  const code = await main(process.argv.slice(2), process.env);
  // Everything of ours has ended; what a library still waits for must not keep a process that is done.
  process.exit(code);
}
