import { describe, expect, it } from 'vitest';
import {
  accessTable,
  type Action,
  capabilities,
  type CapabilityName,
  componentIds,
  decide,
  decideCommit,
  decideProposal,
  effectiveState,
  type HandshakeProposal,
  joinLinksUpdate,
  loggingPolicy,
  operationalPolicy,
  componentDefaults,
  baseRoomPolicy,
  preauthorizedList,
  presetRoles,
  rolesList,
  roomMetadata,
  type RoomState,
} from '../../../src/policy/index.ts';
import { onlyActor, actor } from './demands.ts';
import { add, answer, as, list, remove, roomWith, ruleOf, user, withRole } from './rooms.ts';

const { guest, owner } = presetRoles;

/** What a handshake carries for each capability that it can be about. */
const handshakes: Partial<Record<CapabilityName, (state: RoomState) => readonly HandshakeProposal[]>> = {
  canAddParticipant: () => [list.add(actor, 'x', guest), add(actor, 'x')],
  canRemoveParticipant: (state) => [list.remove(state, actor, 'guest'), remove(actor, 'guest')],
  canAddOwnClient: () => [add(actor, 'member')],
  canRemoveOwnClient: () => [remove(actor, 'member')],
  canBan: (state) => [list.change(state, actor, 'guest', 1), remove(actor, 'guest')],
  canUnban: (state) => [list.change(state, actor, 'outcast', guest)],
  canKick: () => [remove(actor, 'guest')],
  canChangeUserRole: (state) => [list.change(state, actor, 'guest', owner)],
  canCreateJoinCode: () => [
    component(componentIds.joinLinks, joinLinksUpdate.encode({ removedIndices: [], addedLinks: [Uint8Array.of(9)] })),
  ],
  canDeleteJoinCode: () => [
    component(componentIds.joinLinks, joinLinksUpdate.encode({ removedIndices: [0], addedLinks: [] })),
  ],
  canChangeRoomName: (state) => [
    component(componentIds.roomMetadata, roomMetadata.encode({ ...state.metadata, name: 'x' })),
  ],
  canChangeRoomSubject: (state) => [
    component(componentIds.roomMetadata, roomMetadata.encode({ ...state.metadata, subject: 'x' })),
  ],
  canChangeRoomMembershipStyle: (state) => [
    component(componentIds.baseRoomPolicy, baseRoomPolicy.encode({ ...state.base, discoverable: false })),
  ],
  canChangeRoleDefinitions: (state) => [component(componentIds.rolesList, rolesList.encode(state.roles))],
  canChangePreauthorizedUserList: (state) => [
    component(componentIds.preauthorizedList, preauthorizedList.encode([], state.roles)),
  ],
  canChangeOtherPolicyAttribute: () => [
    component(componentIds.loggingPolicy, loggingPolicy.encode(componentDefaults.logging)),
  ],
  canChangeMlsOperationalPolicies: () => [
    component(componentIds.operationalPolicy, operationalPolicy.encode(componentDefaults.operational)),
  ],
  canSendMLSReinitProposal: () => [{ by: actor, type: 'reinit' }],
  canSendMLSUpdateProposal: () => [{ by: actor, type: 'other', proposalType: 2 }],
  canSendMLSPSKProposal: () => [{ by: actor, type: 'other', proposalType: 4 }],
};

function component(componentId: number, update: Uint8Array | null): HandshakeProposal {
  return { by: actor, type: 'component', componentId, update };
}

describe('one right, three ways', () => {
  const cases = Object.entries(handshakes) as readonly (readonly [
    CapabilityName,
    (state: RoomState) => readonly HandshakeProposal[],
  ])[];

  it.each(cases)('RC-31 AC-06: %s is asked alike of an action, a bare proposal and a commit', (name, make) => {
    const bound = (state: RoomState): RoomState =>
      withRole(state, presetRoles.admin, { capabilities: name.startsWith('canSendMLS') ? [capabilities[name]] : [] });
    for (const [state, expected] of [
      [bound(onlyActor([name])), 'allowed'],
      [bound(onlyActor([])), 'lacks-capability'],
    ] as const) {
      const proposals = make(state);
      const [first, ...rest] = proposals;
      expect(ruleOf(decideProposal(state, first!, []))).toBe(expected);
      const committed = proposals.map((proposal) => ({ ...proposal, byReference: false }));
      const after = effectiveState(state, proposals);
      // Nobody commits the removal of its own last client: another does.
      if (name === 'canRemoveOwnClient') {
        const referenced = proposals.map((proposal) => ({ ...proposal, byReference: true }));
        expect(
          ruleOf(decideCommit(state, { committer: as('guest'), external: false, proposals: referenced, after })),
        ).toBe(expected);
        continue;
      }
      expect(ruleOf(decideCommit(state, { committer: actor, external: false, proposals: committed, after }))).toBe(
        expected,
      );
      if (expected === 'allowed') {
        for (const [index, proposal] of rest.entries()) {
          expect(ruleOf(decideProposal(state, proposal, proposals.slice(0, index + 1)))).toBe('allowed');
        }
      }
    }
  });

  it('AC-07: extensions take their capability, and the hub stays an external sender', () => {
    const state = onlyActor(['canChangeMlsOperationalPolicies']);
    const change = (dropsHub: boolean): HandshakeProposal => ({
      by: actor,
      type: 'group-context-extensions',
      dropsHub,
    });
    expect(ruleOf(decideProposal(state, change(false)))).toBe('allowed');
    expect(ruleOf(decideProposal(state, change(true)))).toBe('immutable');
    expect(ruleOf(decideProposal(onlyActor([]), change(false)))).toBe('lacks-capability');
    expect(answer(state, actor, { type: 'change-extensions', dropsHub: true })).toBe('immutable');
    expect(decide(state, actor, { type: 'change-extensions', dropsHub: true })).toMatchObject({
      section: 'protocol §7.4',
    });
  });

  it('AC-01: the table of who may propose what says what is decided', () => {
    for (const kind of ['open', 'members-only', 'moderated', 'semi-open'] as const) {
      const state = roomWith(kind);
      const table = accessTable(state);
      const holders = (action: Action): readonly number[] =>
        (['visitor', 'guest', 'member', 'moderator', 'admin', 'owner'] as const)
          .filter((name) => answer(state, as(name), action) === 'allowed')
          .map((name) => presetRoles[name]);
      const listed = (of: Parameters<typeof table.get>[0]): readonly number[] =>
        (table.get(of) ?? []).filter((role) => role > 1 && role < presetRoles.enforcer);
      const next = { ...state.metadata };
      expect(holders({ type: 'reinit' })).toEqual(listed('ReInit'));
      expect(holders({ type: 'change-base-policy', base: state.base })).toEqual(listed('base policy'));
      expect(holders({ type: 'change-roles', roles: state.roles })).toEqual(listed('roles'));
      expect(holders({ type: 'change-preauthorized', entries: [] })).toEqual(listed('preauthorisation'));
      expect(holders({ type: 'change-component', componentId: 0x0030 })).toEqual(listed('other policies'));
      expect(holders({ type: 'change-component', componentId: 0x0024 })).toEqual(listed('operational policy'));
      expect(holders({ type: 'change-extensions' })).toEqual(listed('GroupContextExtensions'));
      expect(holders({ type: 'change-metadata', metadata: { ...next, name: 'x' } })).toEqual(listed('metadata: name'));
      expect(holders({ type: 'change-metadata', metadata: { ...next, subject: 'x' } })).toEqual(
        listed('metadata: subject'),
      );
      expect(holders({ type: 'ban', user: user('stranger') })).toEqual(listed('list: ban'));
      expect(holders({ type: 'kick', user: user('visitor') }).filter((role) => role > 2)).toEqual(
        listed('Remove of others').filter((role) => role > 2),
      );
      expect(holders({ type: 'send-proposal', proposal: 'update' })).toEqual(listed('Update'));
      expect(holders({ type: 'external-commit' })).toEqual(listed('external commits'));
      expect(holders({ type: 'add-own-client' })).toEqual(listed('Add of own clients'));
    }
  });
});
