/** `npm run bench -- <name>`: the figures of one part of the gateway, as JSON on standard output. */
const benches: Readonly<Record<string, () => Promise<{ run: (args: readonly string[]) => Promise<unknown> }>>> = {
  mls: () => import('./mls.ts'),
  bridge: () => import('./bridge.ts'),
  crowd: () => import('./crowd.ts'),
  content: () => import('./content.ts'),
};

const [name, ...args] = process.argv.slice(2);
const load = name === undefined ? undefined : benches[name];
if (load === undefined) {
  process.stderr.write(`Say which figures are wanted: ${Object.keys(benches).join(', ')}\n`);
  process.exitCode = 1;
} else {
  const bench = await load();
  process.stdout.write(`${JSON.stringify(await bench.run(args), null, 2)}\n`);
}
