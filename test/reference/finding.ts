/** RP §5: "If discoverable is true, the room is searchable in some way." */
import type { Actor, RoomState } from '../../src/policy/index.ts';
import { anyOf, type Clause, clause, houseRule } from './clause.ts';
import { actingRole } from './standing.ts';

export function findRoom(state: RoomState, actor: Actor): readonly Clause[] {
  const own = actingRole(state, actor) !== 0;
  return anyOf(
    [
      [houseRule('own-room', own, 'BP-08: who is in the room knows it')],
      [clause(state.base.discoverable, 'RP §5: discoverable')],
    ],
    'RP §5',
  );
}
