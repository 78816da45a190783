/**
 * A Rust program that speaks JSON lines: built once, started as a child, asked in order.
 */
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const scripts = join(import.meta.dirname, '..', '..', 'scripts');

/** What the peer said no to; `message` holds the peer's own words. */
export class PeerRefused extends Error {
  override readonly name = 'PeerRefused';
}

/** Milliseconds inside a peer, without JSON and pipe, by the clock and on the processor. */
export interface Took {
  readonly ms: number;
  readonly cpuMs: number;
}

export interface Answer {
  readonly value: Record<string, unknown>;
  readonly took: Took;
}

interface Waiting {
  resolve(answer: Answer): void;
  reject(error: Error): void;
  readonly request: Record<string, unknown>;
}

/** Answers come in the order of the requests, so several may be under way. */
export class RustPeer {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #waiting: Waiting[] = [];

  private constructor(child: ChildProcessWithoutNullStreams) {
    this.#child = child;
    createInterface({ input: child.stdout }).on('line', (line) => this.#answered(line));
    child.stderr.pipe(process.stderr);
    child.on('exit', (code, signal) => {
      for (const { reject } of this.#waiting.splice(0)) reject(new Error(`the peer ended (${signal ?? code})`));
    });
  }

  /** Builds with `scripts/<script>` when needed (minutes the first time), then starts the program. */
  static start(script: string): RustPeer {
    const built = spawnSync(process.execPath, [join(scripts, script)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (built.status !== 0) throw new Error(`${script} failed: see the sentence above`);
    return new RustPeer(spawn(built.stdout.trim(), [], { stdio: ['pipe', 'pipe', 'pipe'] }));
  }

  #answered(line: string): void {
    const waiting = this.#waiting.shift();
    if (waiting === undefined) throw new Error(`an answer to nothing: ${line}`);
    const answer = JSON.parse(line) as {
      ok?: Record<string, unknown>;
      error?: string;
      micros: number;
      cpuMicros: number;
    };
    const took = { ms: answer.micros / 1000, cpuMs: answer.cpuMicros / 1000 };
    if (answer.error === undefined) waiting.resolve({ value: answer.ok ?? {}, took });
    else waiting.reject(new PeerRefused(`${String(waiting.request['op'])}: ${answer.error}`));
  }

  ask(request: Record<string, unknown>): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject, request });
      this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    });
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#child.once('exit', () => resolve());
      this.#child.stdin.end();
    });
  }
}
