/** Many group histories: `node test/interop/soak-mls.ts --histories N [--seed FIRST] [--length STEPS]`. */
import { parseArgs } from 'node:util';
import { playHistory } from './histories/history.ts';
import { OpenMlsPeer } from './openmls-peer.ts';

const { values } = parseArgs({
  options: {
    histories: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    length: { type: 'string', default: '30' },
  },
});
const count = Number(values.histories);
const first = Number(values.seed);
const peer = new OpenMlsPeer();
const started = performance.now();
let epochs = 0;
let largest = 0;
let failed = 0;
for (let seed = first; seed < first + count; seed++) {
  try {
    const result = await playHistory(peer, seed, Number(values.length));
    epochs += result.epochs;
    largest = Math.max(largest, result.largest);
  } catch (error) {
    failed += 1;
    console.error(error);
  }
  if ((seed - first + 1) % 50 === 0) process.stderr.write(`${seed - first + 1} of ${count}, ${failed} failed\n`);
}
await peer.stop();
const seconds = Math.round((performance.now() - started) / 1000);
console.log(JSON.stringify({ histories: count, firstSeed: first, failed, epochs, largestGroup: largest, seconds }));
process.exitCode = failed === 0 ? 0 : 1;
