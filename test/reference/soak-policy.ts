/**
 * `node test/reference/soak-policy.ts --triples N --handshakes M [--seed S]`: asks src/policy and the naive model about
 * random (room, actor, action) triples, and about random commits and their proposals one by one. Prints JSON; ends with 1
 * when they disagree on any.
 */
import { parseArgs } from 'node:util';
import { compareWithModel } from './compare-with-model.ts';
import { compareHandshakes } from './handshakes/compare-handshakes.ts';

const { values } = parseArgs({
  options: {
    triples: { type: 'string', default: '100000' },
    handshakes: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
  },
});
const seed = Number(values.seed);
const report = compareWithModel(Number(values.triples), seed, (done) => {
  process.stderr.write(`seed ${seed}: ${done} triples\n`);
});
const handshakes = compareHandshakes(Number(values.handshakes), seed, (done) => {
  process.stderr.write(`seed ${seed}: ${done} handshakes\n`);
});

/** Maps, sets, octets and bigints as JSON can show them. */
function readable(_: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString();
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Map) return Object.fromEntries(value);
  if (value instanceof Set) return [...value];
  return value;
}

console.log(JSON.stringify({ seed, ...report, handshakes }, readable, 2));
process.exitCode = report.disagreements + handshakes.disagreements === 0 ? 0 : 1;
