import { setTimeout as delay } from 'node:timers/promises';
import type { Stage } from '../scenarios/support/stage.ts';
import type { Gate } from './gate.ts';
import type { ChaosOptions } from './options.ts';
import type { Random } from './random.ts';

const stepMs = 50;

/**
 * Kills the gateway again and again at random moments, now and then while it starts, and each server once.
 * @returns what was said of each start after which the gateway did not get ready in time
 */
export async function killAround(
  stage: Stage,
  gate: Gate,
  options: ChaosOptions,
  random: Random,
  report: (sentence: string) => void,
): Promise<readonly string[]> {
  const failedStarts: string[] = [];
  const { kills, away } = options;
  const outages = plannedOutages(stage, kills, away);
  for (let kill = 0; kill < kills; kill++) {
    for (const outage of outages.get(kill) ?? []) await outage(report);
    const uptime = random.between(200, 3_000);
    for (let passed = 0; passed < uptime; passed += stepMs) {
      await delay(stepMs);
      gate.open((kill + passed / uptime) / kills);
    }
    await stage.gateway.kill();
    await delay(random.between(0, 1_000));
    if (random.next() < 0.2) await killWhileStarting(stage, random.between(0, 2_000));
    // The next kill and start follow all the same: whether it mends itself is the question.
    await stage.gateway.start().catch((error: unknown) => failedStarts.push(String(error)));
    report(`kill ${kill + 1} of ${kills}`);
  }
  gate.open(1);
  return failedStarts;
}

async function killWhileStarting(stage: Stage, after: number): Promise<void> {
  // That this start does not succeed is the point.
  const starting = stage.gateway.start().catch(() => undefined);
  await delay(after);
  await stage.gateway.kill();
  await starting;
}

type Outage = (report: (sentence: string) => void) => Promise<void>;

/** By number of the kill before which it happens. */
function plannedOutages(stage: Stage, kills: number, away: number): ReadonlyMap<number, readonly Outage[]> {
  const planned = new Map<number, Outage[]>();
  if (away === 0) return planned;
  const outage =
    (name: string, server: { kill(): Promise<void>; start(): Promise<void> }): Outage =>
    async (report) => {
      report(`${name} is killed and away for ${away} s`);
      await server.kill();
      await delay(away * 1000);
      await server.start();
    };
  const { synapse, xmpp, postgres } = stage;
  const all = [
    outage('Synapse', { kill: () => synapse.kill(), start: () => synapse.restart() }),
    outage(xmpp.software, { kill: () => xmpp.kill(), start: () => xmpp.restart() }),
    ...(postgres === null ? [] : [outage('PostgreSQL', postgres)]),
  ];
  all.forEach((each, index) => {
    const before = Math.floor(((index + 1) * kills) / (all.length + 1));
    planned.set(before, [...(planned.get(before) ?? []), each]);
  });
  return planned;
}
