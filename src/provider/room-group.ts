import type { ClientUri, ProviderDomain, RoomUri, UserUri } from '../identifiers/index.ts';
import { parseClientUri, userOfClient, userUri } from '../identifiers/index.ts';
import { component, type Member, members, messageHash, openKeyPackage, type PublicGroup } from '../mls/index.ts';
import { type RoomState, readRoomState } from '../policy/index.ts';
import { isRunByGateway } from './gateway-marker.ts';
import { groupRules, identityOf } from './group-rules.ts';

/** The client that a leaf stands for. @throws InvalidMessage */
export function clientOf(member: Pick<Member, 'credential'>): ClientUri {
  return parseClientUri(identityOf(member.credential));
}

const users = new WeakMap<object, UserUri>();

/** The user that a leaf belongs to (ID-13). @throws InvalidMessage, InvalidIdentifier */
export function userOf(member: Pick<Member, 'credential'>): UserUri {
  let user = users.get(member.credential);
  if (user === undefined) {
    user = userOfClient(clientOf(member));
    users.set(member.credential, user);
  }
  return user;
}

interface Newcomer {
  readonly client: ClientUri;
  readonly gateway: boolean;
}

/** What opened key packages bring, oldest first: one Add is looked at many times on its way into a group. */
const added = new Map<string, Newcomer>();
const keptAdded = 4096;

function newcomerOf(keyPackage: Uint8Array): Newcomer {
  const key = Buffer.from(messageHash(keyPackage)).toString('base64');
  const known = added.get(key);
  if (known !== undefined) return known;
  const { member } = openKeyPackage(keyPackage, groupRules(null));
  const newcomer = { client: clientOf(member), gateway: isRunByGateway(member) };
  added.set(key, newcomer);
  for (const oldest of added.keys()) {
    if (added.size <= keptAdded) break;
    added.delete(oldest);
  }
  return newcomer;
}

/** The client that a key package adds. @throws InvalidMessage */
export function clientOfKeyPackage(keyPackage: Uint8Array): ClientUri {
  return newcomerOf(keyPackage).client;
}

/** Whether the leaf that a key package adds is marked as run by a gateway. @throws InvalidMessage */
export function isGatewayKeyPackage(keyPackage: Uint8Array): boolean {
  return newcomerOf(keyPackage).gateway;
}

/** The user whose client a key package adds. @throws InvalidMessage, InvalidIdentifier */
export function userOfKeyPackage(keyPackage: Uint8Array): UserUri {
  return userOfClient(clientOfKeyPackage(keyPackage));
}

/**
 * The user behind a hub's service leaf: a leaf of the hub itself, outside the participant list and outside all limits,
 * that commits when nobody else can. What it proposes, the hub proposes.
 */
export function serviceUserOf(hub: ProviderDomain): UserUri {
  return userUri(hub, 'mimi-gateway-service');
}

/** Number of leaves by user, the service leaf left out. */
export function clientsOf(group: PublicGroup, hub: ProviderDomain): ReadonlyMap<string, number> {
  const service = serviceUserOf(hub);
  const clients = new Map<string, number>();
  for (const member of members(group)) {
    const user = userOf(member);
    if (user !== service) clients.set(user, (clients.get(user) ?? 0) + 1);
  }
  return clients;
}

/**
 * The policy's view of a group's epoch, from its GroupContext and tree and nothing else (UP-42).
 * @throws InvalidPolicy when the components break their drafts
 */
export function roomStateOf(group: PublicGroup, room: RoomUri, hub: ProviderDomain): RoomState {
  return readRoomState({
    room,
    dictionary: (componentId) => component(group.context, componentId),
    clients: clientsOf(group, hub),
    gatewayLeaves: members(group).filter(isRunByGateway).length,
  });
}
