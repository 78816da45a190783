import type { Action, Actor, Decision, RoomState } from './contract.ts';
import { addOwnClient, addParticipant, join } from './rules/entering.ts';
import { changeGateways } from './rules/gateways.ts';
import { removeOwnClient, removeParticipant, removeSelf } from './rules/leaving.ts';
import { sendMessage, useMessage } from './rules/messages.ts';
import { ban, kick, unban } from './rules/moderation.ts';
import { changeOwnRole, changeRole } from './rules/role-changes.ts';
import {
  changeComponent,
  changeMetadata,
  changePreauthorized,
  destroyRoom,
  guardOf,
  withCapability,
} from './rules/room-settings.ts';

/**
 * Whether somebody may do something (AC-05): the same answer at the hub, at a follower and at a client, from the state
 * alone. Each family of actions has its file under rules/.
 */
export function decide(state: RoomState, actor: Actor, action: Action): Decision {
  switch (action.type) {
    case 'join':
      return join(state, actor, action);
    case 'add-participant':
      return addParticipant(state, actor, action);
    case 'add-own-client':
      return addOwnClient(state, actor, action);
    case 'remove-own-client':
      return removeOwnClient(state, actor);
    case 'remove-participant':
      return removeParticipant(state, actor, action);
    case 'remove-self':
      return removeSelf(state, actor);
    case 'kick':
      return kick(state, actor, action);
    case 'ban':
      return ban(state, actor, action);
    case 'unban':
      return unban(state, actor, action);
    case 'change-role':
      return changeRole(state, actor, action);
    case 'change-own-role':
      return changeOwnRole(state, actor, action);
    case 'send-message':
      return sendMessage(state, actor);
    case 'receive-message':
      return useMessage(state, actor, 'canReceiveMessage');
    case 'delete-own-message':
      return useMessage(state, actor, 'canDeleteOwnMessage');
    case 'delete-other-message':
      return useMessage(state, actor, 'canDeleteOtherMessage');
    default:
      return decideSettings(state, actor, action);
  }
}

type SettingsAction = Extract<
  Action,
  {
    type:
      | 'change-metadata'
      | 'change-base-policy'
      | 'change-roles'
      | 'change-preauthorized'
      | 'change-gateways'
      | 'change-component'
      | 'destroy-room'
      | 'reinit';
  }
>;

function decideSettings(state: RoomState, actor: Actor, action: SettingsAction): Decision {
  switch (action.type) {
    case 'change-metadata':
      return changeMetadata(state, actor, action.metadata);
    case 'change-base-policy':
      return changeComponent(state, actor, 'canChangeRoomMembershipStyle', { base: action.base });
    case 'change-roles':
      return changeComponent(state, actor, 'canChangeRoleDefinitions', { roles: action.roles });
    case 'change-preauthorized':
      return changePreauthorized(state, actor, action.entries);
    case 'change-gateways':
      return changeGateways(state, actor, action.refused, state);
    case 'change-component':
      return withCapability(state, actor, guardOf(action.componentId));
    case 'destroy-room':
      return destroyRoom(state, actor);
    case 'reinit':
      return withCapability(state, actor, 'canSendMLSReinitProposal');
  }
}
