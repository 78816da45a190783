import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

export interface FuzzOptions {
  readonly inputs: number;
  readonly seed: number;
  readonly workers: number;
}

function wholeNumber(name: string, given: string, least: number): number {
  const value = given.trim() === '' ? Number.NaN : Number(given);
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new Error(`--${name} must be a whole number of at least ${least}, not "${given}".`);
}

/** @throws Error for what is no number: no inputs at all would look like inputs of which none was bad */
export function readOptions(args: readonly string[]): FuzzOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      inputs: { type: 'string', default: '100000' },
      seed: { type: 'string', default: '1' },
      workers: { type: 'string', default: String(Math.min(4, availableParallelism())) },
    },
  });
  return {
    inputs: wholeNumber('inputs', values.inputs, 1),
    seed: wholeNumber('seed', values.seed, 0),
    workers: wholeNumber('workers', values.workers, 1),
  };
}
