import { componentIds } from '../code-points.ts';
import { assetPolicy } from './asset-policy.ts';
import { botPolicy } from './bot-policy.ts';
import { contentMediaTypes } from './content-media-types.ts';
import type { RoomComponents } from './contract.ts';
import { frankingAgent } from './franking-agent.ts';
import { historyPolicy } from './history-policy.ts';
import { joinLinkPolicy } from './join-link-policy.ts';
import { applyJoinLinksUpdates, joinLinks, joinLinksUpdate } from './join-links.ts';
import { linkPreviewPolicy } from './link-preview-policy.ts';
import { loggingPolicy } from './logging-policy.ts';
import { messageExpirationPolicy } from './message-expiration-policy.ts';
import { operationalPolicy } from './operational-policy.ts';
import type { ComponentCodec } from './presentation.ts';
import { statusNotificationPolicy } from './status-notification-policy.ts';

type Key = keyof RoomComponents;

/** Where one of {@link RoomComponents} stands in the dictionary, and how it is spelled there. */
interface Place {
  readonly key: Key;
  readonly id: number;
  readonly read: (octets: Uint8Array) => RoomComponents;
  /** null: the room has none. */
  readonly encode: (components: RoomComponents) => Uint8Array | null;
}

function place<K extends Key>(key: K, id: number, codec: ComponentCodec<NonNullable<RoomComponents[K]>>): Place {
  return {
    key,
    id,
    read: (octets) => ({ [key]: codec.decode(octets) }),
    encode: (components) => {
      const value = components[key];
      return value ? codec.encode(value) : null;
    },
  };
}

const places: readonly Place[] = [
  place('contentMediaTypes', componentIds.contentMediaTypes, contentMediaTypes),
  place('frankingAgent', componentIds.frankingAgent, frankingAgent),
  place('operational', componentIds.operationalPolicy, operationalPolicy),
  place('statusNotifications', componentIds.statusNotificationPolicy, statusNotificationPolicy),
  place('joinLinkPolicy', componentIds.joinLinkPolicy, joinLinkPolicy),
  place('joinLinks', componentIds.joinLinks, joinLinks),
  place('linkPreviews', componentIds.linkPreviewPolicy, linkPreviewPolicy),
  place('assets', componentIds.assetPolicy, assetPolicy),
  place('logging', componentIds.loggingPolicy, loggingPolicy),
  place('history', componentIds.chatHistoryPolicy, historyPolicy),
  place('bots', componentIds.botPolicy, botPolicy),
  place('expiration', componentIds.messageExpirationPolicy, messageExpirationPolicy),
];

const placeOf = new Map(places.map((entry) => [entry.id, entry]));

/**
 * The further components of a room's dictionary; a key for each that is there.
 * @throws InvalidPolicy for one that does not decode
 */
export function readRoomComponents(dictionary: (componentId: number) => Uint8Array | undefined): RoomComponents {
  let components: RoomComponents = {};
  for (const { id, read } of places) {
    const octets = dictionary(id);
    if (octets) components = { ...components, ...read(octets) };
  }
  return components;
}

/** The dictionary entries of {@link RoomComponents}. @throws InvalidPolicy for a value that breaks its draft */
export function encodeRoomComponents(components: RoomComponents): readonly (readonly [number, Uint8Array])[] {
  return places.flatMap(({ id, encode }) => {
    const octets = encode(components);
    return octets ? [[id, octets] as const] : [];
  });
}

/**
 * The components after one AppDataUpdate (PC-20): the new value, or for join links the change; null removes.
 * @returns null for a component that stands elsewhere in a room's state, or that nobody here knows
 * @throws InvalidPolicy for an update that does not decode or does not fit
 */
export function updateRoomComponents(
  components: RoomComponents,
  componentId: number,
  update: Uint8Array | null,
): RoomComponents | null {
  const found = placeOf.get(componentId);
  if (!found) return null;
  if (update === null) {
    const rest = Object.entries(components).filter(([key]) => key !== found.key);
    return Object.fromEntries(rest);
  }
  if (found.key !== 'joinLinks') return { ...components, ...found.read(update) };
  const links = applyJoinLinksUpdates(components.joinLinks ?? [], [joinLinksUpdate.decode(update)]);
  return { ...components, joinLinks: links };
}
