/** Every kind of action, at somebody in the list, not in it, banned, a provider, or the actor itself. */
import type { Action, Actor, RoomState } from '../../src/policy/index.ts';
import type { Seeded } from '../interop/seeded.ts';
import { elsewhere, people, providers, randomPreauthorized, randomRole } from './random-rooms.ts';

type Maker = (random: Seeded, state: RoomState, actor: Actor) => Action;
type Target = (typeof people)[number] | (typeof providers)[number];

const anyone = (random: Seeded): Target =>
  random.chance(0.12) ? random.pick<Target>(providers) : random.pick<Target>(people);

function someone(random: Seeded, state: RoomState, banned: boolean): Target {
  const wanted = state.participants.filter(({ role }) => (role === 1) === banned).map(({ user }) => user);
  const found = [...people, ...providers].filter((uri) => wanted.includes(uri));
  return found.length > 0 && random.chance(0.8) ? random.pick<Target>(found) : anyone(random);
}

/** Mostly a role that the room has. */
function someRole(random: Seeded, state: RoomState): number {
  return random.chance(0.05) ? random.pick([0, 1, 9]) : random.pick(state.roles).index;
}

function leaf(random: Seeded) {
  return {
    ...(random.chance(0.3) ? { gateway: random.chance(0.5) } : {}),
    ...(random.chance(0.3) ? { pseudonym: random.chance(0.5) } : {}),
  };
}

function entering(random: Seeded, state: RoomState) {
  return {
    ...leaf(random),
    ...(random.chance(0.7) ? { role: someRole(random, state) } : {}),
    ...(random.chance(0.5) ? { joinCode: random.chance(0.6) } : {}),
  };
}

const sendUses = [
  'delete-own-message',
  'delete-other-message',
  'reply',
  'react',
  'edit-reaction',
  'delete-own-reaction',
  'delete-other-reaction',
  'edit-own-message',
  'edit-other-message',
  'start-topic',
  'reply-in-topic',
  'edit-own-topic',
  'edit-other-topic',
  'upload-image',
  'upload-audio',
  'upload-video',
  'upload-attachment',
  'send-link',
  'send-link-preview',
] as const;
const readUses = [
  'copy-message',
  'report-abuse',
  'download-image',
  'download-audio',
  'download-video',
  'download-attachment',
  'follow-link',
  'copy-link',
] as const;
const callUses = [
  'join',
  'start',
  'send-audio',
  'receive-audio',
  'send-video',
  'receive-video',
  'share-screen',
  'view-shared-screen',
] as const;
const componentIds = [0x0003, 0x0021, ...Array.from({ length: 15 }, (_, index) => 0x0022 + index), 0xf0d2, 0xf123];

/** One for each type: a new action without one does not compile. */
const makers: { readonly [T in Action['type']]: Maker } = {
  'find-room': () => ({ type: 'find-room' }),
  join: (random, state) => ({ type: 'join', ...entering(random, state) }),
  'create-group': (random, state) => ({ type: 'create-group', ...entering(random, state) }),
  'fetch-group-info': (random, state) => ({ type: 'fetch-group-info', ...entering(random, state) }),
  'add-own-client': (random) => ({ type: 'add-own-client', ...leaf(random) }),
  'add-participant': (random, state) => ({
    type: 'add-participant',
    user: anyone(random),
    role: someRole(random, state),
    ...(random.chance(0.8) ? { clients: random.below(4) } : {}),
  }),
  'fetch-key-material': (random) => ({ type: 'fetch-key-material', user: random.pick(people) }),
  knock: () => ({ type: 'knock' }),
  'answer-knock': (random) => ({ type: 'answer-knock', user: random.pick(people) }),
  'remove-own-client': () => ({ type: 'remove-own-client' }),
  'remove-self': () => ({ type: 'remove-self' }),
  'remove-participant': (random, state) => ({ type: 'remove-participant', user: someone(random, state, false) }),
  kick: (random, state) => ({ type: 'kick', user: someone(random, state, false) }),
  'remove-client': (random) => ({ type: 'remove-client', user: random.pick(people) }),
  ban: (random, state) => ({ type: 'ban', user: someone(random, state, false) }),
  unban: (random, state) => ({ type: 'unban', user: someone(random, state, true), role: someRole(random, state) }),
  'change-role': (random, state) => ({
    type: 'change-role',
    user: someone(random, state, random.chance(0.2)),
    role: someRole(random, state),
  }),
  'change-own-role': (random, state) => ({ type: 'change-own-role', role: someRole(random, state) }),
  'send-message': (random) => ({
    type: 'send-message',
    ...(random.chance(0.7) ? { uses: random.shuffled(sendUses).slice(0, random.below(3)) } : {}),
  }),
  'receive-message': () => ({ type: 'receive-message' }),
  'delete-own-message': () => ({ type: 'delete-own-message' }),
  'delete-other-message': () => ({ type: 'delete-other-message' }),
  'use-message': (random) => ({ type: 'use-message', use: random.pick(readUses) }),
  call: (random) => ({ type: 'call', use: random.pick(callUses) }),
  'send-direct-message': (random) => ({ type: 'send-direct-message', user: random.pick(people) }),
  'target-message': (random) => ({ type: 'target-message', user: random.pick(people) }),
  'change-own-profile': (random) => ({
    type: 'change-own-profile',
    field: random.pick(['name', 'presence', 'mood', 'avatar'] as const),
  }),
  'change-metadata': (random, { metadata }) => ({
    type: 'change-metadata',
    metadata: {
      ...metadata,
      ...(random.chance(0.3) ? { name: 'other' } : {}),
      ...(random.chance(0.3) ? { descriptions: [{ mediaType: '', language: '', content: 'new' }] } : {}),
      ...(random.chance(0.3) ? { avatar: 'https://hub.example/a.png' } : {}),
      ...(random.chance(0.3) ? { subject: 'other' } : {}),
      ...(random.chance(0.05) ? { roomUri: elsewhere } : {}),
      ...(random.chance(0.3) ? { mood: 'other' } : {}),
    },
  }),
  'change-base-policy': (random, { base }) => ({
    type: 'change-base-policy',
    base: {
      ...base,
      ...(random.chance(0.2) ? { fixedMembership: !base.fixedMembership } : {}),
      ...(random.chance(0.2) ? { multiDevice: !base.multiDevice } : {}),
      ...(random.chance(0.3) ? { maxClients: random.below(8) } : {}),
      ...(random.chance(0.3) ? { maxUsers: random.below(6) } : {}),
      ...(random.chance(0.2) ? { parentDependent: random.chance(0.5) } : {}),
      ...(random.chance(0.2) ? { discoverable: !base.discoverable } : {}),
      ...(random.chance(0.1) ? { policyComponents: random.pick([[0x0025], [0x0025, 0x0026, 0x0028]]) } : {}),
    },
  }),
  'change-roles': (random, { roles, base }) => {
    const indices = roles.map(({ index }) => index);
    const kept = random.chance(0.2) ? roles.slice(0, -1) : roles;
    const fixed = base.fixedMembership && random.chance(0.8);
    const changed = kept.map((role) =>
      random.chance(0.3) ? randomRole(random, random.chance(0.95) ? role.index : 2, indices, fixed) : role,
    );
    return { type: 'change-roles', roles: changed };
  },
  'change-preauthorized': (random, { roles }) => ({
    type: 'change-preauthorized',
    entries: randomPreauthorized(random, [...roles.map(({ index }) => index), ...(random.chance(0.2) ? [9] : [])]),
  }),
  'change-gateways': (random) => ({ type: 'change-gateways', refused: random.chance(0.5) }),
  'change-join-links': (random, { components }) => {
    const links = components?.joinLinks ?? [];
    return {
      type: 'change-join-links',
      update: {
        removedIndices: [...links.keys(), ...(random.chance(0.1) ? [links.length] : [])].filter(() =>
          random.chance(0.4),
        ),
        addedLinks: Array.from({ length: random.below(3) }, () => random.bytes(4)),
      },
    };
  },
  'change-component': (random) => ({ type: 'change-component', componentId: random.pick(componentIds) }),
  'remove-component': (random) => ({ type: 'remove-component', componentId: random.pick(componentIds) }),
  'create-subroom': () => ({ type: 'create-subroom' }),
  'destroy-room': () => ({ type: 'destroy-room' }),
  reinit: () => ({ type: 'reinit' }),
  'change-extensions': (random) => ({
    type: 'change-extensions',
    ...(random.chance(0.5) ? { dropsHub: random.chance(0.5) } : {}),
  }),
  'send-proposal': (random) => ({ type: 'send-proposal', proposal: random.pick(['update', 'psk'] as const) }),
  'external-proposal': () => ({ type: 'external-proposal' }),
  'external-commit': () => ({ type: 'external-commit' }),
};

const kinds = Object.keys(makers) as Action['type'][];
/** Where limits, pairs and lists meet. */
const intricate: readonly Action['type'][] = kinds.filter((kind) =>
  /^(join|create-group|fetch-|add-|remove-(?!component)|kick|ban|unban|change-(own-)?role|change-(base|roles))/.test(
    kind,
  ),
);

export function randomAction(random: Seeded, state: RoomState, actor: Actor): Action {
  return makers[random.pick(random.chance(0.6) ? intricate : kinds)](random, state, actor);
}
