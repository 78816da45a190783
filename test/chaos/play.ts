import { setTimeout as delay } from 'node:timers/promises';
import { ghostJidOfUri, ghostOfUri, parseDomain, userUri } from '../../src/identifiers/index.ts';
import { textOf } from './count.ts';
import type { Crowd, Joiner } from './crowd.ts';
import type { Gate } from './gate.ts';
import type { ChaosOptions } from './options.ts';
import type { Random } from './random.ts';

/** What was asked for and acknowledged, and so has to be true in the end. */
export interface Played {
  /** Texts that the own server has acknowledged: Matrix by its answer, XMPP by the reflection. */
  readonly acknowledged: string[];
  readonly joined: Set<Joiner>;
  /** With the time at which the kick was asked for, milliseconds since 1970. */
  readonly kicked: Map<Joiner, number>;
  readonly banned: Set<Joiner>;
  /** Not done yet. */
  readonly open: Set<string>;
  /** What was not possible, and why. */
  readonly impossible: string[];
}

const domains = { matrix: parseDomain('matrix.localhost'), xmpp: parseDomain('xmpp.localhost') };

/** Who shows whom the door, and how. */
interface Moderation {
  readonly target: Joiner;
  readonly by: 'olga' | 'adam';
  readonly deed: 'kick' | 'ban';
}

export interface Play {
  readonly played: Played;
  /** Resolves when everybody has done everything. */
  readonly done: Promise<void>;
}

/** Lets the crowd talk, come and go along the gate's progress. */
export function play(
  crowd: Crowd,
  options: ChaosOptions,
  gate: Gate,
  random: Random,
  hub: { readonly componentDomain: string; readonly has: (name: string) => Promise<boolean> },
): Play {
  const played: Played = {
    acknowledged: [],
    joined: new Set(),
    kicked: new Map(),
    banned: new Set(),
    open: new Set(),
    impossible: [],
  };
  const tasks: Promise<void>[] = [];
  const task = (name: string, work: () => Promise<void>): void => {
    played.open.add(name);
    const told = (error: unknown): void => {
      played.impossible.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    };
    tasks.push(
      work()
        .catch(told)
        .finally(() => played.open.delete(name)),
    );
  };

  const speakers = [...crowd.matrixSpeakers, ...crowd.xmppSpeakers];
  const share = Math.ceil(options.messages / speakers.length);
  for (const { name, user } of speakers) {
    task(`${name} speaks`, async () => {
      for (let number = 1; number <= share; number++) {
        await gate.until((number / share) * 0.98);
        await user.says(textOf(name, number));
        played.acknowledged.push(textOf(name, number));
      }
    });
  }

  const entered = new Map<Joiner, Promise<void>>();
  crowd.joiners.forEach((joiner, index) => {
    const entering = (async () => {
      await gate.until((index / crowd.joiners.length) * 0.8);
      await (joiner.side === 'matrix' ? joiner.user.joins(crowd.room.alias) : joiner.user.joins(crowd.room.muc));
      played.joined.add(joiner);
    })();
    entered.set(joiner, entering);
    task(`${joiner.name} joins`, () => entering);
  });

  const moderations = random
    .shuffled(crowd.joiners)
    .slice(0, options.moderations)
    .map(
      (target): Moderation => ({
        target,
        by: random.next() < 0.5 ? 'olga' : 'adam',
        deed: random.next() < 0.5 ? 'kick' : 'ban',
      }),
    );
  moderations.forEach((moderation, index) => {
    task(`${moderation.by} ${moderation.deed}s ${moderation.target.name}`, async () => {
      await entered.get(moderation.target);
      await gate.until(0.1 + (index / moderations.length) * 0.85);
      const asked = Date.now();
      await moderate(crowd, moderation, hub.componentDomain, hub.has);
      if (moderation.deed === 'kick') played.kicked.set(moderation.target, asked);
      else played.banned.add(moderation.target);
    });
  });
  return { played, done: Promise.all(tasks).then(() => undefined) };
}

/** The room may not show the newcomer to the moderator's side yet: then the deed is repeated, as a person would. */
async function moderate(
  crowd: Crowd,
  { target, by, deed }: Moderation,
  componentDomain: string,
  hubHas: (name: string) => Promise<boolean>,
): Promise<void> {
  const uri = userUri(domains[target.side], target.name);
  const matrixId =
    target.side === 'matrix' ? target.user.userId : ghostOfUri(uri, { prefix: '_mimi_', server: 'localhost' }).id;
  const jid = target.side === 'xmpp' ? target.user.jid : ghostJidOfUri(uri, componentDomain).jid;
  for (let tries = 1; ; tries++) {
    try {
      if (by === 'olga')
        await (deed === 'kick' ? crowd.olga.kicks(matrixId, 'chaos') : crowd.olga.bans(matrixId, 'chaos'));
      else await (deed === 'kick' ? crowd.adam.kicks(target.name, 'chaos') : crowd.adam.bans(jid, 'chaos'));
      return;
    } catch (error) {
      // A kick whose answer got lost with the gateway is asked for again, and then there is nobody to kick.
      if (tries >= 10 && deed === 'kick' && !(await hubHas(target.name))) return;
      // On a slow machine a newcomer may be shown to the other side minutes later.
      if (tries === 900) throw error;
      await delay(1_000);
    }
  }
}
