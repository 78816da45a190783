import type { Action, Actor, RoomState } from '../../src/policy/index.ts';
import type { Seeded } from '../interop/seeded.ts';
import { randomAction } from './random-actions.ts';
import { randomActor, randomRoom } from './random-rooms.ts';

/** What both readings are asked about. */
export interface Triple {
  readonly state: RoomState;
  readonly actor: Actor;
  readonly action: Action;
}

export function randomTriple(random: Seeded): Triple {
  const state = randomRoom(random);
  const actor = randomActor(random, state);
  return { state, actor, action: randomAction(random, state, actor) };
}
