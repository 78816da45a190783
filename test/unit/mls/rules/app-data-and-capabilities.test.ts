import { beforeAll, describe, expect, it } from 'vitest';
import {
  commit,
  createGroup,
  dictionaryExtension,
  type Extension,
  type Proposal,
  receivePublicCommit,
  requiredCapabilitiesExtension,
  type Rule,
} from '../../../../src/mls/index.ts';
import { commitOf, context, update } from './proposals.ts';
import {
  add,
  capabilities,
  commitAndDeliver,
  expectAccepted,
  expectRefused,
  newClient,
  newWorld,
  prepare,
  rules,
  utf8,
  type World,
} from './world.ts';

let world: World;
beforeAll(async () => {
  world = await newWorld();
});

describe('AppDataUpdate', () => {
  const required = requiredCapabilitiesExtension({ extensions: [6], proposals: [8], credentials: [] });
  const dictionary = dictionaryExtension(new Map([[5, utf8('five')]]));
  let own: World;
  beforeAll(async () => {
    own = await newWorld([required, dictionary]);
  });

  it.each<[Rule, string, Proposal[]]>([
    ['app-data-remove-absent', 'remove of what is not there', [update(7, null)]],
    ['app-data-update-and-remove', 'update and remove of one component', [update(5, 'x'), update(5, null)]],
    ['app-data-update-and-remove', 'remove twice', [update(5, null), update(5, null)]],
    ['app-data-update', 'a component that the application does not know', [update(0xffff, 'x')]],
    [
      'app-data-by-group-context-extensions',
      'the dictionary changed by GroupContextExtensions',
      [context(required, dictionaryExtension(new Map([[5, utf8('other')]])))],
    ],
    ['app-data-by-group-context-extensions', 'the dictionary dropped by GroupContextExtensions', [context(required)]],
    [
      'app-data-dictionary',
      'a dictionary that is not sorted',
      [context(required, { type: 6, data: Uint8Array.of(6, 0, 5, 0, 0, 2, 0) })],
    ],
  ])('UP-30: %s: %s', async (rule, _what, proposals) => {
    await expectRefused(own, await commitOf(own, proposals), rule);
    await expectAccepted(
      own,
      (await prepare(own, 0, { proposals: [update(5, 'y'), update(5, 'z'), update(9, 'n')] })).commit,
    );
  });

  it('UP-30: updates are applied in order after the default proposals, in place, sorted', async () => {
    const fresh = await newWorld([dictionary, required]);
    const proposals: Proposal[] = [
      update(9, 'nine'),
      update(5, 'first'),
      { type: 'app-ephemeral', componentId: 4, data: utf8('now') },
      update(5, 'second'),
      context(dictionary, required),
    ];
    const prepared = await prepare(fresh, 0, { proposals });
    const { group, effects } = await receivePublicCommit(fresh.hub, prepared.commit, rules);
    expect(effects.proposals.map(({ proposal }) => proposal.type)).toEqual([
      'group-context-extensions',
      'app-ephemeral',
      'app-data-update',
      'app-data-update',
      'app-data-update',
    ]);
    expect(effects.ephemeral).toEqual([
      { sender: { type: 'member', leafIndex: 0 }, componentId: 4, data: utf8('now') },
    ]);
    expect(group.context.extensions).toEqual([
      dictionaryExtension(
        new Map([
          [5, utf8('second')],
          [9, utf8('nine')],
        ]),
      ),
      required,
    ]);
  });

  it('UP-30: where AppDataUpdate is not required, GroupContextExtensions may bring a dictionary', async () => {
    const prepared = await prepare(world, 0, { proposals: [context(dictionary)] });
    await expectAccepted(world, prepared.commit);
  });
});

describe('required capabilities', () => {
  it('UP-43: an old client does not come into a group that requires what it lacks', async () => {
    const own = await newWorld([
      requiredCapabilitiesExtension({ extensions: [6], proposals: [8, 9, 10], credentials: [1] }),
    ]);
    const old = newClient('old', { capabilities: { ...capabilities, proposals: [8] } });
    await expectRefused(own, await commitOf(own, [add(old)]), 'required-capabilities');
    await expect(prepare(own, 0, { proposals: [add(old)] })).rejects.toMatchObject({ rule: 'required-capabilities' });
    await expectAccepted(own, (await prepare(own, 0, { proposals: [add(newClient('new'))] })).commit);
  });

  it('UP-43: an extension becomes required only when all members have it', async () => {
    const own = await newWorld();
    await commitAndDeliver(own, 0, {
      proposals: [add(newClient('old', { capabilities: { ...capabilities, extensions: [] } }))],
    });
    const proposal = context(requiredCapabilitiesExtension({ extensions: [6], proposals: [], credentials: [] }));
    await expectRefused(own, await commitOf(own, [proposal]), 'required-capabilities');
    await expectRefused(own, await commitOf(own, [update(5, 'x')]), 'group-extension-unsupported');
  });

  it('UP-43: a component becomes required only when all members have it, and who lacks it does not come in', async () => {
    const components = (...ids: number[]) =>
      dictionaryExtension(new Map([[1, Uint8Array.of(2 * ids.length, ...ids.flatMap((id) => [id >> 8, id & 0xff]))]]));
    const requires = (value: Extension): Proposal => ({
      type: 'app-data-update',
      componentId: 1,
      update: value.data.slice(4),
    });
    await expectRefused(world, await commitOf(world, [requires(components(0x8001))]), 'required-components');
    await expectAccepted(world, (await prepare(world, 0, { proposals: [requires(components())] })).commit);

    const leaf = newClient('alice', { leafExtensions: [components(0x8001, 0x8002)] });
    const extensions = [components(0x8001)];
    const { group } = createGroup({ suite: 1, groupId: utf8('g'), leaf, extensions, rules });
    const addOf = (ids: number[]) => [add(newClient('bob', { leafExtensions: [components(...ids)] }))];
    const refused = commit(group, 0, { proposals: addOf([0x8002]), rules });
    await expect(refused).rejects.toMatchObject({ rule: 'required-components' });
    await expect(commit(group, 0, { proposals: addOf([0x8001, 0x9001]), rules })).resolves.toBeDefined();
  });
});
