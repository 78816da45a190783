import type { RoomState } from '../contract.ts';
import { refuse } from '../decision.ts';
import { clientsOf } from '../standing.ts';
import type { Refused } from './contract.ts';

/** Whether somebody logs this room with the room's consent (room-policy §6.5). */
export function isLogger(state: RoomState, user: string): boolean {
  const logging = state.components?.logging;
  return logging !== undefined && logging.logging !== 'forbidden' && logging.loggers.includes(user);
}

/**
 * Where logging is required, a logger with a client stays (requirement BL-03). null: the room goes on being logged, or was
 * not logged before either.
 * @param user who loses clients
 * @param clients how many are left
 */
export function endOfLogging(state: RoomState, user: string, clients: number): Refused | null {
  const logging = state.components?.logging;
  if (logging?.logging !== 'required' || clients > 0 || clientsOf(state, user) === 0) return null;
  if (!logging.loggers.includes(user)) return null;
  const another = logging.loggers.some((logger) => logger !== user && clientsOf(state, logger) > 0);
  return another
    ? null
    : refuse('logging-required', 'room-policy §6.5', 'This room is logged: its logger has to stay.');
}

/** {@link endOfLogging} between two states. */
export function stopsLogging(before: RoomState, after: RoomState): Refused | null {
  const isRequired = ({ components }: RoomState): boolean => components?.logging?.logging === 'required';
  if (!isRequired(before) || !isRequired(after)) return null;
  const logged = (state: RoomState): boolean =>
    state.components?.logging?.loggers.some((logger) => clientsOf(state, logger) > 0) ?? false;
  if (logged(after) || !logged(before)) return null;
  return refuse('logging-required', 'room-policy §6.5', 'This room is logged: its logger has to stay.');
}
