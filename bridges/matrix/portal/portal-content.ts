import type { RoomUri } from '../../../src/identifiers/index.ts';
import type { RoomView } from '../../../src/rooms/index.ts';
import type { EventContent, PowerLevels } from '../contract.ts';
import { joinRuleOf } from '../outbound/room-state.ts';

/** Type of the state event that names the MIMI room of a portal. */
export const portalMarker = 'org.mimi.portal';

/** Body of /createRoom for a portal. */
export function portalContent(
  view: RoomView,
  o: {
    readonly aliasLocalpart: string;
    readonly roomVersion: string;
    readonly powerLevels: PowerLevels;
    /** Matrix users who have a place in an invite-only room: whoever asked for the alias may be one of them. */
    readonly invite: readonly string[];
  },
): EventContent {
  const { name, subject } = view.details;
  const state = (type: string, content: object): object => ({ type, state_key: '', content });
  return {
    room_version: o.roomVersion,
    room_alias_name: o.aliasLocalpart,
    visibility: 'private',
    preset: 'private_chat',
    ...(o.invite.length > 0 && { invite: o.invite }),
    power_level_content_override: o.powerLevels,
    initial_state: [
      state('m.room.join_rules', joinRuleOf(view.flags)),
      state('m.room.history_visibility', { history_visibility: 'shared' }),
      state('m.room.guest_access', { guest_access: 'forbidden' }),
      state(portalMarker, markerOf(view.room)),
      ...(name === '' ? [] : [state('m.room.name', { name })]),
      ...(subject === '' ? [] : [state('m.room.topic', { topic: subject })]),
    ],
  };
}

export function markerOf(room: RoomUri): { readonly room: RoomUri } {
  return { room };
}
