/**
 * `node test/fuzz/fuzz-wire.ts --inputs N [--seed S] [--workers W]`: damages valid bodies and components and gives them to
 * every decoder of src/wire and of the policy's components. Prints counts and the dearest inputs as JSON; ends with 1
 * and the inputs in hex when something was found.
 */
import { countedTogether, runFuzz, worstOf } from './run.ts';
import { budget, fuzzWire } from './wire-fuzz.ts';

await runFuzz(import.meta.url, fuzzWire, (reports) => ({
  taken: reports.reduce((sum, { taken }) => sum + taken, 0),
  budget,
  byTarget: countedTogether(reports.map(({ byTarget }) => byTarget)),
  worst: {
    byTime: worstOf(
      reports.flatMap(({ worst }) => worst.byTime),
      ({ ms }) => ms,
    ),
    bySize: worstOf(
      reports.flatMap(({ worst }) => worst.bySize),
      ({ msPerMegabyte }) => msPerMegabyte,
    ),
  },
}));
