import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UserUri } from '../../../src/identifiers/index.ts';
import { roomUri } from '../../../src/identifiers/index.ts';
import { type Attempt, type Outcome, RetryLater } from '../../../src/rooms/index.ts';
import { alice, bob, carol, type House, hubDomain, openHouse, story } from './house.ts';
import { MortalDatabase } from './mortal-database.ts';

type Step = readonly Omit<Attempt, 'room' | 'cause'>[];

const say = (by: UserUri, text: string) => ({ type: 'send', by, body: { kind: 'text', text } }) as const;

/** What people do; what stands in one row they do at once. */
const steps: readonly Step[] = [
  [{ type: 'create-room', by: alice, preset: 'open', nickname: 'alice' } as Step[number]],
  [
    { type: 'join', by: bob },
    { type: 'join', by: carol },
  ],
  [say(bob, 'hello')],
  [{ type: 'kick', by: alice, user: carol, reason: 'spam' } as Step[number], say(bob, 'at the same time')],
  [{ type: 'join', by: carol }],
  [say(carol, 'back')],
  [{ type: 'rename', by: bob, nickname: 'Bobby' } as Step[number]],
  [{ type: 'ban', by: alice, user: carol } as Step[number]],
  [{ type: 'leave', by: bob }],
];

const facts = [
  'created by alice',
  'joined alice',
  'joined bob',
  'joined carol',
  'message bob: hello',
  'kicked carol by alice',
  'message bob: at the same time',
  'joined carol',
  'message carol: back',
  'renamed bob',
  'banned carol by alice',
  'left bob',
].sort();

describe('a gateway that is killed', () => {
  let house: House;
  let mortal: MortalDatabase;
  beforeAll(async () => {
    house = await openHouse({
      perProcess: (raw) => {
        mortal = new MortalDatabase(raw);
        return () => mortal.process();
      },
    });
  }, 120_000);
  afterAll(() => house.close(), 60_000);

  /** Each attempt is made until it has an outcome, always under its own cause, as the inbox does it. */
  async function untilDone(attempt: Attempt): Promise<Outcome> {
    for (;;) {
      const { life } = mortal;
      try {
        const outcome = await house.rooms.attempt(attempt);
        if (mortal.life === life && !mortal.killed) return outcome;
      } catch (error) {
        if (mortal.life === life && !mortal.killed) {
          if (!(error instanceof RetryLater)) throw error;
          await new Promise((resolve) => setTimeout(resolve, 50));
          continue;
        }
      }
      await revived();
    }
  }

  let reviving: Promise<void> | null = null;
  function revived(): Promise<void> {
    if (!mortal.killed && reviving === null) return Promise.resolve();
    reviving ??= house.revive().finally(() => {
      reviving = null;
    });
    return reviving;
  }

  async function live(name: string, commit: number, answerOnly = false): Promise<void> {
    house.room = roomUri(hubDomain, name);
    if (answerOnly) mortal.loseAnswerOf(commit);
    else mortal.killAfter(commit);
    for (const [index, step] of steps.entries()) {
      const outcomes = await Promise.all(
        step.map((one, part) =>
          Promise.race([
            untilDone({ ...one, room: house.room, cause: `${name}:${index}:${part}` } as Attempt),
            hung(name, index),
          ]),
        ),
      );
      expect(outcomes.map(({ type }) => type)).toEqual(step.map(() => 'accepted'));
    }
  }

  const hung = (name: string, step: number): Promise<never> =>
    new Promise((_, reject) => setTimeout(() => reject(new Error(`${name} hangs in step ${step}`)), 30_000).unref());

  it('OD-02 OD-16: killed after every other commit of a life, nothing is lost, doubled or forked', async () => {
    await live('whole', Number.POSITIVE_INFINITY);
    expect(story(await house.events()).sort()).toEqual(facts);
    const before = mortal.commits;
    await live('counted', Number.POSITIVE_INFINITY);
    const commits = mortal.commits - before;
    expect(commits).toBeGreaterThan(20);
    for (const room of ['whole', 'counted']) await end(room);
    for (let killed = 1; killed <= commits; killed += 2) {
      const name = `killed-${killed}`;
      await live(name, killed);
      const events = await house.events();
      expect(story(events).sort(), name).toEqual(facts);
      expect(
        events.map(({ seq }) => seq),
        name,
      ).toEqual(events.map((_, index) => index + 1));
      expect(await house.rooms.inspect(house.room), name).toMatchObject({ agreesWithHub: true, pendingProposals: 0 });
      await end(name);
    }
  }, 300_000);

  it('OD-02: when the answer to one of the commits in between is lost, nothing is lost, doubled or forked', async () => {
    const before = mortal.commits;
    await live('counted-again', Number.POSITIVE_INFINITY);
    const commits = mortal.commits - before;
    await end('counted-again');
    for (let lost = 2; lost <= commits; lost += 2) {
      const name = `lost-${lost}`;
      await live(name, lost, true);
      const events = await house.events();
      expect(story(events).sort(), name).toEqual(facts);
      expect(await house.rooms.inspect(house.room), name).toMatchObject({ agreesWithHub: true, pendingProposals: 0 });
      await end(name);
    }
  }, 300_000);

  it.each([
    ['killed', (commit: number) => mortal.killAfter(commit)],
    ['told nothing', (commit: number) => mortal.loseAnswerOf(commit)],
  ])(
    'UP-40 OD-16: %s at any moment of its end, a room ends once',
    async (how, strike) => {
      for (let killed = 1; killed <= 6; killed++) {
        const room = roomUri(hubDomain, `ended-${how.length}-${killed}`);
        house.room = room;
        const attempt = (by: UserUri, own: object, step: string): Promise<Outcome> =>
          untilDone({ ...own, by, room, cause: `ended-${how}-${killed}:${step}` } as Attempt);
        await attempt(alice, { type: 'create-room', preset: 'open', nickname: 'alice' }, 'create');
        await attempt(bob, { type: 'join' }, 'join');
        strike(killed);
        const outcome = await attempt(alice, { type: 'destroy-room', reason: 'over' }, 'destroy');
        mortal.killAfter(Number.POSITIVE_INFINITY);
        expect(outcome, `${how} after ${killed}`).toMatchObject({ type: 'accepted' });
        const told = ['created by alice', 'joined alice', 'joined bob', 'destroyed by alice'];
        expect(story(await house.events()), `${how} after ${killed}`).toEqual(told);
        expect(await house.rooms.view(room)).toBeNull();
      }
    },
    120_000,
  );

  /** A destroyed room is not opened at the next start. */
  async function end(name: string): Promise<void> {
    house.room = roomUri(hubDomain, name);
    mortal.killAfter(Number.POSITIVE_INFINITY);
    expect(await house.attempt('destroy-room', alice, {})).toMatchObject({ type: 'accepted' });
  }
});
