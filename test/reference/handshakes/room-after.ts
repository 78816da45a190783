/** The room as proposals leave it: P §7.5 for the list, "completely replaces" (P §7.6, RP §3 to §5) for all else. */
import type { Actor, Participant, RoomState } from '../../../src/policy/index.ts';
import { isListed } from '../standing.ts';
import { ids, type ListChange, listChanges, type Said } from './wishes.ts';

/** All list changes of a handshake. @returns null when one update does not fit the list */
export function allListChanges(
  list: readonly Participant[],
  said: readonly Said[],
): readonly (ListChange & { readonly said: Said })[] | null {
  const out: (ListChange & { readonly said: Said })[] = [];
  for (const one of said) {
    if (one.wish.kind !== 'list') continue;
    const changes = listChanges(list, one.wish.update);
    if (changes === null) return null;
    for (const change of changes) out.push({ ...change, said: one });
  }
  return out;
}

/** P §7.5: first changed roles, next removals, finally what is "appended to the end"; WF-11: of all updates together. */
function listAfter(list: readonly Participant[], changes: readonly ListChange[]): readonly Participant[] {
  const kept: Participant[] = [];
  for (const entry of list) {
    const change = changes.find(({ user }) => user === entry.user);
    if (change?.to === 0) continue;
    kept.push(change ? { user: entry.user, role: change.to } : entry);
  }
  const added = changes.filter(({ from }) => from === 0);
  return [...kept, ...added.map(({ user, to }) => ({ user, role: to }))];
}

/** UP-01: the hub's own leaf, of a user of its domain who is not listed, is nobody's client. */
export function isServiceLeaf(after: RoomState, by: Actor, user: string): boolean {
  const hub = after.room.split('/')[2];
  return by.type === 'provider' && by.domain === hub && user.split('/')[2] === hub && !isListed(after, user);
}

/** @returns null when an update does not fit the list */
export function roomAfter(state: RoomState, said: readonly Said[]): RoomState | null {
  const changes = allListChanges(state.participants, said);
  if (changes === null) return null;
  const clients = new Map(state.clients);
  let after: RoomState = { ...state, participants: listAfter(state.participants, changes), clients };
  const gateways = (more: number): void => {
    after = { ...after, gatewayLeaves: after.gatewayLeaves + more };
  };
  for (const { by, wish } of said) {
    switch (wish.kind) {
      case 'add':
        if (wish.gateway === true) gateways(1);
        if (isServiceLeaf(after, by, wish.user)) break;
        clients.set(wish.user, (clients.get(wish.user) ?? 0) + 1);
        break;
      case 'remove':
      case 'self-remove':
        clients.set(wish.user, (clients.get(wish.user) ?? 0) - 1);
        if (wish.gateway === true) gateways(-1);
        break;
      case 'other':
        if (wish.gateway === true) gateways(1);
        break;
      case 'roles':
        after = { ...after, roles: wish.roles };
        break;
      case 'base':
        after = { ...after, base: wish.base };
        break;
      case 'preauthorized':
        after = { ...after, preauthorized: wish.entries };
        break;
      case 'metadata':
        after = { ...after, metadata: wish.metadata };
        break;
      case 'gateways':
        after = { ...after, gatewaysRefused: wish.refused };
        break;
      case 'remove-component':
        if (wish.componentId === ids.preauthorized) after = { ...after, preauthorized: [] };
        break;
      default:
    }
  }
  for (const [user, count] of clients) if (count === 0) clients.delete(user);
  return after;
}
