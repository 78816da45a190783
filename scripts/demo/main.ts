/**
 * `npm run demo`: real servers, ordinary clients on both sides, and a room of the hub between them.
 *
 *   --stay               leaves everything running until Ctrl-C and prints addresses and logins
 *   --stay --json        prints one JSON object instead, for programs
 *   --xmpp ejabberd      instead of Prosody
 *   --database postgres  instead of the embedded database
 *   --yes                installs missing packages without asking
 * @module
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Stage } from '../../test/scenarios/support/stage.ts';
import { raiseStage } from '../../test/scenarios/support/stage.ts';
import type { Cast } from './cast.ts';
import { gatherCast } from './cast.ts';
import { playConversation } from './conversation.ts';
import { NeedMissing, provide } from './needs.ts';
import { step, StepFailed } from './progress.ts';
import { printForPrograms, printLogins, printResults } from './results.ts';

const { values } = parseArgs({
  options: {
    stay: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    yes: { type: 'boolean', default: process.env.CI === 'true' },
    xmpp: { type: 'string', default: 'prosody' },
    database: { type: 'string', default: 'pglite' },
  },
});

function chosen<Choice extends string>(option: string, given: string, choices: readonly Choice[]): Choice {
  const choice = choices.find((each) => each === given);
  if (choice === undefined) throw new NeedMissing(`--${option} must be one of ${choices.join(', ')}.`);
  return choice;
}

async function play(stage: Stage): Promise<Cast> {
  const cast = await step('Creating accounts and the room', () => gatherCast(stage));
  await playConversation(cast, stage);
  const report = await stage.gateway.room(cast.room.uri);
  if (values.json) printForPrograms(cast, stage, report);
  else printResults(cast, report);
  return cast;
}

/** Resolves at Ctrl-C, or when whoever started this wants it to end. */
function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}

async function demo(): Promise<void> {
  const began = performance.now();
  const xmpp = chosen('xmpp', values.xmpp, ['prosody', 'ejabberd']);
  const database = chosen('database', values.database, ['pglite', 'postgres']);
  provide({ xmpp, database, yes: values.yes });
  const directory = await mkdtemp(join(tmpdir(), 'mimi-demo-'));
  // From here on an interruption ends the servers first.
  const interrupted = untilInterrupted();
  const stage = await raiseStage({ directory, xmpp, database, step });
  try {
    const cast = await Promise.race([play(stage), interrupted]);
    if (cast !== undefined) {
      process.stderr.write(`The whole demo took ${((performance.now() - began) / 1000).toFixed(1)} s.\n`);
      if (values.stay && !values.json) printLogins(cast, stage);
      if (values.stay) await interrupted;
      await cast.leave();
    }
  } catch (error) {
    process.stderr.write(`Logs and data are in ${directory}.\n`);
    throw error;
  } finally {
    await stage.clear();
  }
  await rm(directory, { recursive: true, force: true });
}

try {
  await demo();
  process.exit(0);
} catch (error) {
  const expected = error instanceof StepFailed || error instanceof NeedMissing;
  process.stderr.write(`${expected ? error.message : ((error as Error).stack ?? String(error))}\n`);
  process.exit(1);
}
