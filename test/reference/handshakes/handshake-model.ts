/**
 * Bare proposals and commits, read from draft-ietf-mimi-protocol-06 §5.3 and §7 and draft-ietf-mimi-room-policy-03 §3 to
 * §5 and §8: "capabilities apply both to sending a set of consistent MLS proposals … and to sending an MLS commit
 * containing a set of consistent MLS proposals" (RP §8).
 */
import type { Actor, RoomState } from '../../../src/policy/index.ts';
import { type Clause, clause, houseRule } from '../clause.ts';
import { multiDevice } from '../constraints.ts';
import { type Verdict, verdict } from '../model.ts';
import { clientsOf, isListed, uriOf } from '../standing.ts';
import { countedOnce } from './counted-once.ts';
import { allListChanges, isServiceLeaf, roomAfter } from './room-after.ts';
import { type Around, goesWithParent, hasPlace, mayPropose } from './rights.ts';
import {
  kicksAreWhole,
  lastClientStays,
  leavesFit,
  leavesValidRoom,
  mayCommit,
  nobodyStays,
  staysInParent,
  staysLogged,
  together,
} from './together.ts';
import type { Leaf, Said } from './wishes.ts';

const unfit = [clause(false, 'P §7.5, UP-27: the update does not fit the list')];

function conclude(clauses: readonly Clause[]): Verdict {
  const failing = clauses.filter(({ holds }) => !holds);
  const first = failing.find(({ houseRule: name }) => name === undefined) ?? failing[0];
  if (first === undefined) return { allowed: true, sentence: '' };
  const { says, houseRule: name } = first;
  return { allowed: false, sentence: says, ...(name === undefined ? {} : { houseRule: name }) };
}

/** RP §5: whom the hub takes out with the parent is not counted: it goes "automatically". */
function withoutParentless(around: Around): RoomState {
  const gone = around.changes.filter((change) => goesWithParent(around.epoch, change.said.by, change));
  const stays = (user: string): boolean => !gone.some((change) => change.user === user);
  return { ...around.epoch, participants: around.epoch.participants.filter(({ user }) => stays(user)) };
}

/** The same of a room with its clients: what goes "automatically" is kept by no duty to be logged. */
function withoutGoneParent(room: RoomState, around: Around): RoomState {
  const gone = around.changes.filter((change) => goesWithParent(around.epoch, change.said.by, change));
  const clients = new Map([...room.clients].filter(([user]) => !gone.some((change) => change.user === user)));
  return { ...room, clients };
}

/**
 * A bare proposal (AC-06), in the room that everything accepted before it makes (P §7.1).
 * @param pending accepted in this epoch, in order
 */
export function proposalVerdict(epoch: RoomState, pending: readonly Said[], said: Said): Verdict {
  const room = roomAfter(epoch, pending);
  const all = [...pending, said];
  const after = roomAfter(epoch, all);
  const changes = allListChanges(epoch.participants, all);
  if (!room || !after || !changes) return conclude(unfit);
  const around: Around = { epoch, room, after, said: all, accepted: pending, changes, bare: true, anyOrder: false };
  const own = { ...around, said: [said], changes: changes.filter((change) => change.said === said) };
  const { wish } = said;
  // Who asks to be let in may ask before the hub lists it.
  const enters = wish.kind === 'add' && said.external === true && wish.user === uriOf(said.by);
  const placed =
    wish.kind !== 'add' || enters || hasPlace(after, wish.user) || isServiceLeaf(after, said.by, wish.user);
  const asks = wish.kind === 'add' && enters && !isListed(room, wish.user);
  return conclude([
    removedIsSilent(epoch, room, said),
    ...(asks ? [asJoin(room, said.by, wish)] : []),
    ...mayPropose(around, said),
    clause(placed, 'P §5.3: the list change comes "before or simultaneously"'),
    ...together(around),
    ...leavesValidRoom(own),
    ...leavesFit(own),
    lastClientStays(own),
    ...staysInParent(room, after, [said]),
    ...staysLogged(withoutGoneParent(settled(room, room), own), withoutTheGone(room, after), [said]),
    ...countedOnce(
      settled(room, after),
      settled(withoutParentless({ ...own, epoch: room }), after),
      settled(after, after),
    ),
  ]);
}

/** RP §8.1.1: whoever asks to be let in meets every limit that an external commit would meet (AC-06). */
function asJoin(room: RoomState, by: Actor, { gateway, pseudonym }: Leaf): Clause {
  const leaf = { gateway: gateway ?? false, pseudonym: pseudonym ?? false };
  // An Add names no role: "any non-zero" target will do, which the list will name.
  const roles = room.roles.map(({ index }) => index).filter((index) => index !== 0);
  const ways = roles.map((role) => verdict(room, by, { type: 'join', role, ...leaf }));
  const refusal = ways.find(({ allowed }) => !allowed);
  const device = multiDevice(room, clientsOf(room, uriOf(by)) + 1);
  return clause(
    device.holds && ways.some(({ allowed }) => allowed),
    device.holds ? (refusal?.sentence ?? 'RP §8.1.1: no way in') : device.says,
  );
}

/** P §5.3: of somebody removed or banned the hub takes "Remove and SelfRemove proposals" alone. */
function removedIsSilent(epoch: RoomState, room: RoomState, { by, wish }: Said): Clause {
  const user = uriOf(by);
  const removed = by.type === 'user' && !hasPlace(room, user) && clientsOf(epoch, user) > 0;
  const own = (wish.kind === 'remove' || wish.kind === 'self-remove') && wish.user === user;
  return clause(!removed || own, 'P §5.3: "any proposals except for Remove and SelfRemove"');
}

/**
 * RP §8.1.2, §8.1.3: who is removed or banned loses its clients with that, so none of them is counted any more. Roles are
 * those of afterwards: new names of them raise no number.
 */
function settled(room: RoomState, { roles }: RoomState): RoomState {
  const named = { ...room, roles };
  return { ...named, clients: new Map([...room.clients].filter(([user]) => hasPlace(named, user))) };
}

/** Without the clients of whom a bare proposal takes out of the list or bans: they go with that. */
function withoutTheGone(before: RoomState, after: RoomState): RoomState {
  const goes = (user: string): boolean => hasPlace(before, user) && !hasPlace(after, user);
  return { ...after, clients: new Map([...after.clients].filter(([user]) => !goes(user))) };
}

/** A whole commit. */
export function commitVerdict(epoch: RoomState, committer: Actor, external: boolean, said: readonly Said[]): Verdict {
  const referenced = said.filter(({ byReference }) => byReference);
  const room = roomAfter(epoch, referenced);
  const after = roomAfter(epoch, said);
  const changes = allListChanges(epoch.participants, said);
  if (!room || !after || !changes) return conclude(unfit);
  const around: Around = { epoch, room, after, said, accepted: referenced, changes, bare: false, anyOrder: false };
  const rights = said.flatMap((one) => {
    if (!one.byReference) return mayPropose(around, one);
    // It was judged when it was accepted, in an order that the commit need not keep.
    const others = referenced.filter((other) => other !== one);
    const before = mayPropose({ ...around, room: epoch, accepted: [] }, one);
    const beside = { ...around, room: roomAfter(epoch, others) ?? epoch, accepted: others, anyOrder: true };
    const later = mayPropose(beside, one);
    return before.every(({ holds }) => holds) ? before : later;
  });
  return conclude([
    external ? joinsFromOutside(room, committer) : mayCommit(room, committer),
    ...rights,
    ...together(around),
    ...leavesValidRoom(around),
    ...leavesFit(around),
    ...nobodyStays(around),
    ...kicksAreWhole(around),
    lastClientStays(around),
    ...staysInParent(epoch, after, said),
    ...staysLogged(withoutGoneParent(epoch, around), after, said),
    ...countedOnce({ ...epoch, roles: after.roles }, { ...withoutParentless(around), roles: after.roles }, after),
  ]);
}

/** RP §8.1.1 says who; §8.7 reserves `canSendMLSExternalCommit` (RC-24). */
function joinsFromOutside(room: RoomState, committer: Actor): Clause {
  const { allowed, sentence } = verdict(room, committer, { type: 'external-commit' });
  return houseRule('reserved-mls', allowed, sentence);
}
