/**
 * `node test/fuzz/fuzz-mls.ts --inputs N [--seed S] [--workers W]`: damages valid messages and states of the MLS engine.
 * Prints counts and worst times as JSON; ends with 1 and the inputs in hex when something was found.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { type FuzzReport, fuzz } from './fuzz.ts';

interface Share {
  readonly inputs: number;
  readonly seed: number;
}

function startWorker(share: Share, onProgress: (done: number) => void): Promise<FuzzReport> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: share });
    worker.on('message', (message: { done: number } | { report: FuzzReport }) => {
      if ('done' in message) onProgress(message.done);
      else resolve(message.report);
    });
    worker.on('error', reject);
  });
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
  const progress = new Map<number, number>();
  const reports = await Promise.all(
    Array.from({ length: workers }, (_, index) =>
      startWorker({ inputs: share, seed: Number(values.seed) + index }, (done) => {
        progress.set(index, done);
        const total = [...progress.values()].reduce((sum, one) => sum + one, 0);
        if (total % 50_000 === 0) process.stderr.write(`${total} inputs\n`);
      }),
    ),
  );
  const findings = reports.flatMap(({ findings, seed }) => findings.map((finding) => ({ seed, ...finding })));
  const inputs = reports.reduce((sum, report) => sum + report.inputs, 0);
  const seconds = (performance.now() - started) / 1000;
  const kinds = [...new Set(reports.flatMap(({ byKind }) => Object.keys(byKind)))];
  const byKind = Object.fromEntries(
    kinds.map((kind) => {
      const counts = reports.map((report) => report.byKind[kind]).filter((count) => count !== undefined);
      const sum = (of: 'inputs' | 'decoded' | 'accepted'): number =>
        counts.reduce((total, count) => total + count[of], 0);
      const worstMs = Math.round(Math.max(...counts.map((count) => count.worstMs)) * 10) / 10;
      return [kind, { inputs: sum('inputs'), decoded: sum('decoded'), accepted: sum('accepted'), worstMs }];
    }),
  );
  console.log(
    JSON.stringify(
      {
        inputs,
        seconds: Math.round(seconds),
        perSecond: Math.round(inputs / seconds),
        seeds: reports.map(({ seed }) => seed),
        byKind,
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
  const report = await fuzz({ inputs, seed, onProgress: (done) => parentPort?.postMessage({ done }) });
  parentPort?.postMessage({ report });
}
