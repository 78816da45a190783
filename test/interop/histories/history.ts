/** Plays one random history from its seed. */
import { createGroup, openPublicGroup } from '../../../src/mls/index.ts';
import type { OpenMlsPeer } from '../openmls-peer.ts';
import { Seeded } from '../seeded.ts';
import { utf8 } from '../wire.ts';
import { groupExtensions, histories, rules } from './group-setup.ts';
import { HostedParty } from './hosted-party.ts';
import { OpenMlsParty } from './openmls-party.ts';
import { steps, talk } from './steps.ts';
import { World } from './world.ts';

export interface HistoryResult {
  readonly seed: number;
  readonly epochs: number;
  readonly largest: number;
}

async function open(world: World, seed: number): Promise<void> {
  const groupId = utf8(`history-${seed}`);
  const extensions = groupExtensions({ signatureKey: world.hubKeys.publicKey, credential: world.hubCredential });
  if (world.random.chance(0.5)) {
    const { name, client } = await world.newOpenMls();
    await client.create(groupId, extensions);
    const { groupInfo, tree } = await client.published();
    world.groupInfo = groupInfo;
    world.openHub(await openPublicGroup(groupInfo, tree, rules));
    world.parties.push(new OpenMlsParty(client, name));
    return;
  }
  const client = await world.newHosted();
  const created = await createGroup({ suite: world.suite, groupId, leaf: client.own, extensions, rules });
  world.groupInfo = created.groupInfo;
  world.openHub(await openPublicGroup(created.groupInfo, created.ratchetTree, rules));
  world.parties.push(new HostedParty(world.surroundings, created.group, [client], created.groupInfo));
}

async function step(world: World): Promise<string> {
  const total = steps.reduce((sum, [weight]) => sum + weight, 0);
  for (;;) {
    let ticket = world.random.below(total);
    for (const [weight, run] of steps) {
      ticket -= weight;
      if (ticket >= 0) continue;
      const did = await run(world);
      if (did !== null) return did;
      break;
    }
  }
}

/** Throws with the seed, the way to play it again, and what had happened until then. */
export async function playHistory(peer: OpenMlsPeer, seed: number, length = 30): Promise<HistoryResult> {
  const random = new Seeded(seed);
  const world = new World(peer, random, random.pick(histories), `h${seed}`);
  const told: string[] = [];
  let largest = 1;
  try {
    await open(world, seed);
    for (let i = 0; i < length; i++) {
      told.push(await step(world));
      largest = Math.max(largest, world.memberCount);
      world.doing = 'comparing';
      await world.agree();
      if (world.hub.pending.size === 0 && random.chance(0.7)) await world.deliverHeld();
      world.doing = 'talking';
      await talk(world);
    }
    await world.treesAgree();
  } catch (error) {
    throw new Error(
      `history ${seed} (suite ${world.suite}) failed; again with: node test/interop/soak-mls.ts --seed ${seed}\n` +
        [...told, `(then: ${world.doing})`].map((line, i) => `  ${i + 1}. ${line}`).join('\n'),
      { cause: error },
    );
  } finally {
    await world.end();
  }
  return { seed, epochs: Number(world.hub.context.epoch), largest };
}
