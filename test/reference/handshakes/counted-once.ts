/**
 * RP §3 and §5, once for the whole: a minimum counts where a number is lowered (WF-25), a maximum where it is raised.
 */
import type { RoomState } from '../../../src/policy/index.ts';
import { type Clause, clause } from '../clause.ts';
import { clientsOf, isProvider } from '../standing.ts';
import { hasPlace } from './rights.ts';

type Count = (state: RoomState) => number;

const participants =
  (role: number): Count =>
  (state) =>
    state.participants.filter((entry) => entry.role === role).length;

const active =
  (role: number): Count =>
  (state) =>
    state.participants.filter((entry) => entry.role === role && clientsOf(state, entry.user) > 0).length;

const users: Count = (state) =>
  state.participants.filter(({ user }) => !isProvider(user) && hasPlace(state, user)).length;

const clients: Count = (state) => [...state.clients.values()].reduce((sum, count) => sum + count, 0);

/** @param held the room before, without whom no minimum keeps */
export function countedOnce(before: RoomState, held: RoomState, after: RoomState): readonly Clause[] {
  const least = (count: Count, minimum: number, says: string): Clause =>
    clause(count(after) >= count(held) || count(after) >= minimum, says);
  const most = (count: Count, maximum: number | null, says: string): Clause =>
    clause(maximum === null || count(after) <= count(before) || count(after) <= maximum, says);
  const everybody = [...new Set([...before.clients.keys(), ...after.clients.keys()])];
  return [
    ...after.roles
      .filter(({ index }) => index !== 0)
      .flatMap((role) => [
        least(participants(role.index), role.minimumParticipants, 'RP §8.1: minimum_participants_constraint'),
        least(active(role.index), role.minimumActiveParticipants, 'RP §8.1: minimum_active_participants_constraint'),
        most(participants(role.index), role.maximumParticipants, 'RP §8.1: maximum_participants_constraint'),
        most(active(role.index), role.maximumActiveParticipants, 'RP §8.1: maximum_active_participants_constraint'),
      ]),
    most(users, after.base.maxUsers, 'RP §5: max_users'),
    most(clients, after.base.maxClients, 'RP §5: max_clients'),
    ...everybody.map((user) =>
      most((state) => clientsOf(state, user), after.base.multiDevice ? null : 1, 'RP §5: multi_device'),
    ),
  ];
}
