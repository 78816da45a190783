/** A small group with everything in it, and every kind of message that it can send: what the fuzzer damages. */
import {
  type CipherSuiteId,
  commit,
  createGroup,
  encodeHostedGroup,
  encodePublicGroup,
  encrypt,
  generateSignatureKeyPair,
  type HostedGroup,
  joinByExternalCommit,
  joinByWelcome,
  openPublicGroup,
  type OwnKeyPackage,
  type PreparedCommit,
  type Proposal,
  propose,
  proposeAsExternalSender,
  proposeAsNewMember,
  type PublicGroup,
  receive,
  receivePublicCommit,
  receivePublicProposal,
} from '../../src/mls/index.ts';
import { groupExtensions, rules } from '../interop/histories/group-setup.ts';
import { newHostedClient } from '../interop/histories/hosted-party.ts';
import { utf8 } from '../interop/wire.ts';

/** What an input is given to, besides the decoder. */
export type Kind =
  | 'key-package'
  | 'public-commit'
  | 'public-proposal'
  | 'private'
  | 'group-info'
  /** Of the hub's present epoch. */
  | 'present-group-info'
  | 'welcome'
  | 'tree'
  | 'public-state'
  | 'hosted-state';

export interface Sample {
  readonly name: string;
  readonly kind: Kind;
  readonly octets: Uint8Array;
}

export interface Corpus {
  readonly suite: CipherSuiteId;
  readonly hub: PublicGroup;
  /** A member that made none of the messages. */
  readonly member: HostedGroup;
  readonly samples: readonly Sample[];
  readonly groupInfo: Uint8Array;
  readonly tree: Uint8Array;
  /** The tree of the hub's present epoch. */
  readonly presentTree: Uint8Array;
  readonly joiner: OwnKeyPackage;
  /** What the joiner must come to. */
  readonly joined: HostedGroup;
  readonly authorsKeys: ReadonlyMap<number, Uint8Array>;
}

const psk = { type: 'external', id: utf8('psk'), nonce: new Uint8Array(32).fill(3) } as const;
export const psks = (): Uint8Array => new Uint8Array(32).fill(4);

/** Nine members, some removed, so that the tree has blanks and unmerged leaves: alice and others in one state, bob alone. */
async function openGroup(suite: CipherSuiteId, hubKey: Uint8Array) {
  const alice = await newHostedClient(suite, 'alice');
  const others = await Promise.all(Array.from({ length: 7 }, (_, i) => newHostedClient(suite, `other ${i}`)));
  const bob = await newHostedClient(suite, 'bob');
  const created = createGroup({
    suite,
    groupId: utf8('fuzzed'),
    leaf: alice.own,
    extensions: groupExtensions({ signatureKey: hubKey, credential: { type: 'basic', identity: utf8('hub') } }),
    rules,
  });
  let hub = await openPublicGroup(created.groupInfo, created.ratchetTree, rules);
  const prepared = await commit(created.group, 0, {
    proposals: [...others, bob].map(({ own }): Proposal => ({ type: 'add', keyPackage: own.keyPackage })),
    arriving: others.map(({ own }) => own),
    rules,
  });
  let last = prepared;
  hub = (await receivePublicCommit(hub, prepared.commit, rules)).group;
  let member = await joinByWelcome(prepared.welcome!, prepared.ratchetTree, [bob.own], rules);
  const follow = async (made: PreparedCommit): Promise<void> => {
    hub = (await receivePublicCommit(hub, made.commit, rules)).group;
    member = (await receive(member, made.commit, { rules })).group;
    last = made;
  };
  for (const leaf of [0, 3, 6]) await follow(await commit(last.next, leaf, { forcePath: true, rules }));
  await follow(await commit(last.next, 1, { proposals: [{ type: 'remove', removed: 4 }], rules }));
  const keys = new Map([alice, ...others].map(({ own }, leaf) => [leaf, own.secrets.signatureKey]));
  return { last, hub, member, keys };
}

export async function makeCorpus(suite: CipherSuiteId): Promise<Corpus> {
  const hubKeys = generateSignatureKeyPair(suite);
  const { last, hub, member, keys } = await openGroup(suite, hubKeys.publicKey);
  const author = last.next;
  const samples: Sample[] = [];
  const add = (name: string, kind: Kind, octets: Uint8Array): void => {
    samples.push({ name, kind, octets: new Uint8Array(octets) });
  };
  const newcomer = await newHostedClient(suite, 'newcomer');
  const joiner = (await newHostedClient(suite, 'joiner')).own;
  const adding: Proposal = { type: 'add', keyPackage: newcomer.own.keyPackage };
  const proposals: Proposal[] = [
    adding,
    { type: 'remove', removed: 2 },
    { type: 'psk', id: psk },
    { type: 'group-context-extensions', extensions: hub.context.extensions },
    { type: 'app-data-update', componentId: 0xf001, update: utf8('state') },
    { type: 'app-ephemeral', componentId: 0xf002, data: utf8('passing') },
    { type: 'reinit', groupId: utf8('next'), version: 1, cipherSuite: suite, extensions: [] },
    { type: 'self-remove' },
    { type: 'unknown', proposalType: 0x5a5a, body: utf8('grease') },
  ];
  for (const proposal of proposals) {
    add(`proposal ${proposal.type}`, 'public-proposal', (await propose(author, 0, proposal)).message);
  }
  const update = await propose(author, 3, { type: 'update' });
  add('proposal update', 'public-proposal', update.message);
  add(
    'proposal of the external sender',
    'public-proposal',
    proposeAsExternalSender(hub.context, { senderIndex: 0, privateKey: hubKeys.privateKey, proposal: adding }),
  );
  add(
    'proposal of a new member',
    'public-proposal',
    proposeAsNewMember(hub.context, {
      keyPackage: newcomer.own.keyPackage,
      privateKey: newcomer.own.secrets.signatureKey,
    }),
  );

  const commits: [string, PreparedCommit][] = [
    ['empty commit', await commit(author, 0, { forcePath: true, rules })],
    [
      'commit of all by value',
      await commit(author, 1, {
        proposals: proposals.filter(({ type }) => !['reinit', 'self-remove', 'unknown'].includes(type)),
        rules,
        psks,
      }),
    ],
    [
      'add for a newcomer',
      await commit(author, 0, { proposals: [{ type: 'add', keyPackage: joiner.keyPackage }], rules }),
    ],
  ];
  for (const [name, prepared] of commits) add(name, 'public-commit', prepared.commit);
  const plain = commits[2]![1];
  add('welcome', 'welcome', plain.welcome!);
  const external = await joinByExternalCommit({
    groupInfo: last.groupInfo,
    ratchetTree: last.ratchetTree,
    leaf: newcomer.own,
    proposals: [{ type: 'app-data-update', componentId: 0xf001, update: utf8('joined') }],
    rules,
  });
  add('external commit', 'public-commit', external.commit);

  for (const size of [0, 20, 200]) {
    const plaintext = new Uint8Array(size).fill(65);
    add(`private message of ${size}`, 'private', encrypt(author, 1, { generation: size, plaintext }));
  }
  add('key package', 'key-package', messageOfKeyPackage(joiner.keyPackage));
  const proposed = await receivePublicProposal(hub, samples[0]!.octets, rules);
  add('public state', 'public-state', encodePublicGroup(proposed.group));
  add('hosted state', 'hosted-state', encodeHostedGroup(update.group));
  const joined = await joinByWelcome(plain.welcome!, plain.ratchetTree, [joiner], rules);
  add('group info', 'group-info', plain.groupInfo);
  add('present group info', 'present-group-info', last.groupInfo);
  add('tree', 'tree', plain.ratchetTree);
  return {
    suite,
    hub,
    member,
    samples,
    groupInfo: plain.groupInfo,
    tree: plain.ratchetTree,
    presentTree: last.ratchetTree,
    joiner,
    joined,
    authorsKeys: keys,
  };
}

/** The bare KeyPackage as an MLSMessage (RFC 9420 §6). */
export function messageOfKeyPackage(keyPackage: Uint8Array): Uint8Array {
  return new Uint8Array([0, 1, 0, 5, ...keyPackage]);
}
