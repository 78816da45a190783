/**
 * `node test/fuzz/fuzz-wire.ts --inputs N [--seed S] [--workers W]`: damages valid bodies and components and gives them to
 * every decoder of src/wire and of the policy's components. Prints counts and the dearest inputs as JSON; ends with 1
 * and the inputs in hex when something was found.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { budget, type Costly, fuzzWire, type WireFuzzReport } from './wire-fuzz.ts';

interface Share {
  readonly inputs: number;
  readonly seed: number;
}

function startWorker(share: Share): Promise<WireFuzzReport> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: share });
    worker.on('message', (message: { done: number } | { report: WireFuzzReport }) => {
      if ('report' in message) resolve(message.report);
      else if (message.done % 100_000 === 0) process.stderr.write(`seed ${share.seed}: ${message.done} inputs\n`);
    });
    worker.on('error', reject);
  });
}

function worstOf(reports: readonly WireFuzzReport[], by: 'byTime' | 'bySize', order: (one: Costly) => number) {
  return reports
    .flatMap(({ worst }) => worst[by])
    .sort((a, b) => order(b) - order(a))
    .slice(0, 5);
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
  const total = (of: 'inputs' | 'taken'): number => reports.reduce((sum, report) => sum + report[of], 0);
  const names = [...new Set(reports.flatMap(({ byTarget }) => Object.keys(byTarget)))].sort();
  const byTarget = Object.fromEntries(
    names.map((name) => {
      const of = (key: 'inputs' | 'taken'): number =>
        reports.reduce((sum, report) => sum + (report.byTarget[name]?.[key] ?? 0), 0);
      return [name, { inputs: of('inputs'), taken: of('taken') }];
    }),
  );
  const findings = reports.flatMap(({ findings, seed }) => findings.map((finding) => ({ seed, ...finding })));
  console.log(
    JSON.stringify(
      {
        inputs: total('inputs'),
        taken: total('taken'),
        seconds: Math.round(seconds),
        perSecond: Math.round(total('inputs') / seconds),
        seeds: reports.map(({ seed }) => seed),
        budget,
        byTarget,
        worst: {
          byTime: worstOf(reports, 'byTime', ({ ms }) => ms),
          bySize: worstOf(reports, 'bySize', ({ msPerMegabyte }) => msPerMegabyte),
        },
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
  const report = fuzzWire({ inputs, seed, onProgress: (done) => parentPort?.postMessage({ done }) });
  parentPort?.postMessage({ report });
}
