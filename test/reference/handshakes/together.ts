/** What may stand in one commit, and what it must not leave behind (P §5.3, §7.5, §7.6; RP §3, §4). */
import type { Actor, RoomState } from '../../../src/policy/index.ts';
import { type Clause, clause, houseRule } from '../clause.ts';
import { clientsOf, isBanned, isProvider, uriOf } from '../standing.ts';
import { validBase, validRoles } from '../valid-components.ts';
import { type Around, hasPlace } from './rights.ts';
import { isServiceLeaf } from './room-after.ts';
import { componentOf, ids, type Said } from './wishes.ts';

/** Whether one commit can hold all of these. */
export function together({ said, changes, after }: Pick<Around, 'said' | 'changes' | 'after'>): readonly Clause[] {
  const users = changes.map(({ user }) => user);
  const about = (componentId: number): readonly Said[] => said.filter(({ wish }) => componentOf(wish) === componentId);
  const goes = (user: string): boolean => changes.some((change) => change.user === user) && !hasPlace(after, user);
  const removed = said.flatMap(({ wish }) => (wish.kind === 'remove-component' ? [wish.componentId] : []));
  const replaced = said.map(({ wish }) => componentOf(wish)).filter((id) => id !== null && id !== ids.list);
  return [
    houseRule(
      'replaced-once',
      new Set(replaced).size === replaced.length,
      'UP-29, PC-20: a component that is replaced whole is replaced once',
    ),
    clause(new Set(users).size === users.length, 'P §7.5: "operate on … the same user … more than once"'),
    clause(about(ids.metadata).length <= 1, 'P §7.6: "Only a single Room metadata update is valid per commit"'),
    clause(
      about(ids.roles).length === 0 || changes.length === 0,
      'RP §3: no role definitions "in the same commit as any Participant List change"',
    ),
    clause(
      about(ids.preauthorized).length === 0 || changes.every(({ to }) => to === 0),
      'RP §4: not beside "any Participant List change, except for user removals"',
    ),
    ...said.flatMap(({ wish }) =>
      wish.kind === 'add'
        ? [clause(!goes(wish.user), 'RP §8.1.2: no "clients of the removed user in the MLS group"')]
        : [],
    ),
    ...inAndOut(said),
    clause(
      removed.every((id) => about(id).length === 1),
      'EXT §4.7: "(a) a single remove operation or (b) one or more update operations"',
    ),
  ];
}

/** KB-01: who is thrown out has no client left, so none comes in by the same commit. */
function inAndOut(said: readonly Said[]): readonly Clause[] {
  const entering = new Set<string>(said.flatMap(({ wish }) => (wish.kind === 'add' ? [wish.user] : [])));
  return said.flatMap(({ by, wish }) =>
    wish.kind === 'remove' && uriOf(by) !== wish.user
      ? [houseRule('in-and-out', !entering.has(wish.user), 'KB-01: a kick leaves no client')]
      : [],
  );
}

/** RP §3 to §5: the room that it leaves is a valid one. */
export function leavesValidRoom({ epoch, said, after }: Pick<Around, 'epoch' | 'said' | 'after'>): readonly Clause[] {
  const base = said.some(({ wish }) => wish.kind === 'base');
  // RP §5 counts "non-banned entries": they are more when the ban role gets another name.
  const freed = epoch.participants.some(
    ({ user }) => isBanned(epoch, user) && !isBanned({ ...epoch, roles: after.roles }, user),
  );
  return [...validRoles(after), ...(base || freed ? validBase(after) : [])];
}

/** What leaves that come in say of themselves, and what a room that refuses gateways has left. */
export function leavesFit({ said, after }: Pick<Around, 'said' | 'after'>): readonly Clause[] {
  const entering = said.flatMap(({ wish }) => (wish.kind === 'add' || wish.kind === 'other' ? [wish] : []));
  const refusedNow = said.some(({ wish }) => wish.kind === 'gateways' && wish.refused) && after.gatewaysRefused;
  const somebody = [...after.clients.values()].some((count) => count > 0);
  return [
    clause(
      after.base.pseudonymsAllowed || entering.every(({ pseudonym }) => pseudonym !== true),
      'RP §5: "real" long-term identifiers are required',
    ),
    houseRule(
      'gateways-refused',
      !after.gatewaysRefused || entering.every(({ gateway }) => gateway !== true),
      'contract: no client of a gateway',
    ),
    houseRule(
      'gateway-reads',
      !refusedNow || after.gatewayLeaves === 0 || !somebody,
      'contract: no gateway’s leaf stays',
    ),
  ];
}

/** UP-19, UP-21, KB-03: after a commit each client is of somebody who has a place in the list. */
export function nobodyStays({ after }: Pick<Around, 'after'>): readonly Clause[] {
  return [...after.clients.keys()].map((user) =>
    clause(
      clientsOf(after, user) === 0 || hasPlace(after, user),
      'P §5.3, RP §8.1.2: "There MUST NOT be any clients of the removed user"',
    ),
  );
}

/** RP §2.1, KB-01, KB-07: a kick removes "a participant’s clients"; single ones go by UP-37 and by their own user. */
export function kicksAreWhole({ epoch, said, after }: Pick<Around, 'epoch' | 'said' | 'after'>): readonly Clause[] {
  const removes = said.filter(({ wish }) => wish.kind === 'remove' || wish.kind === 'self-remove');
  const goneOf = (user: string): number => removes.filter(({ wish }) => 'user' in wish && wish.user === user).length;
  const mayTakeOne = (by: Actor, user: string): boolean => uriOf(by) === user || isOwnOrHub(epoch, by, user);
  return removes.flatMap(({ by, wish }) => {
    if (!('user' in wish) || !hasPlace(after, wish.user)) return [];
    const left = clientsOf(epoch, wish.user) - goneOf(wish.user);
    return [clause(mayTakeOne(by, wish.user) || left <= 0, 'KB-01, KB-07: a kick removes all clients')];
  });
}

/** RP §5: where membership is fixed, providers take single clients out, but nobody whole. */
export function lastClientStays({ said, after }: Pick<Around, 'said' | 'after'>): Clause {
  const stays = said.every(
    ({ by, wish }) =>
      wish.kind !== 'remove' || by.type === 'user' || !hasPlace(after, wish.user) || clientsOf(after, wish.user) > 0,
  );
  return clause(!after.base.fixedMembership || stays, 'KB-12: "all but the last client"');
}

function isOwnOrHub(state: RoomState, by: Actor, user: string): boolean {
  return by.type === 'provider' && (by.domain === user.split('/')[2] || by.domain === state.room.split('/')[2]);
}

/** S003 "commit with Remove": a room that must be logged keeps a logger that is there, a fixed one all clients of each. */
export function staysLogged(before: RoomState, after: RoomState, said: readonly Said[]): readonly Clause[] {
  const { logging, loggers = [] } = before.components?.logging ?? {};
  const present = (state: RoomState): boolean => loggers.some((logger) => clientsOf(state, logger) > 0);
  const taken = said.some(
    ({ by, wish }) =>
      wish.kind === 'remove' && by.type === 'provider' && loggers.some((logger) => logger === wish.user),
  );
  return [
    houseRule(
      'logger-stays',
      logging !== 'required' || !present(before) || present(after),
      'BL-03: its last logger goes',
    ),
    houseRule(
      'fixed-logger',
      !after.base.fixedMembership || logging === 'forbidden' || !taken,
      'KB-12: the logger of a fixed room',
    ),
  ];
}

/** RP §5: "a strict subset of the participants of the parent room", asked of who comes and of the list afterwards. */
export function staysInParent(before: RoomState, after: RoomState, said: readonly Said[]): readonly Clause[] {
  if (!after.base.parentDependent) return [];
  const parents = after.parentMembers ?? new Set<string>();
  const present = after.participants
    .map(({ user }) => user)
    .filter((user) => !isProvider(user) && hasPlace(after, user));
  // New names of roles bring nobody in.
  const entered = present.filter((user) => !hasPlace({ ...before, roles: after.roles }, user));
  const added = said.flatMap(({ by, wish }) =>
    wish.kind === 'add' && !isServiceLeaf(after, by, wish.user) ? [wish.user] : [],
  );
  const outside = [...parents].some((user) => !present.includes(user));
  return [
    ...[...entered, ...added].map((user) =>
      clause(parents.has(user), 'RP §5: "a strict subset of the participants of the parent room"'),
    ),
    clause(entered.length === 0 || outside, 'RP §5: a strict subset'),
  ];
}

/** Nobody may act whose removal or ban is accepted (P §5.3), but to take its own clients out. */
export function mayCommit(room: RoomState, committer: Actor): Clause {
  const user = uriOf(committer);
  // The hub’s own leaf commits what others proposed (UP-25); it holds rights to nothing by that.
  const hub = committer.type === 'provider' && committer.domain === room.room.split('/')[2];
  return clause(hub || hasPlace(room, user), 'P §5.3: the hub prevents them "from sending Commit messages"');
}
