/**
 * `node test/fuzz/fuzz-mls.ts --inputs N [--seed S] [--workers W]`: damages valid messages and states of the MLS engine.
 * Prints counts and worst times as JSON; ends with 1 and the inputs in hex when something was found.
 */
import { fuzz } from './fuzz.ts';
import { countedTogether, runFuzz } from './run.ts';

await runFuzz(import.meta.url, fuzz, (reports) => ({
  byKind: countedTogether(reports.map(({ byKind }) => byKind)),
}));
