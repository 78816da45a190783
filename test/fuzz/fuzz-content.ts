/**
 * `node test/fuzz/fuzz-content.ts --inputs N [--seed S] [--workers W]`: damages messages and reports and decodes them, gives
 * renderings what strangers send, and shows what strangers say. Prints counts and the worst inputs as JSON; ends with 1
 * and the inputs when something was found.
 */
import { budget, fuzzContent } from './content-fuzz.ts';
import { countedTogether, runFuzz, worstOf } from './run.ts';

await runFuzz(import.meta.url, fuzzContent, (reports) => ({
  budget,
  byTarget: countedTogether(reports.map(({ byTarget }) => byTarget)),
  worst: worstOf(
    reports.flatMap(({ worst }) => worst),
    ({ ms }) => ms,
  ),
}));
