import { describe, expect, it } from 'vitest';
import {
  baseRoomPolicy,
  componentDefaults,
  componentIds,
  decideCommit,
  decideProposal,
  describePolicy,
  effectiveState,
  type HandshakeProposal,
  joinLinksUpdate,
  loggingPolicy,
  messageExpirationPolicy,
  presetRoles,
  type RoomState,
} from '../../../src/policy/index.ts';
import { answer, as, cast, persons, remove, roomWith, ruleOf, user, withRole } from './rooms.ts';

const owner = as('owner');
const component = (componentId: number, update: Uint8Array | null): HandshakeProposal => ({
  by: owner,
  type: 'component',
  componentId,
  update,
});
const logging = component(componentIds.loggingPolicy, loggingPolicy.encode(componentDefaults.logging));
const withoutLogging = component(componentIds.loggingPolicy, null);
const expiration = component(
  componentIds.messageExpirationPolicy,
  messageExpirationPolicy.encode(componentDefaults.expiration),
);
const links = (removedIndices: readonly number[], ...addedLinks: readonly Uint8Array[]): HandshakeProposal =>
  component(componentIds.joinLinks, joinLinksUpdate.encode({ removedIndices, addedLinks }));

/** A room whose dictionary holds what its base policy lists, and whose owners may do everything. */
function lookedAt(change: Partial<RoomState> = {}): RoomState {
  const state = roomWith('open', change);
  const own = state.roles.find(({ index }) => index === presetRoles.owner)!;
  const all = withRole(state, presetRoles.owner, { capabilities: [...own.capabilities, 0x0007, 0x0008] });
  return { ...all, present: new Set(state.base.policyComponents) };
}

const listing = (state: RoomState, ...ids: readonly number[]): HandshakeProposal =>
  component(
    componentIds.baseRoomPolicy,
    baseRoomPolicy.encode({
      ...state.base,
      policyComponents: [componentIds.rolesList, componentIds.preauthorizedList, ...ids],
    }),
  );

const commit = (state: RoomState, ...proposals: readonly HandshakeProposal[]): string =>
  ruleOf(
    decideCommit(state, {
      committer: owner,
      external: false,
      proposals: proposals.map((proposal) => ({ ...proposal, byReference: false })),
      after: effectiveState(state, proposals),
    }),
  );

describe('changes of what there is', () => {
  const state = lookedAt();

  it('BP-09: a component comes with its place in the list, and goes with it', () => {
    expect(commit(state, logging)).toBe('invalid-component');
    expect(commit(state, listing(state, componentIds.loggingPolicy))).toBe('invalid-component');
    expect(commit(state, logging, listing(state, componentIds.loggingPolicy))).toBe('allowed');
    const logged = effectiveState(state, [logging, listing(state, componentIds.loggingPolicy)]);
    expect(logged.components?.logging).toEqual(componentDefaults.logging);
    expect(logged.present).toContain(componentIds.loggingPolicy);
    expect(commit(logged, withoutLogging)).toBe('invalid-component');
    expect(commit(logged, withoutLogging, listing(logged))).toBe('allowed');
    expect(effectiveState(logged, [withoutLogging]).components?.logging).toBeUndefined();
  });

  it('BP-09: a room that lists otherwise since it was made goes on, as long as that is not touched', () => {
    const older = { ...state, present: new Set([...(state.present ?? []), componentIds.botPolicy]) };
    expect(commit(older, remove(owner, 'guest'))).toBe('allowed');
    expect(commit(older, logging)).toBe('invalid-component');
  });

  it('PC-20 UP-29: one new value of a component in a commit, and as many changes of links as one likes', () => {
    const listed = listing(state, componentIds.loggingPolicy);
    expect(commit(state, logging, logging, listed)).toBe('invalid-combination');
    expect(commit(state, logging, withoutLogging, listed)).toBe('invalid-combination');
    expect(ruleOf(decideProposal(state, withoutLogging, [logging]))).toBe('invalid-combination');
    expect(ruleOf(decideProposal(state, expiration, [logging]))).toBe('allowed');
    const linked = lookedAt({ components: { joinLinks: [Uint8Array.of(1), Uint8Array.of(2), Uint8Array.of(3)] } });
    const both = effectiveState(linked, [links([0], Uint8Array.of(4)), links([1], Uint8Array.of(5))]);
    // Both speak of the links of the epoch.
    expect(both.components?.joinLinks?.map(([octet]) => octet)).toEqual([3, 4, 5]);
    expect(ruleOf(decideProposal(linked, links([1]), [links([1])]))).toBe('invalid-component');
  });

  it('AC-04 BP-13: a component that contradicts the room is refused, alone and in a commit', () => {
    // optional, shared by role 99, not by itself, for a minute: there is no such role.
    const change = component(componentIds.chatHistoryPolicy, Uint8Array.of(0, 4, 0, 0, 0, 99, 0, 0, 0, 0, 60));
    expect(decideProposal(state, change)).toMatchObject({ rule: 'invalid-component', section: 'room-policy §6.6' });
    const listed = listing(state, componentIds.chatHistoryPolicy);
    expect(commit(state, change, listed)).toBe('invalid-component');
  });
});

describe('roles in the words of XEP-0045', () => {
  it('RC-03: each role of ours is one pair of affiliation and role, and each pair one role', () => {
    const state = roomWith();
    const view = describePolicy(state)['user-affiliations'];
    const affiliationOf = (name: string): string =>
      Object.entries(view).find(([, users]) => users.includes(user(name)))?.[0] ?? 'nowhere';
    const roleOf = (name: string): string => {
      if (answer(state, as(name), { type: 'receive-message' }) !== 'allowed') return 'none';
      if (answer(state, as(name), { type: 'kick', user: user('visitor') }) === 'allowed') return 'moderator';
      return answer(state, as(name), { type: 'send-message' }) === 'allowed' ? 'participant' : 'visitor';
    };
    const pairs = persons.map((name) => [name, `${affiliationOf(name)}/${roleOf(name)}`]);
    expect(Object.fromEntries(pairs)).toEqual({
      outcast: 'outcast/none',
      visitor: 'none/visitor',
      guest: 'none/participant',
      member: 'member/participant',
      moderator: 'member/moderator',
      admin: 'admin/moderator',
      owner: 'owner/moderator',
    });
    expect(new Set(pairs.map(([, pair]) => pair)).size).toBe(Object.keys(cast).length);
  });

  it('RC-02: role 1 bans only by its exact name', () => {
    const exiled = withRole(roomWith(), 1, { name: 'Banned' });
    expect(answer(exiled, owner, { type: 'ban', user: user('guest') })).toBe('ban-role-missing');
    expect(answer(exiled, as('outcast'), { type: 'join' })).toBe('lacks-capability');
    expect(answer(exiled, owner, { type: 'unban', user: user('outcast'), role: 3 })).toBe('ban-role-missing');
    // An ordinary role then: its holders take their clients out by their own right.
    const present = { ...exiled, clients: new Map([[user('outcast'), 1]]) };
    expect(answer(present, as('outcast'), { type: 'remove-own-client' })).toBe('lacks-capability');
    expect(answer({ ...present, roles: roomWith().roles }, as('outcast'), { type: 'remove-own-client' })).toBe(
      'allowed',
    );
  });
});
