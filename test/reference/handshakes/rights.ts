/** Whether its sender may propose this at all (RP §8.1 to §8.7): numbers are counted for the whole, in counted-once.ts. */
import type { Action, Actor, RoomState } from '../../../src/policy/index.ts';
import { can } from '../capability-numbers.ts';
import { type Clause, clause, houseRule } from '../clause.ts';
import { loggerStays } from '../further-components.ts';
import { verdict } from '../model.ts';
import { leftParent } from '../removing.ts';
import {
  actingRole,
  clientsOf,
  holds,
  isBanned,
  isListed,
  listedRole,
  notBanned,
  pair,
  takesPart,
  uriOf,
} from '../standing.ts';
import { isServiceLeaf } from './room-after.ts';
import type { ListChange, Said } from './wishes.ts';

/** Whether nothing but numbers and the parent keep somebody out (RP §8.1.1). */
export function couldEnter(room: RoomState, by: Actor): boolean {
  return room.roles.some(({ index }) => index !== 0 && may(room, by, { type: 'join', role: index }).holds);
}

/** What a proposal stands in. */
export interface Around {
  /** The room of the epoch. */
  readonly epoch: RoomState;
  /** The room in which the sender's right is asked for. */
  readonly room: RoomState;
  /** The room that all of it leaves. */
  readonly after: RoomState;
  readonly said: readonly Said[];
  /** What was accepted before: pending proposals, or the referenced ones of a commit. */
  readonly accepted: readonly Said[];
  readonly changes: readonly (ListChange & { readonly said: Said })[];
  /** Whether one proposal is judged by itself: of a commit, loggers are asked for once. */
  readonly bare: boolean;
  /** Whether what was accepted beside it may have come before it or after it. */
  readonly anyOrder: boolean;
}

/** The room without its numbers and its duty to be logged: all that is asked of the whole. */
function unlimited(state: RoomState): RoomState {
  const roles = state.roles.map((role) => ({
    ...role,
    minimumParticipants: 0,
    maximumParticipants: null,
    minimumActiveParticipants: 0,
    maximumActiveParticipants: null,
  }));
  const base = { ...state.base, maxClients: null, maxUsers: null, multiDevice: true };
  if (!state.components) return { ...state, roles, base };
  const { logging: _, ...components } = state.components;
  return { ...state, roles, base, components };
}

const parentless = (state: RoomState): RoomState => ({
  ...state,
  base: { ...state.base, parentDependent: false, parentRoom: '' },
});

function may(room: RoomState, actor: Actor, action: Action): Clause {
  const removes = action.type === 'remove-participant';
  const {
    allowed,
    sentence,
    houseRule: name,
  } = verdict(removes ? unlimited(room) : parentless(unlimited(room)), actor, action);
  return name === undefined ? clause(allowed, sentence) : houseRule(name, allowed, sentence);
}

/** The first clause that holds, else the last: one right is enough. */
export function oneOf(...ways: readonly Clause[]): Clause {
  return ways.find(({ holds: open }) => open) ?? ways.at(-1) ?? clause(false, 'no way');
}

export const hasPlace = (state: RoomState, user: string): boolean => isListed(state, user) && !isBanned(state, user);

const byHub = (state: RoomState, actor: Actor): boolean =>
  actor.type === 'provider' && actor.domain === state.room.split('/')[2];

/** Somebody who enters by its own Add of this handshake. */
const ownAdd = ({ said }: Around, user: string): Said | undefined =>
  said.find(({ by, wish }) => wish.kind === 'add' && wish.user === user && uriOf(by) === user);

/** RP §8.1: "Each of these actions … is authorized separately" (P §7.5). */
export function mayChangeList(around: Around, by: Actor, { user, from, to }: ListChange): Clause {
  const { room } = around;
  const target = user as Extract<Action, { type: 'kick' }>['user'];
  if (user === uriOf(by)) {
    if (from === 0) return may(room, by, { type: 'join', role: to });
    return may(room, by, to === 0 ? { type: 'remove-self' } : { type: 'change-own-role', role: to });
  }
  if (to === 0) return may(room, by, { type: 'remove-participant', user: target });
  if (from !== 0) return may(room, by, { type: 'change-role', user: target, role: to });
  // KB-05: who is not there is banned beforehand.
  if (to === 1 && isBanned({ ...room, participants: [{ user, role: 1 }] }, user)) {
    return may(room, by, { type: 'ban', user: target });
  }
  const adds = may(room, by, { type: 'add-participant', user: target, role: to });
  // Whoever proposes to be added has no list to write to: its provider's hub enters it, by the joiner's own right.
  const own = byHub(room, by) ? ownAdd(around, user) : undefined;
  return own ? oneOf(may(room, own.by, { type: 'join', role: to }), adds) : adds;
}

/** RP §8.1.1. */
export function mayAdd(around: Around, by: Actor, user: string): Clause {
  const { room, after } = around;
  if (isServiceLeaf(after, by, user)) return houseRule('service-leaf', true, 'UP-01: the hub’s own leaf');
  const role = listedRole(after, user);
  if (user === uriOf(by)) {
    // P §5.3: the list change comes "before or simultaneously".
    const own = may({ ...room, participants: after.participants }, by, { type: 'add-own-client' });
    if (isListed(room, user)) return may(room, by, { type: 'add-own-client' });
    // Without an entry yet, asJoin has asked for every role.
    return role === 0 ? clause(true, '') : oneOf(may(room, by, { type: 'join', role }), own);
  }
  // Role changes of its own handshake are the adder's own affair: what counts is where the added user stands after it.
  // "matching the added user" are all of them: those that the adder itself brought by this handshake hinder no more.
  const brought = around.accepted.filter(
    (one) => one.wish.kind === 'add' && one.wish.user === user && (around.anyOrder || uriOf(one.by) === uriOf(by)),
  ).length;
  const lists = around.changes.some(
    (change) => change.user === user && change.from === 0 && uriOf(change.said.by) === uriOf(by),
  );
  const right =
    holds(room, by, can.addParticipant, 'canAddParticipant').holds &&
    notBanned(room, by).holds &&
    pair(room, actingRole(room, by), 0, role) &&
    (lists || clientsOf(room, user) <= brought);
  return clause(right, 'RP §8.1.1: who may add a participant, adds "any MLS clients matching the added user"');
}

/** A kick is of all clients (KB-01), so who may not lose the last one is not kicked out of the first either. */
function mayKick({ room, bare }: Around, by: Actor, user: Extract<Action, { type: 'kick' }>['user']): Clause {
  const stays = bare ? loggerStays(room, user, 0) : clause(true, '');
  return stays.holds ? may(room, by, { type: 'kick', user }) : stays;
}

/** RP §8.1.2. */
export function mayRemove(around: Around, by: Actor, user: string): Clause {
  const { room, after } = around;
  const target = user as Extract<Action, { type: 'kick' }>['user'];
  if (user === uriOf(by)) {
    const leaves = around.changes.some((change) => change.user === user && change.to === 0);
    const stray = clause(!hasPlace(room, user), 'P §5.3: the removed send "Remove and SelfRemove" of their own');
    return oneOf(
      stray,
      clause(leaves, 'RP §8.1.2: "MUST simultaneously propose to remove all of its remaining clients"'),
      may(room, by, { type: 'remove-own-client' }),
    );
  }
  const withEntry = !hasPlace(after, user) && takesPart(room, by).holds && notBanned(room, by).holds;
  const lost = { ...room, clients: new Map([...room.clients, [user, Math.max(1, clientsOf(room, user)) + 1]]) };
  return oneOf(
    clause(withEntry, 'RP §8.1.2: "There MUST NOT be any clients of the removed user" after the commit'),
    may(lost, by, { type: 'remove-client', user: user as Extract<Action, { type: 'remove-client' }>['user'] }),
    mayKick(around, by, target),
  );
}

/** RP §5: who left the parent goes whatever numbers say. */
export const goesWithParent = (room: RoomState, by: Actor, { user, to }: ListChange): boolean =>
  to === 0 && leftParent(room, by, user);

/** Everything that is not about who is in. */
function mayChangeRoom(around: Around, { by, wish }: Said): Clause {
  const { room } = around;
  switch (wish.kind) {
    case 'roles':
      return may(room, by, { type: 'change-roles', roles: room.roles });
    case 'base':
      return holdsUnbanned(room, by, can.changeRoomMembershipStyle, 'canChangeRoomMembershipStyle');
    case 'preauthorized':
      return holdsUnbanned(room, by, can.changePreauthorizedUserList, 'canChangePreauthorizedUserList');
    case 'metadata':
      return may(room, by, { type: 'change-metadata', metadata: wish.metadata });
    case 'gateways':
      return may(room, by, { type: 'change-gateways', refused: false });
    case 'component':
      return may(room, by, { type: 'change-component', componentId: wish.componentId });
    case 'remove-component':
      return may(room, by, { type: 'remove-component', componentId: wish.componentId });
    case 'reinit':
      return may(room, by, { type: 'reinit' });
    case 'extensions':
      return may(room, by, { type: 'change-extensions', dropsHub: wish.dropsHub });
    default:
      return clause(takesPart(room, by).holds && notBanned(room, by).holds, 'P §7.3: "Any party involved in a room"');
  }
}

function holdsUnbanned(room: RoomState, by: Actor, capability: number, name: string): Clause {
  return notBanned(room, by).holds ? holds(room, by, capability, name) : notBanned(room, by);
}

/** The sender's right to one proposal of a handshake. */
export function mayPropose(around: Around, said: Said): readonly Clause[] {
  const { by, wish, external } = said;
  const fromOutside = external === true ? [may(around.room, by, { type: 'external-proposal' })] : [];
  switch (wish.kind) {
    case 'list':
      return [
        ...fromOutside,
        ...around.changes.filter((change) => change.said === said).map((change) => mayChangeList(around, by, change)),
      ];
    case 'add':
      return [...fromOutside, mayAdd(around, by, wish.user)];
    case 'remove':
    case 'self-remove':
      return [...fromOutside, mayRemove(around, by, wish.user)];
    case 'other':
      if (wish.proposalType === externalInit) return [];
      if (wish.proposalType === 2 || wish.proposalType === 4) {
        const proposal = wish.proposalType === 2 ? 'update' : 'psk';
        return [...fromOutside, may(around.room, by, { type: 'send-proposal', proposal })];
      }
      return [...fromOutside, mayChangeRoom(around, said)];
    default:
      return [...fromOutside, mayChangeRoom(around, said)];
  }
}

export const externalInit = 6;
