/**
 * A naive model of who may do what in a room, sentence by sentence from draft-ietf-mimi-room-policy-03 and
 * draft-ietf-mimi-protocol-06 §7. It was written from their text alone, to disagree with src/policy where either is
 * wrong: it uses that folder's types only. What came out is in docs/policy-decisions.md.
 */
import type { Action, Actor, RoomState } from '../../src/policy/index.ts';
import { addOwnClient, addParticipant, answerKnock, createGroup, enter, fetchKeyMaterial, knock } from './adding.ts';
import type { Clause } from './clause.ts';
import * as disruptive from './disruptive.ts';
import { findRoom } from './finding.ts';
import * as messages from './messages.ts';
import { kick, leftParent, removeClient, removeOwnClient, removeParticipant, removeSelf } from './removing.ts';
import { ban, changeOwnRole, changeRole, unban } from './role-changes.ts';
import { notBanned } from './standing.ts';

export interface Verdict {
  readonly allowed: boolean;
  /** The first sentence that does not hold; empty when all do. */
  readonly sentence: string;
  /** Set when only this project's own rules refuse. */
  readonly houseRule?: string;
}

export function mayHappen(state: RoomState, actor: Actor, action: Action): boolean {
  return verdict(state, actor, action).allowed;
}

export function verdict(state: RoomState, actor: Actor, action: Action): Verdict {
  // What a provider does about its own users’ clients is its own affair (UP-37), whatever its entry says.
  const own = action.type === 'remove-client';
  // Who left the parent goes "automatically" (RP §5), which no role of the hub's can hinder.
  const automatic = action.type === 'remove-participant' && leftParent(state, actor, action.user);
  const about = own || automatic ? [] : [notBanned(state, actor)];
  const failing = [...about, ...clausesFor(state, actor, action)].filter(({ holds }) => !holds);
  const first = failing.find(({ houseRule }) => houseRule === undefined) ?? failing[0];
  if (first === undefined) return { allowed: true, sentence: '' };
  return {
    allowed: false,
    sentence: first.says,
    ...(first.houseRule === undefined ? {} : { houseRule: first.houseRule }),
  };
}

function clausesFor(state: RoomState, actor: Actor, action: Action): readonly Clause[] {
  switch (action.type) {
    case 'find-room':
      return findRoom(state, actor);
    case 'create-group':
      return createGroup(state, actor, action);
    case 'join':
    case 'fetch-group-info':
      return enter(state, actor, action);
    case 'add-own-client':
      return addOwnClient(state, actor, action);
    case 'add-participant':
      return addParticipant(state, actor, action);
    case 'fetch-key-material':
      return fetchKeyMaterial(state, actor, action.user);
    case 'knock':
      return knock(state, actor);
    case 'answer-knock':
      return answerKnock(state, actor, action.user);
    case 'remove-own-client':
      return removeOwnClient(state, actor);
    case 'remove-self':
      return removeSelf(state, actor);
    case 'remove-participant':
      return removeParticipant(state, actor, action.user);
    case 'kick':
      return kick(state, actor, action.user);
    case 'remove-client':
      return removeClient(state, actor, action.user);
    case 'ban':
      return ban(state, actor, action.user);
    case 'unban':
      return unban(state, actor, action.user, action.role);
    case 'change-role':
      return changeRole(state, actor, action.user, action.role);
    case 'change-own-role':
      return changeOwnRole(state, actor, action.role);
    case 'change-own-profile':
      return messages.changeOwnProfile(state, actor, action.field);
    case 'send-message':
      return messages.sendMessage(state, actor, action.uses ?? []);
    case 'receive-message':
      return messages.receiveMessage(state, actor);
    case 'delete-own-message':
      return messages.deleteMessage(state, actor, 'own');
    case 'delete-other-message':
      return messages.deleteMessage(state, actor, 'other');
    case 'use-message':
      return messages.useMessage(state, actor, action.use);
    case 'call':
      return messages.call(state, actor, action.use);
    case 'send-direct-message':
      return messages.directMessage(state, actor, action.user, 'sendDirectMessage');
    case 'target-message':
      return messages.directMessage(state, actor, action.user, 'targetMessage');
    default:
      return clausesForRoom(state, actor, action);
  }
}

type AboutRoom = Extract<
  Action,
  {
    type:
      | `change-${'metadata' | 'base-policy' | 'roles' | 'preauthorized' | 'gateways' | 'join-links' | 'component' | 'extensions'}`
      | 'remove-component'
      | 'create-subroom'
      | 'destroy-room'
      | 'reinit'
      | 'send-proposal'
      | 'external-proposal'
      | 'external-commit';
  }
>;

function clausesForRoom(state: RoomState, actor: Actor, action: AboutRoom): readonly Clause[] {
  switch (action.type) {
    case 'change-metadata':
      return disruptive.changeMetadata(state, actor, action.metadata);
    case 'change-base-policy':
      return disruptive.changeBase(state, actor, action.base);
    case 'change-roles':
      return disruptive.changeRoles(state, actor, action.roles);
    case 'change-preauthorized':
      return disruptive.changePreauthorized(state, actor, action.entries);
    case 'change-gateways':
      return disruptive.changeGateways(state, actor, action.refused);
    case 'change-join-links':
      return disruptive.changeJoinLinks(state, actor, action.update);
    case 'change-component':
      return disruptive.changeComponent(state, actor, action.componentId);
    case 'remove-component':
      return disruptive.removeComponent(state, actor, action.componentId);
    case 'create-subroom':
      return disruptive.createSubroom(state, actor);
    case 'destroy-room':
      return disruptive.destroyRoom(state, actor);
    case 'change-extensions':
      return disruptive.changeExtensions(state, actor, action.dropsHub ?? false);
    case 'send-proposal':
      return disruptive.mlsProposal(state, actor, action.proposal);
    case 'reinit':
    case 'external-proposal':
    case 'external-commit':
      return disruptive.mlsProposal(state, actor, action.type);
  }
}
