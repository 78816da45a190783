#!/usr/bin/env node
// Runs the sources where they are and Node can read them (24 and newer), so that nobody runs yesterday's build; else the
// built program, which is all that an installed package has.
import { existsSync } from 'node:fs';

const sources = new URL('../src/cli/index.ts', import.meta.url);
const built = new URL('../dist/src/cli/index.js', import.meta.url);
const major = Number(process.versions.node.split('.')[0]);
const program = [...(major >= 24 ? [sources] : []), built].find((file) => existsSync(file));

/**
 * Both are read once, when a process begins. glibc keeps what was freed, in several arenas; V8 lets the young generation
 * grow to 64 MB; together that is more than a room of 600 people needs. Whoever sets one of them knows better.
 */
const frugal = {
  environment: { MALLOC_ARENA_MAX: '2', MALLOC_TRIM_THRESHOLD_: '131072', MALLOC_MMAP_THRESHOLD_: '131072' },
  option: '--max-semi-space-size',
};

/** Begins again in place: the same pid, so that signals and exit codes stay with whoever started this. */
function beginFrugally() {
  const given = [process.env.NODE_OPTIONS ?? '', ...process.execArgv].some((text) => text.includes(frugal.option));
  const options = given ? process.execArgv : [...process.execArgv, `${frugal.option}=4`];
  const node = process.execPath;
  process.execve(node, [node, ...options, ...process.argv.slice(1)], { ...process.env, ...frugal.environment });
}

const decided = Object.keys(frugal.environment).some((name) => process.env[name] !== undefined);
// Node below 22.15 and Windows have no execve; the gateway is as good there, and larger.
if (process.argv.includes('start') && !decided && process.execve !== undefined) beginFrugally();

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
