/**
 * `npm run chaos -- --kills 50`: two networks talk, come and go while the gateway is killed with -9 at random moments and
 * every server once; then everything is counted at the clients. Exit code 1 when anything acknowledged was lost, doubled
 * in history or archive, or out of order, or when hub and networks disagree about members and roles.
 *
 *   --kills N --messages N --joins N --moderations N --away SECONDS
 *   --database pglite|postgres   --xmpp prosody|ejabberd   --seed N   --yes
 * @module
 */
import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { RoomReport } from '../../src/admin/index.ts';
import type { TimelineEvent } from '../scenarios/actors/matrix-events.ts';
import type { Stage } from '../scenarios/support/stage.ts';
import { raiseStage } from '../scenarios/support/stage.ts';
import { type Disagreement, disagreements } from './agreement.ts';
import { count, type Count, partsOf } from './count.ts';
import { type Crowd, gatherCrowd, type Joiner } from './crowd.ts';
import { Gate } from './gate.ts';
import { killAround } from './killer.ts';
import { type ChaosOptions, readOptions } from './options.ts';
import { play, type Played } from './play.ts';
import { Random } from './random.ts';
import { settled } from './settle.ts';

/** Time for everybody to do what they wanted after the last kill, on a slow machine. */
const patienceMs = 900_000;

const say = (sentence: string): void =>
  void process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${sentence}\n`);

function provide(options: ChaosOptions): void {
  const scripts = join(import.meta.dirname, '../../scripts');
  const packages = [options.xmpp, ...(options.database === 'postgres' ? ['postgresql'] : [])];
  const needs = [
    ['install-debian-packages.mjs', ...packages, ...(options.yes ? ['--yes'] : [])],
    ['fetch-synapse.mjs'],
  ];
  for (const [script, ...args] of needs) {
    const { status } = spawnSync(process.execPath, [join(scripts, script ?? ''), ...args], {
      stdio: ['inherit', 2, 2],
    });
    if (status !== 0) throw new Error('Something that is needed is missing; the lines above say what to do.');
  }
}

interface Result {
  readonly matrix: Count;
  readonly archive: Count;
  readonly repeatedLive: number;
  /** As JSON. */
  readonly disagreements: readonly string[];
  /** Who was kicked, was not told, and is in the room again: a kick that got lost would look the same. */
  readonly returned: readonly string[];
  readonly unfinished: readonly string[];
}

const isClean = ({ lost, doubled, outOfOrder }: Count): boolean =>
  lost.length + doubled.length + outOfOrder.length === 0;

/** What was done to people, and who joined, compared with what the hub holds of them. */
function unexpectedEnds(report: RoomReport, played: Played): readonly Disagreement[] {
  return [...played.joined].flatMap((joiner): readonly Disagreement[] => {
    const now = report.participants.find(({ user }) => user.endsWith(`/${joiner.name}`));
    const hub = now === undefined ? 'not listed' : `${now.role}, ${now.active ? 'active' : 'without clients'}`;
    const differs = (shown: string): readonly Disagreement[] => [{ who: joiner.name, where: 'play', shown, hub }];
    if (played.banned.has(joiner)) return now?.role === 'banned' ? [] : differs('was banned');
    const kicked = played.kicked.get(joiner);
    if (kicked !== undefined) return now?.active === true && !isBack(joiner, kicked) ? differs('was kicked') : [];
    return now?.active === true ? [] : differs('joined');
  });
}

/**
 * Who was kicked may enter again: its client was trying to at that moment, or had lost its connection and was not told
 * before it came back.
 */
const isBack = (joiner: Joiner, kicked: number): boolean =>
  joiner.side === 'xmpp' && (joiner.user.cameBack || (joiner.user.connectedAt > kicked && !joiner.user.thrownOut));

function returned(report: RoomReport, played: Played): readonly string[] {
  return [...played.kicked].flatMap(([joiner, kicked]) => {
    const now = report.participants.find(({ user }) => user.endsWith(`/${joiner.name}`));
    return now?.active === true && isBack(joiner, kicked) ? [joiner.name] : [];
  });
}

function repeatedLive(crowd: Crowd): number {
  const ids = crowd.adam.heard.filter(({ text }) => partsOf(text) !== null).map(({ stanzaId }) => stanzaId);
  return ids.length - new Set(ids).size;
}

function bodyOf({ content }: TimelineEvent): string {
  const body = content['body'];
  return typeof body === 'string' ? body : '';
}

const tell =
  (what: string) =>
  (left: readonly string[]): void =>
    say(`${left.length} ${what}:\n  ${left.slice(0, 20).join('\n  ')}`);

async function countAll(stage: Stage, crowd: Crowd, played: Played): Promise<Result> {
  const { olga, adam, room } = crowd;
  const inMatrix = async (): Promise<Count> => count(played.acknowledged, (await olga.history()).map(bodyOf));
  const inArchive = async (): Promise<Count> =>
    count(
      played.acknowledged,
      (await adam.archive()).map(({ text }) => text),
    );
  say('counting in the history of the Matrix room');
  await settled(async () => (await inMatrix()).lost, tell('missing in the history of the Matrix room'));
  say('counting in the archive of the XMPP room');
  await settled(async () => (await inArchive()).lost, tell('missing in the archive of the XMPP room'));
  say('comparing members and roles');
  const disagreeing = await settled(async () => {
    const report = await stage.gateway.room(room.uri);
    const differences = await disagreements(report, { matrix: olga, xmpp: adam }, stage);
    return [...differences, ...unexpectedEnds(report, played)].map((each) => JSON.stringify(each));
  }, tell('not agreed'));
  // Whatever still comes now would be a double.
  await delay(5_000);
  return {
    matrix: await inMatrix(),
    archive: await inArchive(),
    repeatedLive: repeatedLive(crowd),
    disagreements: disagreeing,
    returned: returned(await stage.gateway.room(room.uri), played),
    unfinished: [...played.open],
  };
}

async function chaos(stage: Stage, options: ChaosOptions): Promise<boolean> {
  const random = new Random(options.seed);
  say('making accounts and the room');
  const crowd = await gatherCrowd(stage, options.joins);
  const gate = new Gate();
  const began = Date.now();
  const { played, done } = play(crowd, options, gate, random, {
    componentDomain: stage.xmpp.componentDomain,
    // While the gateway is dead there is no answer; then one believes that the user is there and tries again.
    has: (name) =>
      stage.gateway.room(crowd.room.uri).then(
        ({ participants }) => participants.some(({ user, active }) => user.endsWith(`/${name}`) && active),
        () => true,
      ),
  });
  const failedStarts = await killAround(stage, gate, options, random, (sentence) =>
    say(`${sentence}; ${played.acknowledged.length} messages acknowledged, ${played.joined.size} joined`),
  );
  say('the last kill is over; waiting until everybody has done what they wanted');
  await Promise.race([done, delay(patienceMs, null, { ref: false })]);
  const result = await countAll(stage, crowd, played);
  const passed =
    isClean(result.matrix) &&
    isClean(result.archive) &&
    failedStarts.length === 0 &&
    result.disagreements.length === 0 &&
    result.unfinished.length === 0 &&
    played.impossible.length === 0;
  const summary = {
    passed,
    ...(!passed && { directory: stage.directory }),
    ...options,
    seconds: Math.round((Date.now() - began) / 1000),
    acknowledged: played.acknowledged.length,
    joined: played.joined.size,
    kicked: played.kicked.size,
    banned: played.banned.size,
    failedStarts,
    impossible: played.impossible,
    ...result,
  };
  process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
  await Promise.allSettled([crowd.adam, ...crowd.xmppSpeakers.map(({ user }) => user)].map((user) => user.goes()));
  return passed;
}

async function main(): Promise<boolean> {
  const options = readOptions(process.argv.slice(2));
  provide(options);
  say(`seed ${options.seed}`);
  const directory = await mkdtemp(join(tmpdir(), 'mimi-chaos-'));
  // PostgreSQL runs as somebody else.
  await chmod(directory, 0o755);
  const { database, xmpp } = options;
  const stage = await raiseStage({
    ...{ directory, database, xmpp },
    postgresDirectory: join(directory, 'postgres'),
    step: (title, action) => {
      say(title);
      return action();
    },
  });
  let passed = false;
  try {
    passed = await chaos(stage, options);
  } finally {
    await stage.clear();
    if (passed) await rm(directory, { recursive: true, force: true });
    else say(`logs and data are in ${directory}`);
  }
  return passed;
}

try {
  process.exit((await main()) ? 0 : 1);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
}
