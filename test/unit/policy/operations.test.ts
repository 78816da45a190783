import { describe, expect, it } from 'vitest';
import { type ProviderUri, roomUri, type UserUri } from '../../../src/identifiers/index.ts';
import {
  type Action,
  type Actor,
  capabilities,
  decide,
  decideProposal,
  type HandshakeProposal,
  type RoomState,
  presetRoles,
} from '../../../src/policy/index.ts';
import { onlyActor, actor, stranger, metadata, type Demand, demands } from './demands.ts';
import { add, answer, as, hub, room, roomWith, ruleOf, user, withRole, theHub } from './rooms.ts';

const { member, guest, owner } = presetRoles;

describe('further operations', () => {
  it('AC-05: key material is handed to who may bring the user in', () => {
    const state = { ...roomWith(), clients: new Map([...roomWith().clients].filter(([who]) => who !== user('guest'))) };
    const fetch = (by: Actor, of: string): string => answer(state, by, { type: 'fetch-key-material', user: user(of) });
    expect(fetch(as('member'), 'stranger')).toBe('allowed');
    expect(fetch(as('member'), 'guest')).toBe('allowed');
    expect(fetch(as('member'), 'member')).toBe('allowed');
    expect(fetch(as('visitor'), 'stranger')).toBe('lacks-capability');
    expect(fetch(as('member'), 'outcast')).toBe('banned');
    expect(fetch(as('member'), 'admin')).toBe('target-is-participant');
    expect(fetch(as('stranger'), 'x')).toBe('not-a-participant');
    const without = withRole(state, member, { authorizedRoleChanges: [] });
    expect(answer(without, as('member'), { type: 'fetch-key-material', user: user('x') })).toBe(
      'role-change-not-authorized',
    );
  });

  it('AC-05: what is needed to enter is given to who may enter', () => {
    const fetch = (state: RoomState, by: Actor): string => answer(state, by, { type: 'fetch-group-info' });
    expect(fetch(roomWith(), as('stranger'))).toBe('allowed');
    expect(fetch(roomWith(), as('member'))).toBe('allowed');
    expect(fetch(roomWith(), as('outcast'))).toBe('banned');
    expect(fetch(roomWith('members-only'), as('stranger'))).toBe('no-open-join');
  });

  it('BP-07 AC-05: a room that nobody is in begins again if it is persistent', () => {
    const empty = { ...roomWith(), clients: new Map<string, number>() };
    const temporary = { ...empty, base: { ...empty.base, persistentRoom: false } };
    const create = { type: 'create-group' } as const;
    expect(answer(empty, as('member'), create)).toBe('allowed');
    expect(answer(empty, as('stranger'), create)).toBe('allowed');
    expect(answer({ ...roomWith('members-only'), clients: new Map() }, as('stranger'), create)).toBe('no-open-join');
    expect(answer(temporary, as('member'), create)).toBe('room-ended');
    expect(answer(roomWith(), as('member'), create)).toBe('group-exists');
    expect(answer(empty, as('outcast'), create)).toBe('banned');
  });

  it('BP-08: a room is found by everybody, or by those who are in it', () => {
    const hidden = roomWith('members-only');
    const find = { type: 'find-room' } as const;
    expect(answer(roomWith(), as('stranger'), find)).toBe('allowed');
    expect(answer(roomWith(), as('outcast'), find)).toBe('banned');
    expect(answer(hidden, as('stranger'), find)).toBe('not-a-participant');
    expect(answer(hidden, as('guest'), find)).toBe('allowed');
    // Hidden and open: who was given the address comes in.
    const open = { ...roomWith(), base: { ...roomWith().base, discoverable: false } };
    expect(answer(open, as('stranger'), find)).toBe('not-a-participant');
    expect(answer(open, as('stranger'), { type: 'join' })).toBe('allowed');
  });

  it('RC-24: knocking is for who is outside, and answered about who is outside', () => {
    const state = withRole(roomWith('members-only'), 0, { capabilities: [capabilities.canKnock] });
    expect(answer(state, as('stranger'), { type: 'knock' })).toBe('allowed');
    expect(answer(roomWith('members-only'), as('stranger'), { type: 'knock' })).toBe('lacks-capability');
    expect(answer(state, as('guest'), { type: 'knock' })).toBe('target-is-participant');
    expect(answer(state, as('outcast'), { type: 'knock' })).toBe('banned');
    const accepting = onlyActor(['canAcceptKnock']);
    expect(answer(accepting, actor, { type: 'answer-knock', user: user('guest') })).toBe('target-is-participant');
    expect(answer(accepting, actor, { type: 'answer-knock', user: user('outcast') })).toBe('target-is-participant');
  });

  it('BP-06: pseudonyms only where the room has them', () => {
    const named = roomWith();
    const pseudonymous = { ...named, base: { ...named.base, pseudonymsAllowed: true } };
    for (const type of ['join', 'create-group'] as const) {
      const state = type === 'join' ? named : { ...named, clients: new Map() };
      expect(answer(state, as('stranger'), { type, pseudonym: true })).toBe('pseudonyms-refused');
      expect(answer({ ...state, base: pseudonymous.base }, as('stranger'), { type, pseudonym: true })).toBe('allowed');
    }
    expect(answer(named, actor, { type: 'add-own-client', pseudonym: true })).toBe('pseudonyms-refused');
    expect(answer(pseudonymous, actor, { type: 'add-own-client', pseudonym: true })).toBe('allowed');
    const enters: HandshakeProposal = { ...add(actor, 'member'), pseudonym: true } as HandshakeProposal;
    expect(ruleOf(decideProposal(named, enters))).toBe('pseudonyms-refused');
    expect(ruleOf(decideProposal(pseudonymous, enters))).toBe('allowed');
    const changes: HandshakeProposal = { by: actor, type: 'other', proposalType: 2, pseudonym: true };
    expect(ruleOf(decideProposal(named, changes))).toBe('pseudonyms-refused');
  });

  it('RC-17 RC-25: one’s own role changes to the first that one is preauthorised for, and to no other', () => {
    const state = {
      ...onlyActor(['canChangeOwnRole']),
      preauthorized: [
        { claims: [], role: guest },
        { claims: [], role: owner },
      ],
    };
    const change = (role: number): Action => ({ type: 'change-own-role', role });
    expect(answer(state, actor, change(guest))).toBe('allowed');
    expect(answer(state, actor, change(owner))).toBe('role-change-not-authorized');
    expect(answer({ ...state, preauthorized: [] }, actor, change(guest))).toBe('role-change-not-authorized');
    expect(answer(withRole(state, guest, { maximumParticipants: 1 }), actor, change(guest))).toBe('role-maximum');
    expect(answer(withRole(state, member, { minimumParticipants: 1 }), actor, change(guest))).toBe('role-minimum');
    expect(answer(state, stranger, change(guest))).toBe('not-a-participant');
  });

  it('MD-04 RC-21: two fields changed with one right are refused', () => {
    const state = onlyActor(['canChangeRoomName']);
    expect(answer(state, actor, metadata({ name: 'x' }))).toBe('allowed');
    expect(answer(state, actor, metadata({ name: 'x', mood: 'y' }))).toBe('lacks-capability');
    const both = onlyActor(['canChangeRoomName', 'canChangeRoomMood']);
    expect(answer(both, actor, metadata({ name: 'x', mood: 'y' }))).toBe('allowed');
    expect(answer(both, actor, metadata({ roomUri: roomUri(hub, 'other') }))).toBe('immutable');
    expect(room).toBe(state.metadata.roomUri);
  });

  it('RC-23: disruptive changes are each refused without their right', () => {
    const disruptive = [
      'canDestroyRoom',
      'canChangeRoomMembershipStyle',
      'canChangeRoleDefinitions',
      'canChangePreauthorizedUserList',
      'canSendMLSReinitProposal',
    ] as const;
    for (const name of disruptive) {
      const { action } = demands[name] as Demand;
      const rest = disruptive.filter((other) => other !== name);
      // Somebody has the right, or the last participant's would hold.
      const state = withRole(onlyActor(rest), owner, { capabilities: [capabilities[name]] });
      expect(decide(state, actor, action)).toMatchObject({ rule: 'lacks-capability', section: 'room-policy §8.6' });
      expect(answer(state, as('owner'), action)).toBe('allowed');
    }
  });

  it('AC-05: a provider stands under its URI', () => {
    const enforcer = 'mimi://mimi.example.org' as ProviderUri;
    expect(answer(roomWith(), as('owner'), { type: 'kick', user: enforcer })).toBe('allowed');
    expect(answer(roomWith(), theHub, { type: 'join' })).toBe('lacks-capability');
    expect(
      answer(roomWith(), theHub, { type: 'change-role', user: 'mimi://x.example' as unknown as UserUri, role: 3 }),
    ).toBe('target-not-a-participant');
  });
});
