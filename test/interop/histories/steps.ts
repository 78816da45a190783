/**
 * What can happen in a history. A step returns what it did, or null when it makes no sense at the moment (then another
 * is drawn). Each keeps to what every member must accept: refusals have tests of their own.
 */
import {
  component,
  joinByExternalCommit,
  type Proposal,
  proposeAsExternalSender,
  proposeAsNewMember,
} from '../../../src/mls/index.ts';
import { componentIds, dictionaryOf, dictionaryType, groupExtensions, rules } from './group-setup.ts';
import { HostedNewcomer, HostedParty } from './hosted-party.ts';
import { OpenMlsParty } from './openmls-party.ts';
import type { Newcomer, Party } from './party.ts';
import type { World } from './world.ts';

export type Step = (world: World) => Promise<string | null>;
const largest = 21;

interface Actor {
  readonly party: Party;
  readonly name: string;
  readonly leaf: number;
}

/** Everybody whose leaf no pending proposal changes: who may commit, and who may be changed. */
function untouched(world: World): Actor[] {
  return world.parties
    .flatMap((party) => party.names().map((name) => ({ party, name, leaf: world.leafOf(name) })))
    .filter(({ leaf }) => !world.touched.has(leaf));
}

async function newcomers(world: World, host: Party | null): Promise<Newcomer[]> {
  const room = Math.min(3, largest - world.memberCount - world.waiting.length);
  const out: Newcomer[] = [];
  for (let i = world.random.below(room) + 1; i > 0 && room > 0; i--) {
    const hosts = host instanceof HostedParty ? [host] : world.hostedParties();
    const into = hosts.length > 0 && world.random.chance(0.7) ? world.random.pick(hosts) : null;
    out.push(await world.newcomer(world.random.chance(0.5) ? 'openmls' : 'hosted', into));
  }
  return out;
}

/** By-value proposals that fit with what is pending. */
async function byValue(world: World, committer: Actor, adding: boolean): Promise<Proposal[]> {
  const { random } = world;
  const out: Proposal[] = [];
  const others = untouched(world).filter((actor) => actor.leaf !== committer.leaf);
  if (others.length > 1 && random.chance(0.25)) out.push({ type: 'remove', removed: random.pick(others).leaf });
  const openMls = committer.party.kind === 'openmls';
  const pendingPsk = [...world.hub.pending.values()].some(({ proposal }) => proposal.type === 'psk');
  // OpenMLS mixes PSKs by value in before those by reference and lists them after: nobody can follow.
  if (random.chance(0.25) && !(openMls && pendingPsk)) out.push({ type: 'psk', id: await world.newPsk() });
  if (!(openMls && pendingPsk) && !adding && world.waiting.length === 0 && random.chance(0.15)) {
    const { groupId, epoch } = world.hub.context;
    out.push({
      type: 'psk',
      id: { type: 'resumption', usage: 'application', groupId, epoch, nonce: random.bytes(32) },
    });
  }
  // OpenMLS puts references first and then refuses its own commit: an AppDataUpdate must follow the new context.
  const changesContext = random.chance(0.15) && !(openMls && world.touchedComponents.size > 0);
  if (changesContext) out.push(newContext(world));
  if (random.chance(0.25)) {
    out.push({ type: 'app-ephemeral', componentId: random.pick(componentIds), data: random.bytes(random.below(40)) });
  }
  const update = appDataUpdate(world);
  if (update !== null && random.chance(0.4)) out.push(update);
  return out;
}

/** External senders come and go; the rest of the context stays. */
function newContext(world: World): Proposal {
  const hub = { signatureKey: world.hubKeys.publicKey, credential: world.hubCredential };
  const fresh = groupExtensions(hub).filter(({ type }) => type !== dictionaryType);
  const kept = world.random.chance(0.3) ? fresh.slice(0, 1) : fresh;
  const dictionary = dictionaryOf(world.hub.context);
  return { type: 'group-context-extensions', extensions: dictionary === undefined ? kept : [...kept, dictionary] };
}

function appDataUpdate(world: World): (Proposal & { type: 'app-data-update' }) | null {
  const free = componentIds.filter((id) => !world.touchedComponents.has(id));
  if (free.length === 0) return null;
  const componentId = world.random.pick(free);
  const present = component(world.hub.context, componentId) !== undefined;
  // The last entry stays: OpenMLS keeps an empty dictionary, and whether to is not what is compared here.
  const remove = present && componentId !== componentIds[0] && world.random.chance(0.3);
  return { type: 'app-data-update', componentId, update: remove ? null : world.random.bytes(world.random.below(50)) };
}

async function commitWith(world: World, committer: Actor, adds: Newcomer[], extra: Proposal[]): Promise<string> {
  const proposals: Proposal[] = [
    ...adds.map((newcomer): Proposal => ({ type: 'add', keyPackage: newcomer.keyPackage })),
    ...extra,
  ];
  const arriving = [...world.waiting, ...adds].filter(({ into }) => into === committer.party);
  const rival = world.random.chance(0.2)
    ? world.random.pick([...untouched(world).filter(({ party }) => party !== committer.party), null])
    : null;
  const what = proposals.map(({ type }) => type).join(' ');
  const told = `${committer.party.kind} ${committer.name} commits [${what}]${rival === null ? '' : ` before ${rival.name}`}`;
  world.doing = `${told}, pending ${[...world.hub.pending.values()].map(({ proposal }) => proposal.type).join(' ')}`;
  const losing =
    rival === null ? null : await rival.party.commit(rival.name, { proposals: [], forcePath: true, arriving: [] });
  const offer = await committer.party.commit(committer.name, {
    proposals,
    forcePath: world.random.chance(0.4),
    arriving,
  });
  await losing?.lost();
  const newcomersOfStep = adds;
  await world.distributeCommit({
    ...offer,
    author: committer.party,
    adopt: offer.accepted,
    newcomers: newcomersOfStep,
  });
  return told;
}

const commits: Step = async (world) => {
  const candidates = untouched(world);
  if (candidates.length === 0) return null;
  const committer = world.random.pick(candidates);
  const adding = world.memberCount < largest && world.random.chance(0.5);
  const adds = adding ? await newcomers(world, world.random.chance(0.5) ? committer.party : null) : [];
  return commitWith(world, committer, adds, await byValue(world, committer, adds.length > 0));
};

const proposesChange: Step = async (world) => {
  // Somebody untouched must be left to commit.
  const candidates = untouched(world);
  if (candidates.length < 3) return null;
  const [proposer, target] = world.random.shuffled(candidates);
  if (proposer === undefined || target === undefined) return null;
  const choice = world.random.pick(['update', 'remove', 'self-remove', 'psk', 'app-data-update'] as const);
  let proposal: Proposal | { type: 'update' };
  switch (choice) {
    case 'update':
      proposal = { type: 'update' };
      world.touched.add(proposer.leaf);
      break;
    case 'remove':
      proposal = { type: 'remove', removed: target.leaf };
      world.touched.add(target.leaf);
      break;
    case 'self-remove':
      proposal = { type: 'self-remove' };
      world.touched.add(proposer.leaf);
      break;
    case 'psk':
      proposal = { type: 'psk', id: await world.newPsk() };
      break;
    case 'app-data-update': {
      const update = appDataUpdate(world);
      if (update === null) return null;
      world.touchedComponents.add(update.componentId);
      proposal = update;
    }
  }
  const message = await proposer.party.propose(proposer.name, proposal);
  if (choice === 'self-remove') world.selfRemoves.push(message);
  await world.distributeProposal(message, proposer.party);
  return `${proposer.party.kind} ${proposer.name} proposes ${choice}`;
};

const proposesAdd: Step = async (world) => {
  if (world.memberCount + world.waiting.length >= largest) return null;
  const candidates = untouched(world);
  if (candidates.length === 0) return null;
  const proposer = world.random.pick(candidates);
  const [newcomer] = await newcomers(world, null);
  if (newcomer === undefined) return null;
  const proposal: Proposal = { type: 'add', keyPackage: newcomer.keyPackage };
  const message = await proposer.party.propose(proposer.name, proposal);
  world.waiting.push(newcomer);
  await world.distributeProposal(message, proposer.party);
  return `${proposer.party.kind} ${proposer.name} proposes add`;
};

const hubProposes: Step = async (world) => {
  const external = world.hub.context.extensions.some(({ type }) => type === 0x0005);
  const candidates = untouched(world);
  if (!external || candidates.length < 3) return null;
  let proposal: Proposal;
  if (world.random.chance(0.5)) {
    const target = world.random.pick(candidates);
    world.touched.add(target.leaf);
    proposal = { type: 'remove', removed: target.leaf };
  } else {
    const [newcomer] = await newcomers(world, null);
    if (newcomer === undefined) return null;
    world.waiting.push(newcomer);
    proposal = { type: 'add', keyPackage: newcomer.keyPackage };
  }
  const message = await proposeAsExternalSender(world.hub.context, {
    senderIndex: 0,
    privateKey: world.hubKeys.privateKey,
    proposal,
  });
  await world.distributeProposal(message, null);
  return `hub proposes ${proposal.type}`;
};

const newMemberProposes: Step = async (world) => {
  if (world.memberCount + world.waiting.length >= largest) return null;
  const hosts = world.hostedParties();
  const into = hosts.length > 0 && world.random.chance(0.7) ? world.random.pick(hosts) : null;
  const client = await world.newHosted();
  const message = await proposeAsNewMember(world.hub.context, {
    keyPackage: client.own.keyPackage,
    privateKey: client.own.secrets.signatureKey,
  });
  world.waiting.push(new HostedNewcomer(world.surroundings, client, into));
  await world.distributeProposal(message, null);
  return 'a newcomer proposes itself';
};

const joinsExternally: Step = async (world) => {
  if (world.memberCount >= largest) return null;
  const { groupInfo, tree, selfRemoves } = world;
  if (world.random.chance(0.5)) {
    const { name, client } = await world.newOpenMls();
    const psks = world.random.chance(0.3) ? [await world.newPsk()] : [];
    const { commit } = await client.externalJoin({ groupInfo, tree, selfRemoves, psks });
    const party = new OpenMlsParty(client, name);
    const adopt = async (): Promise<void> => {
      world.parties.push(party);
    };
    await world.distributeCommit({ commit, welcome: null, author: party, adopt, newcomers: [] });
    return `openmls ${name} joins externally`;
  }
  // A hosted client may come back with a fresh leaf in place of its old one (RFC 9420 §12.4.3.2).
  const back = untouched(world).filter(({ party }) => party.kind === 'hosted');
  const old = back.length > 0 && world.random.chance(0.3) ? world.random.pick(back) : null;
  const client = await world.newHosted(old?.name);
  const proposals: Proposal[] = old === null ? [] : [{ type: 'remove', removed: old.leaf }];
  if (world.random.chance(0.3)) proposals.push({ type: 'psk', id: await world.newPsk() });
  const update = appDataUpdate(world);
  if (update !== null && world.random.chance(0.3)) proposals.push(update);
  const prepared = await joinByExternalCommit({
    groupInfo,
    ratchetTree: tree,
    leaf: client.own,
    proposals,
    selfRemoves,
    rules,
    psks: world.surroundings.psks,
  });
  const party = new HostedParty(world.surroundings, prepared.next, [client], prepared.groupInfo);
  await world.distributeCommit({
    commit: prepared.commit,
    welcome: null,
    author: party,
    adopt: async () => {},
    newcomers: [],
  });
  world.parties.push(party);
  return `hosted ${client.name} joins externally${old === null ? '' : ' again'}`;
};

const merge: Step = async (world) => {
  const [first, second] = world.random.shuffled(world.hostedParties());
  if (first === undefined || second === undefined) return null;
  await world.deliverHeld();
  world.merge(first, second);
  return `two hosted states become one of ${first.names().length}`;
};

const restarts: Step = async (world) => {
  for (const party of world.hostedParties()) party.throughStorage();
  world.hubThroughStorage();
  return 'everything hosted restarts';
};

/** Drawn with these weights. */
export const steps: readonly (readonly [number, Step])[] = [
  [10, commits],
  [6, proposesChange],
  [3, proposesAdd],
  [2, hubProposes],
  [2, newMemberProposes],
  [3, joinsExternally],
  [1, restarts],
  [1, merge],
];

/** Members talk only while nothing is pending (RFC 9420 §12.4). */
export async function talk(world: World): Promise<void> {
  if (world.hub.pending.size > 0) return;
  for (let i = world.random.below(3); i > 0; i--) {
    const author = world.random.pick(world.parties);
    const name = world.random.pick(author.names());
    if (author instanceof HostedParty && world.random.chance(0.3)) {
      author.skipGenerations(name, world.random.below(40));
    }
    await world.talk(author, name, world.random.chance(0.3));
  }
}
