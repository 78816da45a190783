import type { ProviderDomain, RoomUri, UserUri } from '../identifiers/index.ts';
import { domainOf, groupOfId, kindOf } from '../identifiers/index.ts';
import type { PublicGroup } from '../mls/index.ts';
import { policyFlags, type RoomMetadata, type RoomState } from '../policy/index.ts';
import type { NetworkName, ParticipantView, RoomDetails, RoomView } from '../rooms/index.ts';

/** Names and texts of a room; of its descriptions the first plain one. */
export function detailsOf(metadata: RoomMetadata): RoomDetails {
  const plain = metadata.descriptions.find(({ mediaType }) => mediaType.startsWith('text/plain'));
  return {
    name: metadata.name,
    description: (plain ?? metadata.descriptions[0])?.content ?? '',
    subject: metadata.subject,
    avatar: metadata.avatar,
  };
}

export interface ViewSource {
  readonly room: RoomUri;
  readonly group: PublicGroup;
  readonly state: RoomState;
  readonly nicknames: ReadonlyMap<string, string>;
  readonly networks: ReadonlyMap<ProviderDomain, NetworkName>;
  readonly seq: number;
  readonly createdAt: number;
}

/** A room as adapters see it, from the state of an epoch and what this gateway knows beside it. */
export function viewOf(source: ViewSource): RoomView {
  const participants = new Map<UserUri, ParticipantView>();
  for (const { user: name, role } of source.state.participants) {
    if (kindOf(name) !== 'user') continue;
    const user = name as UserUri;
    participants.set(user, {
      user,
      role,
      active: (source.state.clients.get(user) ?? 0) > 0,
      network: source.networks.get(domainOf(user)) ?? null,
      nickname: source.nicknames.get(user) ?? null,
    });
  }
  return {
    room: source.room,
    group: groupOfId(source.group.context.groupId),
    epoch: source.group.context.epoch,
    seq: source.seq,
    details: detailsOf(source.state.metadata),
    flags: policyFlags(source.state),
    participants,
    createdAt: source.createdAt,
  };
}
