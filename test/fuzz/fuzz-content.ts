/**
 * `node test/fuzz/fuzz-content.ts --inputs N [--seed S] [--workers W]`: damages messages and reports and decodes them, gives
 * renderings what strangers send, and shows what strangers say. Prints counts and the worst inputs as JSON; ends with 1
 * and the inputs when something was found.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { budget, type ContentFuzzReport, fuzzContent } from './content-fuzz.ts';

interface Share {
  readonly inputs: number;
  readonly seed: number;
}

function startWorker(share: Share): Promise<ContentFuzzReport> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: share });
    worker.on('message', (message: { done: number } | { report: ContentFuzzReport }) => {
      if ('report' in message) resolve(message.report);
      else if (message.done % 100_000 === 0) process.stderr.write(`seed ${share.seed}: ${message.done} inputs\n`);
    });
    worker.on('error', reject);
  });
}

function countsOf(reports: readonly ContentFuzzReport[]) {
  const targets = [...new Set(reports.flatMap(({ byTarget }) => Object.keys(byTarget)))].sort();
  return Object.fromEntries(
    targets.map((target) => {
      const counts = reports.flatMap(({ byTarget }) => byTarget[target] ?? []);
      const sum = (of: 'inputs' | 'taken'): number => counts.reduce((total, count) => total + count[of], 0);
      const worstMs = Math.round(Math.max(...counts.map(({ worstMs }) => worstMs)) * 10) / 10;
      return [target, { inputs: sum('inputs'), taken: sum('taken'), worstMs }];
    }),
  );
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      inputs: { type: 'string', default: '100000' },
      seed: { type: 'string', default: '1' },
      workers: { type: 'string', default: String(Math.min(4, availableParallelism())) },
    },
  });
  const workers = Number(values.workers);
  const share = Math.ceil(Number(values.inputs) / workers);
  const started = performance.now();
  const reports = await Promise.all(
    Array.from({ length: workers }, (_, index) => startWorker({ inputs: share, seed: Number(values.seed) + index })),
  );
  const seconds = (performance.now() - started) / 1000;
  const inputs = reports.reduce((sum, report) => sum + report.inputs, 0);
  const findings = reports.flatMap(({ findings, seed }) => findings.map((finding) => ({ seed, ...finding })));
  const worst = reports
    .flatMap((report) => report.worst)
    .sort((a, b) => b.ms - a.ms)
    .slice(0, 5);
  console.log(
    JSON.stringify(
      {
        inputs,
        seconds: Math.round(seconds),
        perSecond: Math.round(inputs / seconds),
        seeds: reports.map(({ seed }) => seed),
        budget,
        byTarget: countsOf(reports),
        worst,
        findings,
      },
      null,
      2,
    ),
  );
  if (findings.length > 0) process.exitCode = 1;
}

if (isMainThread) {
  await main();
} else {
  const { inputs, seed } = workerData as Share;
  const report = fuzzContent({ inputs, seed, onProgress: (done) => parentPort?.postMessage({ done }) });
  parentPort?.postMessage({ report });
}
