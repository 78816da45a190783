import { RetryLater } from '../../../src/rooms/index.ts';
import type { Database, Transaction } from '../../../src/store/index.ts';
import { databaseAround } from './database-around.ts';

/** What a process sees that is being killed. It never gets to handle it. */
export class Killed extends Error {}

/**
 * A database whose process can be killed right after a chosen commit: that commit is durable, nobody hears of it, and
 * nothing can be done afterwards. `process()` gives the next process its own view.
 */
export class MortalDatabase {
  readonly #raw: Database;
  #commitsLeft = Number.POSITIVE_INFINITY;
  #losesAnswer = false;
  commits = 0;
  killed = false;
  /** Number of the present process. */
  life = 0;

  constructor(raw: Database) {
    this.#raw = raw;
  }

  killAfter(commits: number): void {
    this.#commitsLeft = commits;
    this.#losesAnswer = false;
  }

  /** The chosen commit is durable and its answer is lost with the connection; the process lives on. */
  loseAnswerOf(commit: number): void {
    this.#commitsLeft = commit;
    this.#losesAnswer = true;
  }

  /** The database as a process has it until it is killed. */
  process(): Database {
    this.killed = false;
    this.life++;
    this.#commitsLeft = Number.POSITIVE_INFINITY;
    const life = { over: false };
    const raw = this.#raw;
    const alive = (): void => {
      if (life.over) throw new Killed('killed');
    };
    const commit = async <T>(
      run: (work: (tx: Transaction) => Promise<T>) => Promise<T>,
      work: (tx: Transaction) => Promise<T>,
    ): Promise<T> => {
      alive();
      const told: (() => void)[] = [];
      const result = await run((tx) => {
        told.length = 0;
        return work({
          query: (sql, values) => tx.query(sql, values),
          savepoint: (inner) => tx.savepoint(inner),
          afterCommit: (action) => told.push(action),
        });
      });
      alive();
      this.commits++;
      if (--this.#commitsLeft <= 0) {
        if (this.#losesAnswer) {
          this.#commitsLeft = Number.POSITIVE_INFINITY;
          throw new RetryLater('the connection was lost');
        }
        life.over = true;
        this.killed = true;
        throw new Killed('killed');
      }
      for (const action of told) action();
      return result;
    };
    return databaseAround(raw, commit, async (sql, values) => {
      alive();
      return raw.read(sql, values);
    });
  }
}
