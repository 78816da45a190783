/**
 * What every fuzzing command does: `--inputs N [--seed S] [--workers W]` shared out to workers, each with a seed of its
 * own; their reports as one JSON; 1 as the exit code when something was found or nothing was tried.
 */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { readOptions } from './options.ts';

interface Share {
  readonly inputs: number;
  readonly seed: number;
}

/** What a loop reports, whatever else it counts. */
interface Report extends Share {
  readonly findings: readonly object[];
}

type Said<R> = { readonly done: number } | { readonly report: R };

/**
 * Runs a loop in this worker, or in new ones where this is the main thread.
 * @param command URL of the command's module, which every worker runs again
 * @param summaryOf what is printed beside inputs, times, seeds and findings
 */
export async function runFuzz<R extends Report>(
  command: string,
  loop: (o: Share & { readonly onProgress: (done: number) => void }) => R | Promise<R>,
  summaryOf: (reports: readonly R[]) => object,
): Promise<void> {
  if (!isMainThread) {
    const say = (said: Said<R>): void => parentPort?.postMessage(said);
    say({ report: await loop({ ...(workerData as Share), onProgress: (done) => say({ done }) }) });
    return;
  }
  const started = performance.now();
  const reports = await reportsOfWorkers<R>(command);
  const seconds = (performance.now() - started) / 1000;
  const inputs = reports.reduce((sum, report) => sum + report.inputs, 0);
  const findings = reports.flatMap(({ findings, seed }) => findings.map((finding) => ({ seed, ...finding })));
  const seeds = reports.map(({ seed }) => seed);
  const times = { seconds: Math.round(seconds), perSecond: Math.round(inputs / seconds) };
  console.log(JSON.stringify({ inputs, ...times, seeds, ...summaryOf(reports), findings }, null, 2));
  process.exitCode = exitCodeOf({ inputs, findings });
}

export const exitCodeOf = ({ inputs, findings }: Pick<Report, 'inputs' | 'findings'>): number =>
  inputs > 0 && findings.length === 0 ? 0 : 1;

function reportsOfWorkers<R>(command: string): Promise<readonly R[]> {
  const { inputs, seed: firstSeed, workers } = readOptions(process.argv.slice(2));
  const share = Math.ceil(inputs / workers);
  const progress = new Map<number, number>();
  const onProgress = (seed: number, done: number): void => {
    progress.set(seed, done);
    const total = [...progress.values()].reduce((sum, one) => sum + one, 0);
    if (total % 100_000 === 0) process.stderr.write(`${total} inputs\n`);
  };
  return Promise.all(
    Array.from({ length: workers }, (_, index) =>
      startWorker<R>(command, { inputs: share, seed: firstSeed + index }, onProgress),
    ),
  );
}

function startWorker<R>(command: string, share: Share, onProgress: (seed: number, done: number) => void): Promise<R> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(command), { workerData: share });
    worker.on('message', (said: Said<R>) => {
      if ('report' in said) resolve(said.report);
      else onProgress(share.seed, said.done);
    });
    worker.on('error', reject);
  });
}

type Counts = Readonly<Record<string, number>>;

/** Counts of all reports together, by name: sums, but of the worst time the highest. */
export function countedTogether(all: readonly Readonly<Record<string, Counts>>[]): Readonly<Record<string, Counts>> {
  const together: Record<string, Record<string, number>> = {};
  for (const [name, counts] of all.flatMap((one) => Object.entries(one))) {
    const sums = (together[name] ??= {});
    for (const [key, count] of Object.entries(counts)) {
      const before = sums[key] ?? 0;
      sums[key] = key === 'worstMs' ? Math.max(before, Math.round(count * 10) / 10) : before + count;
    }
  }
  return Object.fromEntries(Object.entries(together).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The five that cost most. */
export function worstOf<T>(all: readonly T[], cost: (one: T) => number): readonly T[] {
  return [...all].sort((a, b) => cost(b) - cost(a)).slice(0, 5);
}
