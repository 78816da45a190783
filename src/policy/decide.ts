import type { RoomState } from './contract.ts';
import type { Action, Actor, Decision } from './rules/contract.ts';
import { addOwnClient, addParticipant, createGroup, fetchKeyMaterial, findRoom, join } from './rules/entering.ts';
import { changeGateways } from './rules/gateways.ts';
import { changeJoinLinks } from './rules/join-links.ts';
import { answerKnock, knock } from './rules/knocking.ts';
import { removeClient, removeOwnClient, removeParticipant, removeSelf } from './rules/leaving.ts';
import {
  callRights,
  messageOne,
  messageRights,
  profileRights,
  readRights,
  sendMessage,
  useRight,
} from './rules/messages.ts';
import { actExternally, changeExtensions, sendProposal } from './rules/mls-operations.ts';
import { ban, kick, unban } from './rules/moderation.ts';
import { changeOwnRole, changeRole } from './rules/role-changes.ts';
import {
  changeBasePolicy,
  changeComponent,
  changeMetadata,
  changePreauthorized,
  changeRoles,
  destroyRoom,
  removeComponent,
} from './rules/room-settings.ts';
import { withCapability } from './standing.ts';

type Rules = {
  readonly [T in Action['type']]: (
    state: RoomState,
    actor: Actor,
    action: Extract<Action, { readonly type: T }>,
  ) => Decision;
};

/** The rule of each action, in the order of the families of rules/contract.ts. */
const rules: Rules = {
  'find-room': findRoom,
  join,
  'create-group': createGroup,
  'fetch-group-info': join,
  'add-own-client': addOwnClient,
  'add-participant': addParticipant,
  'fetch-key-material': fetchKeyMaterial,
  knock,
  'answer-knock': answerKnock,

  'remove-own-client': removeOwnClient,
  'remove-self': removeSelf,
  'remove-participant': removeParticipant,
  kick,
  'remove-client': removeClient,

  ban,
  unban,
  'change-role': changeRole,
  'change-own-role': changeOwnRole,

  'send-message': (state, actor, { uses }) => sendMessage(state, actor, uses),
  'receive-message': (state, actor) => useRight(state, actor, messageRights['receive-message']),
  'delete-own-message': (state, actor) => useRight(state, actor, messageRights['delete-own-message']),
  'delete-other-message': (state, actor) => useRight(state, actor, messageRights['delete-other-message']),
  'use-message': (state, actor, { use }) => useRight(state, actor, readRights[use]),
  call: (state, actor, { use }) => useRight(state, actor, callRights[use]),
  'send-direct-message': messageOne,
  'target-message': messageOne,
  'change-own-profile': (state, actor, { field }) => useRight(state, actor, profileRights[field]),

  'change-metadata': (state, actor, { metadata }) => changeMetadata(state, actor, metadata),
  'change-base-policy': (state, actor, { base }) => changeBasePolicy(state, actor, base),
  'change-roles': (state, actor, { roles }) => changeRoles(state, actor, roles),
  'change-preauthorized': (state, actor, { entries }) => changePreauthorized(state, actor, entries),
  'change-gateways': (state, actor, { refused }) => changeGateways(state, actor, refused, state),
  'change-join-links': (state, actor, { update }) => changeJoinLinks(state, actor, update),
  'change-component': (state, actor, { componentId }) => changeComponent(state, actor, componentId),
  'remove-component': (state, actor, { componentId }) => removeComponent(state, actor, componentId),
  'create-subroom': (state, actor) => withCapability(state, actor, 'canCreateSubgroup', 'room-policy §8.7'),
  'destroy-room': destroyRoom,

  reinit: (state, actor) => withCapability(state, actor, 'canSendMLSReinitProposal', 'room-policy §8.6'),
  'change-extensions': (state, actor, { dropsHub }) => changeExtensions(state, actor, dropsHub),
  'send-proposal': (state, actor, { proposal }) => sendProposal(state, actor, proposal),
  'external-proposal': (state, actor, { type }) => actExternally(state, actor, type),
  'external-commit': (state, actor, { type }) => actExternally(state, actor, type),
};

/**
 * Whether somebody may do something (AC-05): the same answer at the hub, at a follower and at a client, from the state
 * alone. Each family of actions has its files under rules/; what each answer rests on is said in rules/contract.ts.
 */
export function decide(state: RoomState, actor: Actor, action: Action): Decision {
  // The table has for each type the rule that takes it; the compiler does not follow that through a union.
  const rule = rules[action.type] as (state: RoomState, actor: Actor, action: Action) => Decision;
  return rule(state, actor, action);
}
