import { type CapabilityName, componentIds } from '../code-points.ts';
import { InvalidPolicy } from '../invalid-policy.ts';
import { applyParticipantListUpdate } from '../participants.ts';
import { assetPolicy } from './asset-policy.ts';
import { baseRoomPolicy } from './base-room-policy.ts';
import { botPolicy } from './bot-policy.ts';
import { checkRoles } from './check-roles.ts';
import { contentMediaTypes } from './content-media-types.ts';
import { frankingAgent } from './franking-agent.ts';
import { gatewayPolicy } from './gateway-policy.ts';
import { historyPolicy } from './history-policy.ts';
import { joinLinkPolicy } from './join-link-policy.ts';
import { applyJoinLinksUpdates, joinLinks, joinLinksUpdate } from './join-links.ts';
import { linkPreviewPolicy } from './link-preview-policy.ts';
import { loggingPolicy } from './logging-policy.ts';
import { messageExpirationPolicy } from './message-expiration-policy.ts';
import { operationalPolicy } from './operational-policy.ts';
import { participantList, participantListUpdate } from './participant-list.ts';
import { preauthorizedList } from './preauthorized-list.ts';
import { rolesList } from './roles-list.ts';
import { roomMetadata } from './room-metadata.ts';
import { statusNotificationPolicy } from './status-notification-policy.ts';

/**
 * Who may change a component (decision WF-07): whoever has a capability, or whoever has the capability that each single
 * change asks for, out of those named.
 */
export type ComponentGuard =
  | { readonly by: 'capability'; readonly capability: CapabilityName }
  | { readonly by: 'each-change'; readonly capabilities: readonly CapabilityName[] };

/** What holds of one component of the GroupContext. */
export interface ComponentEntry {
  readonly id: number;
  /** The registry's name. */
  readonly name: string;
  readonly section: string;
  /** An update is the new value, or a change of the old one (PC-20). */
  readonly update: 'whole' | 'differential';
  readonly guard: ComponentGuard;
  /** What of it never changes, or null. */
  readonly immutable: string | null;
  /** It may be taken out of a room again. */
  readonly removable: boolean;
  /** It is named in the base policy's `policy_component_ids` (draft-ietf-mimi-room-policy §5, BP-09). */
  readonly policy: boolean;
  /**
   * The component's data after the updates of one commit.
   * @param state undefined where the room has none yet
   * @throws InvalidPolicy when an update is not what the draft says, or does not fit
   */
  readonly apply: (state: Uint8Array | undefined, updates: readonly Uint8Array[]) => Uint8Array;
}

/** A component whose update is its new value, once in a commit: of two values one would be lost (protocol §7.6). */
function replacedBy(check: (octets: Uint8Array) => unknown): ComponentEntry['apply'] {
  return (_state, [update, ...more]) => {
    if (!update || more.length > 0) throw new InvalidPolicy('malformed', 'a component is replaced once in a commit');
    check(update);
    return update;
  };
}

const applyToParticipants: ComponentEntry['apply'] = (state, updates) => {
  const list = state ? participantList.decode(state) : [];
  return participantList.encode(applyParticipantListUpdate(list, updates.map(participantListUpdate.decode)));
};

const applyToJoinLinks: ComponentEntry['apply'] = (state, updates) => {
  const links = state ? joinLinks.decode(state) : [];
  return joinLinks.encode(applyJoinLinksUpdates(links, updates.map(joinLinksUpdate.decode)));
};

const capability = (name: CapabilityName): ComponentGuard => ({ by: 'capability', capability: name });
const eachChange = (...capabilities: readonly CapabilityName[]): ComponentGuard => ({
  by: 'each-change',
  capabilities,
});

const necessary = { immutable: null, removable: false, policy: false, update: 'whole' } as const;
const optional = { ...necessary, removable: true } as const;
/** A policy of draft-ietf-mimi-room-policy §6: guarded by a reserved code (decision WF-07). */
const furtherPolicy = { ...optional, policy: true, guard: capability('canChangeOtherPolicyAttribute') } as const;

const entries: readonly ComponentEntry[] = [
  {
    ...optional,
    id: componentIds.contentMediaTypes,
    name: 'content_media_types',
    section: 'mls-extensions §6.2',
    guard: capability('canChangeOtherPolicyAttribute'),
    apply: replacedBy(contentMediaTypes.decode),
  },
  {
    ...optional,
    id: componentIds.frankingAgent,
    name: 'franking_agent',
    section: 'protocol §5.4.1',
    guard: capability('canChangeOtherPolicyAttribute'),
    immutable: 'the agent, once there is one: a new one comes with a new group',
    apply: replacedBy(frankingAgent.decode),
  },
  {
    ...necessary,
    id: componentIds.participantList,
    name: 'participant_list',
    section: 'protocol §7.5',
    update: 'differential',
    guard: eachChange(
      'canAddParticipant',
      'canRemoveParticipant',
      'canRemoveSelf',
      'canOpenJoin',
      'canJoinIfPreauthorized',
      'canUseJoinCode',
      'canBan',
      'canUnban',
      'canChangeUserRole',
      'canChangeOwnRole',
    ),
    apply: applyToParticipants,
  },
  {
    ...necessary,
    id: componentIds.roomMetadata,
    name: 'room_metadata',
    section: 'protocol §7.6',
    guard: eachChange(
      'canChangeRoomName',
      'canChangeRoomDescription',
      'canChangeRoomAvatar',
      'canChangeRoomSubject',
      'canChangeRoomMood',
    ),
    immutable: 'room_uri',
    apply: replacedBy(roomMetadata.decode),
  },
  {
    ...furtherPolicy,
    id: componentIds.operationalPolicy,
    name: 'mls_operational_policy',
    section: 'room-policy §7.1',
    guard: capability('canChangeMlsOperationalPolicies'),
    apply: replacedBy(operationalPolicy.decode),
  },
  {
    ...necessary,
    id: componentIds.rolesList,
    name: 'roles_list',
    section: 'room-policy §3',
    guard: capability('canChangeRoleDefinitions'),
    policy: true,
    apply: replacedBy((octets) => {
      checkRoles(rolesList.decode(octets));
    }),
  },
  {
    ...furtherPolicy,
    id: componentIds.preauthorizedList,
    name: 'preauth_list',
    section: 'room-policy §4',
    guard: capability('canChangePreauthorizedUserList'),
    apply: replacedBy(preauthorizedList.decode),
  },
  {
    ...necessary,
    id: componentIds.baseRoomPolicy,
    name: 'base_room_policy',
    section: 'room-policy §5',
    guard: capability('canChangeRoomMembershipStyle'),
    apply: replacedBy(baseRoomPolicy.decode),
  },
  {
    ...furtherPolicy,
    id: componentIds.statusNotificationPolicy,
    name: 'status_notification_policy',
    section: 'room-policy §6.1',
    apply: replacedBy(statusNotificationPolicy.decode),
  },
  {
    ...furtherPolicy,
    id: componentIds.joinLinkPolicy,
    name: 'join_link_policy',
    section: 'room-policy §6.2',
    apply: replacedBy(joinLinkPolicy.decode),
  },
  {
    ...furtherPolicy,
    id: componentIds.joinLinks,
    name: 'join_links',
    section: 'room-policy §6.2',
    update: 'differential',
    guard: eachChange('canCreateJoinCode', 'canDeleteJoinCode'),
    apply: applyToJoinLinks,
  },
  {
    ...furtherPolicy,
    id: componentIds.linkPreviewPolicy,
    name: 'link_preview_policy',
    section: 'room-policy §6.3',
    apply: replacedBy(linkPreviewPolicy.decode),
  },
  {
    ...furtherPolicy,
    id: componentIds.assetPolicy,
    name: 'asset_policy',
    section: 'room-policy §6.4',
    apply: replacedBy(assetPolicy.decode),
  },
  {
    ...furtherPolicy,
    id: componentIds.loggingPolicy,
    name: 'logging_policy',
    section: 'room-policy §6.5',
    apply: replacedBy(loggingPolicy.decode),
  },
  {
    ...furtherPolicy,
    id: componentIds.chatHistoryPolicy,
    name: 'chat_history_policy',
    section: 'room-policy §6.6',
    apply: replacedBy(historyPolicy.decode),
  },
  {
    ...furtherPolicy,
    id: componentIds.botPolicy,
    name: 'bot_policy',
    section: 'room-policy §6.7',
    apply: replacedBy(botPolicy.decode),
  },
  {
    ...furtherPolicy,
    id: componentIds.messageExpirationPolicy,
    name: 'message_expiration_policy',
    section: 'room-policy §6.8',
    apply: replacedBy(messageExpirationPolicy.decode),
  },
  {
    ...furtherPolicy,
    id: componentIds.gatewayPolicy,
    name: 'gateway_policy',
    section: 'room-policy §5',
    removable: false,
    apply: replacedBy(gatewayPolicy.decode),
  },
];

/** Every component that this policy reads, by id. Others are carried as they are and never changed (BP-15). */
export const componentRegistry: ReadonlyMap<number, ComponentEntry> = new Map(
  entries.map((entry) => [entry.id, entry]),
);
