import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provide } from '../../../scripts/demo/needs.ts';
import { raiseStage, type Stage } from '../../scenarios/support/stage.ts';

export const say = (sentence: string): void => void process.stderr.write(`${sentence}\n`);

/** Which parts are measured, as given on the command line. */
export interface Parts {
  readonly xmpp: 'prosody' | 'ejabberd';
  readonly database: 'pglite' | 'postgres';
}

export const partsFrom = (given: { readonly xmpp: string; readonly database: string }): Parts => ({
  xmpp: given.xmpp === 'ejabberd' ? 'ejabberd' : 'prosody',
  database: given.database === 'postgres' ? 'postgres' : 'pglite',
});

/** Measures on a stage of its own, which is gone afterwards. */
export async function withStage<T>(
  parts: Parts,
  also: readonly object[],
  measure: (stage: Stage) => Promise<T>,
): Promise<T> {
  provide({ ...parts, yes: true });
  const directory = await mkdtemp(join(tmpdir(), 'mimi-bench-'));
  const step = <Done>(title: string, action: () => Promise<Done>): Promise<Done> => {
    say(title);
    return action();
  };
  const stage = await raiseStage({ directory, ...parts, step, also });
  try {
    return await measure(stage);
  } finally {
    await stage.clear();
    await rm(directory, { recursive: true, force: true });
  }
}
