/** Rooms near their borders, from a seed: few roles and people, low limits, and every flag that bounds anything. */
import { parseProviderUri, parseRoomUri, parseUserUri, type ProviderDomain } from '../../src/identifiers/index.ts';
import {
  type Actor,
  type Bot,
  componentDefaults,
  type HistoryPolicy,
  type LoggingPolicy,
  type Participant,
  type PreauthorizedEntry,
  type Role,
  type RoomState,
} from '../../src/policy/index.ts';
import type { Seeded } from '../interop/seeded.ts';
import { can } from './capability-numbers.ts';

const hub = 'hub.example' as ProviderDomain;
const far = 'far.example' as ProviderDomain;
export const people = ['ann', 'bob', 'cat', 'dan', 'eve'].map((name, place) =>
  parseUserUri(`mimi://${place % 2 === 0 ? hub : far}/u/${name}`),
);
export const providers = [parseProviderUri(`mimi://${hub}`), parseProviderUri(`mimi://${far}`)];
const room = parseRoomUri(`mimi://${hub}/r/room`);
export const elsewhere = parseRoomUri(`mimi://${hub}/r/elsewhere`);

const everyCapability: readonly number[] = Object.values(can);

export function randomRoom(random: Seeded): RoomState {
  const indices = [2, 3, 4, 7].slice(0, 1 + random.below(4));
  if (random.chance(0.85)) indices.unshift(1);
  if (random.chance(0.8)) indices.unshift(0);
  const base = randomBase(random);
  const roles = indices.map((index) => randomRole(random, index, indices, base.fixedMembership));
  const participants = randomParticipants(random, indices);
  const clients = new Map<string, number>();
  for (const { user, role } of participants) {
    const mayHave = !providers.some((provider) => provider === user) && role !== 1;
    const most = base.multiDevice ? 4 : 2;
    const count = random.below(most);
    if (mayHave && count > 0 && random.chance(0.9)) clients.set(user, count);
  }
  const gatewaysRefused = random.chance(0.2);
  return {
    room,
    roles,
    participants,
    base,
    metadata: { roomUri: room, name: 'name', descriptions: [], avatar: '', subject: '', mood: '' },
    preauthorized: randomPreauthorized(random, indices),
    gatewaysRefused,
    clients,
    gatewayLeaves: gatewaysRefused ? 0 : random.below(3),
    ...(base.parentDependent && random.chance(0.8)
      ? { parentMembers: new Set<string>(people.filter(() => random.chance(0.8))) }
      : {}),
    ...(random.chance(0.4) ? { components: randomComponents(random, participants, indices) } : {}),
    ...(random.chance(0.2) ? { present: new Set(base.policyComponents) } : {}),
  };
}

function randomBase(random: Seeded): RoomState['base'] {
  const parentDependent = random.chance(0.12);
  return {
    fixedMembership: random.chance(0.12),
    parentDependent,
    parentRoom: parentDependent ? `mimi://${hub}/r/parent` : '',
    multiDevice: random.chance(0.8),
    maxClients: random.chance(0.3) ? 1 + random.below(8) : null,
    maxUsers: random.chance(0.3) ? 1 + random.below(6) : null,
    pseudonymsAllowed: random.chance(0.5),
    persistentRoom: random.chance(0.7),
    discoverable: random.chance(0.5),
    policyComponents: [0x0025, 0x0026],
  };
}

/** Most roles hold most rights, so that what decides is everything else. */
export function randomRole(random: Seeded, index: number, indices: readonly number[], fixed: boolean): Role {
  const share = random.pick([0.1, 0.5, 0.9, 1]);
  const held = everyCapability.filter((capability) => {
    if (capability === can.openJoin && index !== 0) return random.chance(0.002);
    if (capability === can.joinIfPreauthorized && index === 0) return random.chance(0.02);
    if (capability === can.addParticipant && fixed && index > 1) return random.chance(0.05);
    return random.chance(index === 1 ? share * 0.3 : share);
  });
  const limit = (none: number, below: number): number => (random.chance(none) ? 0 : 1 + random.below(below));
  const most = (none: number, below: number): number | null => (random.chance(none) ? null : random.below(below));
  const bounded = random.chance(0.5);
  const least = bounded ? limit(0.6, 3) : 0;
  const leastActive = bounded ? limit(0.6, 2) : 0;
  const above = (minimum: number, maximum: number | null): number | null =>
    maximum === null || random.chance(0.01) ? maximum : Math.max(minimum, maximum);
  const all = [0, ...indices.filter((one) => one !== 0)];
  return {
    index,
    name: index === 1 && random.chance(0.9) ? 'banned' : `role ${index}`,
    description: '',
    capabilities: held,
    minimumParticipants: least,
    maximumParticipants: above(least, bounded ? most(0.5, 5) : null),
    minimumActiveParticipants: index === 1 ? 0 : leastActive,
    maximumActiveParticipants:
      index === 1 && random.chance(0.7) ? 0 : above(leastActive, bounded ? most(0.5, 4) : null),
    authorizedRoleChanges: all
      .filter(() => random.chance(0.85))
      .map((from) => ({ from, targets: all.filter((to) => random.chance(to === from ? 0.1 : 0.8)) })),
  };
}

function randomParticipants(random: Seeded, indices: readonly number[]): Participant[] {
  const roles = indices.filter((index) => index !== 0);
  const out: Participant[] = [];
  for (const user of random.shuffled(people)) {
    if (random.chance(0.65)) out.push({ user, role: random.pick(roles) });
  }
  for (const user of providers) if (random.chance(0.25)) out.push({ user, role: random.pick(roles) });
  return out;
}

const word = (text: string): Uint8Array => new TextEncoder().encode(text);
const claims = ['red', 'blue'].flatMap((value) =>
  ['team', 'land'].map((id) => ({ credentialType: 2, id: word(id), value: word(value) })),
);

export function randomPreauthorized(random: Seeded, indices: readonly number[]): PreauthorizedEntry[] {
  const roles = indices.filter((index) => index > 1 || (index === 1 && random.chance(0.1)));
  return Array.from({ length: random.below(4) }, () => ({
    claims: claims.filter(() => random.chance(0.3)),
    role: random.pick(roles),
  })).filter((entry) => entry.claims.length > 0 || random.chance(0.1));
}

export function randomActor(random: Seeded, state: RoomState): Actor {
  const held = random.chance(0.6) ? { claims: claims.filter(() => random.chance(0.5)) } : {};
  if (random.chance(0.15)) return { type: 'provider', domain: random.pick([hub, far]), ...held };
  const listed = people.filter((user) => state.participants.some((participant) => participant.user === user));
  const user = listed.length > 0 && random.chance(0.6) ? random.pick(listed) : random.pick(people);
  return { type: 'user', user, ...held };
}

function randomComponents(
  random: Seeded,
  participants: readonly Participant[],
  indices: readonly number[],
): NonNullable<RoomState['components']> {
  const onRequest = random.chance(0.5);
  const links = Array.from({ length: random.below(onRequest ? 2 : 4) }, (_, index) => word(`link ${index}`));
  return {
    joinLinkPolicy: { onRequest, requestUri: '', multiuser: random.chance(0.5), expiration: 60 },
    ...(random.chance(0.7) ? { joinLinks: links } : {}),
    ...(random.chance(0.5) ? { logging: randomLogging(random, participants) } : {}),
    ...(random.chance(0.3)
      ? {
          operational: {
            ...componentDefaults.operational,
            externalCommitAllowed: random.chance(0.5),
            externalProposalAllowed: random.chance(0.5),
          },
        }
      : {}),
    ...(random.chance(0.2) ? { frankingAgent } : {}),
    ...(random.chance(0.3) ? { history: randomHistory(random, indices) } : {}),
    ...(random.chance(0.3) ? { bots: { allowedBots: [randomBot(random, indices)] } } : {}),
  };
}

function randomLogging(random: Seeded, participants: readonly Participant[]): LoggingPolicy {
  const logging = random.pick(['required', 'required', 'optional', 'forbidden'] as const);
  const loggers = participants.filter(() => random.chance(0.4)).map(({ user }) => user);
  return {
    logging,
    loggers: logging === 'forbidden' ? [] : loggers,
    machineReadablePolicy: '',
    humanReadablePolicy: '',
  };
}

const frankingAgent = { signatureKey: word('key'), credential: { type: 'basic', identity: word('agent') } } as const;

function randomHistory(random: Seeded, indices: readonly number[]): HistoryPolicy {
  const rolesThatCanShare = indices.filter((index) => index > 1 && random.chance(0.3));
  return { sharing: 'optional', rolesThatCanShare, automaticallyShare: random.chance(0.5), maxTimePeriod: 60 };
}

function randomBot(random: Seeded, indices: readonly number[]): Bot {
  return {
    name: 'bot',
    description: '',
    homepage: '',
    localClient: false,
    role: random.pick([0, ...indices]),
    canTargetMessage: false,
    perUserContent: false,
  };
}
