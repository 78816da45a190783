/** Handshakes from a seed: scenes that could be right, near the borders, some of them damaged. */
import type { UserUri } from '../../../src/identifiers/index.ts';
import type { Actor, RoomState } from '../../../src/policy/index.ts';
import type { Seeded } from '../../interop/seeded.ts';
import { can } from '../capability-numbers.ts';
import { elsewhere, people, randomActor, randomPreauthorized, randomRole, randomRoom } from '../random-rooms.ts';
import { isProvider } from '../standing.ts';
import { validRoles } from '../valid-components.ts';
import { externalInit } from './rights.ts';
import type { Leaf, Said, Wish } from './wishes.ts';

export interface Handshake {
  readonly state: RoomState;
  readonly committer: Actor;
  readonly external: boolean;
  readonly said: readonly Said[];
}

type Told = Omit<Said, 'byReference'>;

const hubDomain = (state: RoomState): Extract<Actor, { type: 'provider' }>['domain'] =>
  state.room.split('/')[2] as Extract<Actor, { type: 'provider' }>['domain'];

const nothing = { changedRoleParticipants: [], removedIndices: [], addedParticipants: [] };

/** A valid room, some with clients left of somebody banned. */
export function randomRoomOfEpoch(random: Seeded): RoomState {
  for (;;) {
    const { present: _, ...room } = randomRoom(random);
    if (!validRoles(room).every(({ holds }) => holds)) continue;
    const eager = random.chance(0.6) ? entitled(random, room) : room;
    const clients = new Map(eager.clients);
    const logs = (user: string): boolean => eager.components?.logging?.loggers.some((one) => one === user) ?? false;
    const banned = eager.participants.filter(({ user, role }) => role === 1 && !isProvider(user) && !logs(user));
    if (banned.length > 0 && random.chance(0.15)) clients.set(random.pick(banned).user, 1 + random.below(2));
    return { ...eager, clients };
  }
}

/** The same room where most roles hold most rights about members. */
function entitled(random: Seeded, room: RoomState): RoomState {
  const wanted = [
    can.addParticipant,
    can.removeParticipant,
    can.addOwnClient,
    can.removeOwnClient,
    can.removeSelf,
    can.ban,
    can.unban,
    can.kick,
    can.changeUserRole,
    can.joinIfPreauthorized,
  ];
  const roles = room.roles.map((role) => {
    if (role.index < 2) return role;
    const more = wanted.filter(
      (capability) => !(capability === can.addParticipant && room.base.fixedMembership) && random.chance(0.9),
    );
    return { ...role, capabilities: [...new Set([...role.capabilities, ...more])] };
  });
  return { ...room, roles };
}

function leaf(random: Seeded): Leaf {
  return {
    ...(random.chance(0.15) ? { gateway: true } : {}),
    ...(random.chance(0.1) ? { pseudonym: true } : {}),
  };
}

interface Scene {
  readonly random: Seeded;
  readonly state: RoomState;
  readonly by: Actor;
}

const tell = ({ by }: Scene, wish: Wish): Told => ({ by, wish, ...(by.type === 'provider' ? { external: true } : {}) });

const indexOf = (state: RoomState, user: string): number =>
  state.participants.findIndex((entry) => entry.user === user);

function leavesOf(scene: Scene, user: UserUri): Told[] {
  const count = scene.state.clients.get(user) ?? 0;
  const some = scene.random.chance(0.12) ? scene.random.below(count + 1) : count;
  return Array.from({ length: some }, () => tell(scene, { kind: 'remove', user }));
}

const roleOf = ({ random, state }: Scene): number =>
  random.chance(0.04) ? random.pick([0, 1, 9]) : random.pick(state.roles).index;

const newcomer = ({ random, state }: Scene): UserUri => {
  const out = people.filter((user) => indexOf(state, user) === -1);
  return out.length > 0 && random.chance(0.9) ? random.pick(out) : random.pick(people);
};

const listed = ({ random, state }: Scene): UserUri => {
  const inside = people.filter((user) => indexOf(state, user) !== -1);
  return inside.length > 0 && random.chance(0.95) ? random.pick(inside) : random.pick(people);
};

const scenes: Readonly<Record<string, (scene: Scene) => Told[]>> = {
  adding: (scene) => {
    const user = newcomer(scene);
    const update = { ...nothing, addedParticipants: [{ user, role: roleOf(scene) }] };
    const adds = Array.from({ length: scene.random.below(3) }, () =>
      tell(scene, { kind: 'add', user, ...leaf(scene.random) }),
    );
    return [tell(scene, { kind: 'list', update }), ...adds];
  },
  'adding clients': (scene) => {
    const user = listed(scene);
    return Array.from({ length: 1 + scene.random.below(2) }, () =>
      tell(scene, { kind: 'add', user, ...leaf(scene.random) }),
    );
  },
  'own client': (scene) =>
    scene.by.type === 'user' ? [tell(scene, { kind: 'add', user: scene.by.user, ...leaf(scene.random) })] : [],
  removing: (scene) => {
    const user = listed(scene);
    const index = indexOf(scene.state, user);
    const update = { ...nothing, removedIndices: [index === -1 ? 9 : index] };
    return [tell(scene, { kind: 'list', update }), ...leavesOf(scene, user)];
  },
  leaving: (scene) => {
    if (scene.by.type !== 'user') return [];
    const { user } = scene.by;
    const update = { ...nothing, removedIndices: [Math.max(0, indexOf(scene.state, user))] };
    return [...leavesOf(scene, user), tell(scene, { kind: 'list', update })];
  },
  kicking: (scene) => leavesOf(scene, listed(scene)),
  'cleaning up': (scene) => {
    const stray = [...scene.state.clients.keys()].filter((user) => (entryRole(scene.state, user) ?? 1) === 1);
    return stray.flatMap((user) => leavesOf(scene, user as UserUri));
  },
  'one client': (scene) => {
    const user = scene.by.type === 'user' ? scene.by.user : listed(scene);
    if ((scene.state.clients.get(user) ?? 0) === 0) return [];
    const self = scene.by.type === 'user' && scene.random.chance(0.5);
    return [tell(scene, { kind: self ? 'self-remove' : 'remove', user })];
  },
  changing: (scene) => {
    const user = scene.random.chance(0.15) && scene.by.type === 'user' ? scene.by.user : listed(scene);
    const role = roleOf(scene);
    const index = indexOf(scene.state, user);
    const update = { ...nothing, changedRoleParticipants: [{ userIndex: Math.max(0, index), role }] };
    const goes = role === 1 ? leavesOf(scene, user) : [];
    const comes =
      scene.random.chance(0.1) && role > 1 ? [tell(scene, { kind: 'add', user, ...leaf(scene.random) })] : [];
    return [tell(scene, { kind: 'list', update }), ...goes, ...comes];
  },
  swapping: (scene) => {
    const user = listed(scene);
    const other = newcomer(scene);
    const update = {
      changedRoleParticipants: [],
      removedIndices: [Math.max(0, indexOf(scene.state, user))],
      addedParticipants: [{ user: other, role: roleOf(scene) }],
    };
    return [tell(scene, { kind: 'list', update }), ...leavesOf(scene, user)];
  },
  /** Who is not in the group proposes to be added; the hub enters it into the list. */
  joining: ({ random, state }) => {
    const user = random.pick(people);
    const claims = randomActor(random, state).claims;
    const by: Actor = { type: 'user', user, ...(claims ? { claims } : {}) };
    const add: Told = { by, external: true, wish: { kind: 'add', user, ...leaf(random) } };
    const role = random.pick(state.roles).index;
    const update = { ...nothing, addedParticipants: [{ user, role: role === 0 ? 2 : role }] };
    const enters: Told = {
      by: { type: 'provider', domain: hubDomain(state) },
      external: true,
      wish: { kind: 'list', update },
    };
    return indexOf(state, user) === -1 && random.chance(0.9) ? [add, enters] : [add];
  },
  settings: (scene) => [tell(scene, setting(scene))],
  protocol: (scene) => {
    const { random } = scene;
    const wish: Wish = random.pick<() => Wish>([
      () => ({ kind: 'ephemeral', componentId: 0x0005 }),
      () => ({ kind: 'extensions', dropsHub: random.chance(0.3) }),
      () => ({ kind: 'other', proposalType: 4 }),
      () => ({ kind: 'other', proposalType: 0xf123 }),
      () => (scene.by.type === 'user' ? { kind: 'other', proposalType: 2, ...leaf(random) } : { kind: 'reinit' }),
    ])();
    return [tell(scene, wish)];
  },
};

const entryRole = (state: RoomState, user: string): number | undefined =>
  state.participants.find((entry) => entry.user === user)?.role;

function setting({ random, state }: Scene): Wish {
  const { base, roles, metadata } = state;
  const indices = roles.map(({ index }) => index);
  return random.pick<() => Wish>([
    () => ({
      kind: 'metadata',
      metadata: {
        ...metadata,
        ...(random.chance(0.5) ? { name: 'other' } : {}),
        ...(random.chance(0.3) ? { subject: 'other' } : {}),
        ...(random.chance(0.05) ? { roomUri: elsewhere } : {}),
      },
    }),
    () => ({
      kind: 'roles',
      roles: roles.map((role) =>
        random.chance(0.3) ? randomRole(random, role.index, indices, base.fixedMembership) : role,
      ),
    }),
    () => ({
      kind: 'base',
      base: {
        ...base,
        ...(random.chance(0.3) ? { fixedMembership: !base.fixedMembership } : {}),
        ...(random.chance(0.3) ? { multiDevice: !base.multiDevice } : {}),
        ...(random.chance(0.4) ? { maxClients: random.below(9) } : {}),
        ...(random.chance(0.4) ? { maxUsers: random.below(7) } : {}),
        ...(random.chance(0.3) ? { pseudonymsAllowed: !base.pseudonymsAllowed } : {}),
      },
    }),
    () => ({ kind: 'preauthorized', entries: randomPreauthorized(random, indices), roles }),
    () => ({ kind: 'gateways', refused: random.chance(0.6) }),
    () => ({ kind: 'component', componentId: 0x0028, update: Uint8Array.of(0, 2) }),
    () => ({ kind: 'remove-component', componentId: random.pick([0x0026, 0x0028, 0x0022, 0x0027]) }),
  ])();
}

const kinds = Object.keys(scenes);

/** Who may be heard: a user by a client of its own, a provider as external sender. */
function speaker(random: Seeded, state: RoomState): Actor {
  for (let tries = 0; tries < 20; tries++) {
    const actor = randomActor(random, state);
    if (actor.type === 'provider' || (state.clients.get(actor.user) ?? 0) > 0) return actor;
  }
  return { type: 'provider', domain: hubDomain(state) };
}

function comesFromOutside(random: Seeded, state: RoomState): Handshake {
  const actor = randomActor(random, state);
  const user = actor.type === 'user' ? actor.user : random.pick(people);
  const committer: Actor = { type: 'user', user, ...(actor.claims ? { claims: actor.claims } : {}) };
  const scene: Scene = { random, state, by: committer };
  const own = (wish: Wish): Said => ({ by: committer, wish, byReference: false });
  const role = random.chance(0.9) ? random.pick(state.roles).index : 9;
  const update = { ...nothing, addedParticipants: [{ user, role: Math.max(1, role) }] };
  const enters = indexOf(state, user) === -1 && random.chance(0.95) ? [own({ kind: 'list', update })] : [];
  const again = (state.clients.get(user) ?? 0) > 0 && random.chance(0.4) ? [own({ kind: 'remove', user })] : [];
  const others = [...state.clients.keys()].filter((other) => other !== user && random.chance(0.1));
  const gone = others.map(
    (other): Said => ({
      by: { type: 'user', user: other as UserUri },
      wish: { kind: 'self-remove', user: other as UserUri },
      byReference: true,
    }),
  );
  const extra = random.chance(0.15) ? [own(setting(scene))] : [];
  const said = [
    own({ kind: 'other', proposalType: externalInit }),
    ...again,
    ...gone,
    ...enters,
    ...extra,
    own({ kind: 'add', user, ...leaf(random) }),
  ];
  return { state, committer, external: true, said };
}

/** RFC 9420 §12.2 and §12.4 see to this before policy is asked: leaves that are there, each once; a ReInit stands alone. */
function withinMls(state: RoomState, committer: Actor, told: readonly Told[]): Told[] {
  const left = new Map(state.clients);
  let gateways = state.gatewayLeaves;
  const own = committer.type === 'user' ? committer.user : null;
  let extensions = 0;
  return told.flatMap((one, place): Told[] => {
    const { wish } = one;
    if (wish.kind === 'reinit' && told.length > 1) return [];
    if (wish.kind === 'extensions' && extensions++ > 0) return [];
    if (wish.kind !== 'remove' && wish.kind !== 'self-remove') return [one];
    const count = left.get(wish.user) ?? 0;
    if (count <= (wish.user === own ? 1 : 0)) return [];
    left.set(wish.user, count - 1);
    const gateway = gateways > 0 && place % 3 === 0;
    if (gateway) gateways--;
    return [gateway ? { ...one, wish: { ...wish, gateway } } : one];
  });
}

export function randomHandshake(random: Seeded): Handshake {
  const state = randomRoomOfEpoch(random);
  if (random.chance(0.2)) return comesFromOutside(random, state);
  const committer: Actor = random.chance(0.1)
    ? { type: 'provider', domain: hubDomain(state) }
    : memberOrHub(random, state);
  const told: Told[] = [];
  const wanted = 1 + random.below(3);
  for (let scene = 0; scene < wanted; scene++) {
    const by = random.chance(0.55) ? committer : speaker(random, state);
    const make = scenes[random.pick(kinds)];
    if (make) told.push(...make({ random, state, by }));
  }
  const damaged = told.filter(() => !random.chance(0.03));
  const ordered = random.chance(0.15) ? random.shuffled(damaged) : damaged;
  const said = withinMls(state, committer, ordered).map((one): Said => {
    const mine = one.by === committer && one.wish.kind !== 'self-remove';
    const byReference = !mine || random.chance(0.15);
    const { external, ...rest } = one;
    return { ...rest, ...(byReference && external === true ? { external } : {}), byReference };
  });
  return { state, committer, external: false, said };
}

function memberOrHub(random: Seeded, state: RoomState): Actor {
  for (let tries = 0; tries < 20; tries++) {
    const actor = speaker(random, state);
    if (actor.type === 'user') return actor;
  }
  return { type: 'provider', domain: hubDomain(state) };
}
