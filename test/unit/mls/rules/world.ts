import { expect } from 'vitest';
import { signContent, membershipTagOf } from '../../../../src/mls/framing/authenticated-content.ts';
import { type HostedState, hostedStateOf, presentOf } from '../../../../src/mls/hosted/hosted-state.ts';
import {
  type Capabilities,
  type CipherSuiteId,
  commit,
  type CommitOptions,
  createGroup,
  createKeyPackage,
  type Credential,
  type Extension,
  externalSendersExtension,
  generateSignatureKeyPair,
  type GroupRules,
  type HostedGroup,
  InvalidMessage,
  joinByWelcome,
  type KeyPackageOptions,
  openPublicGroup,
  type OwnKeyPackage,
  type PreparedCommit,
  type PublicGroup,
  receive,
  receivePublicCommit,
  receivePublicProposal,
  type Rule,
  unseenByHub,
} from '../../../../src/mls/index.ts';
import { type KeyPackage, keyPackageToBeSigned, signedKeyPackage } from '../../../../src/mls/structs/key-package.ts';
import { type LeafNode, leafNodeToBeSigned } from '../../../../src/mls/structs/leaf-node.ts';
import {
  encodeMessage,
  expectMessage,
  type FramedContent,
  framedContent,
} from '../../../../src/mls/structs/message.ts';
import { cipherSuite, signWithLabel } from '../../../../src/mls/suites/index.ts';

/** A group of alice (leaf 0), bob (leaf 1) and carol (leaf 2), each with a state of its own, and the hub beside it. */
export interface World {
  alice: HostedGroup;
  bob: HostedGroup;
  carol: HostedGroup;
  hub: PublicGroup;
  groupInfo: Uint8Array;
  ratchetTree: Uint8Array;
  readonly hubKeys: { publicKey: Uint8Array; privateKey: Uint8Array };
}

export const suiteId: CipherSuiteId = 1;
export const suite = cipherSuite(suiteId);

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function basic(name: string): Credential {
  return { type: 'basic', identity: utf8(name) };
}

export function nameOf(credential: Credential): string {
  return credential.type === 'basic' ? new TextDecoder().decode(credential.identity) : 'x509';
}

export const rules: GroupRules = {
  applyComponent: (componentId, _state, updates) => {
    if (componentId === 0xffff) throw new InvalidMessage('app-data-update', 'unknown component');
    return updates.at(-1) ?? new Uint8Array();
  },
  authenticate: (credential) => {
    if (nameOf(credential) === 'mallory') throw new InvalidMessage('credential');
  },
  sameClient: (a, b) => nameOf(a) === nameOf(b),
  now: 1000n,
};

export const capabilities: Capabilities = {
  versions: [1],
  cipherSuites: [1, 2, 3, 4, 5, 6, 7],
  extensions: [6],
  proposals: [8, 9, 10],
  credentials: [1],
};

export function newClient(name: string, o: Partial<KeyPackageOptions> = {}): OwnKeyPackage {
  return createKeyPackage({
    suite: suiteId,
    credential: basic(name),
    signature: generateSignatureKeyPair(o.suite ?? suiteId),
    capabilities,
    lifetime: { notBefore: 500n, notAfter: 1500n },
    ...o,
  });
}

/** @param o.warm each commits once, so that the tree has no blank parents; else it has only blank ones */
export async function newWorld(extensions: readonly Extension[] = [], o = { warm: true }): Promise<World> {
  const hubKeys = generateSignatureKeyPair(suiteId);
  const senders = externalSendersExtension([{ signatureKey: hubKeys.publicKey, credential: basic('hub') }]);
  const [alice, bob, carol] = ['alice', 'bob', 'carol'].map((name) => newClient(name));
  const created = createGroup({
    suite: suiteId,
    groupId: utf8('group'),
    leaf: alice!,
    extensions: [...extensions, senders],
    rules,
  });
  const hub = await openPublicGroup(created.groupInfo, created.ratchetTree, rules);
  const prepared = await commit(created.group, 0, { proposals: [add(bob!), add(carol!)], rules });
  const world: World = {
    alice: prepared.next,
    bob: await joinByWelcome(prepared.welcome!, prepared.ratchetTree, [bob!], rules),
    carol: await joinByWelcome(prepared.welcome!, prepared.ratchetTree, [carol!], rules),
    hub: (await receivePublicCommit(hub, prepared.commit, rules)).group,
    groupInfo: prepared.groupInfo,
    ratchetTree: prepared.ratchetTree,
    hubKeys,
  };
  for (const leaf of o.warm ? [1, 2, 0] : []) await commitAndDeliver(world, leaf, { forcePath: true });
  return world;
}

export function add(client: OwnKeyPackage): { type: 'add'; keyPackage: Uint8Array } {
  return { type: 'add', keyPackage: client.keyPackage };
}

const places = ['alice', 'bob', 'carol'] as const;

export function groupOf(world: World, leaf: number): HostedGroup {
  return world[places[leaf]!];
}

export function stateOf(world: World, leaf: number): HostedState {
  return hostedStateOf(groupOf(world, leaf));
}

export function prepare(world: World, leaf: number, o: Omit<CommitOptions, 'rules'> = {}): Promise<PreparedCommit> {
  return commit(groupOf(world, leaf), leaf, { ...o, rules });
}

/** Commits and lets everybody have it. */
export async function commitAndDeliver(
  world: World,
  leaf: number,
  o: Omit<CommitOptions, 'rules'> = {},
): Promise<PreparedCommit> {
  const prepared = await prepare(world, leaf, o);
  await deliverCommit(world, leaf, prepared, o.psks);
  return prepared;
}

export async function deliverCommit(
  world: World,
  leaf: number | null,
  prepared: PreparedCommit,
  psks?: CommitOptions['psks'],
): Promise<void> {
  world.hub = (await receivePublicCommit(world.hub, prepared.commit, rules)).group;
  for (const [index, name] of places.entries()) {
    if (index === leaf) world[name] = prepared.next;
    else if (world[name].local.length > 0) {
      const received = await receive(world[name], prepared.commit, { rules, ...(psks === undefined ? {} : { psks }) });
      world[name] = received.group;
      expect(received.group.local.length === 0 || sameEpoch(received.group, prepared.next)).toBe(true);
    }
  }
  world.groupInfo = prepared.groupInfo;
  world.ratchetTree = prepared.ratchetTree;
}

export function sameEpoch(a: HostedGroup, b: HostedGroup): boolean {
  return Buffer.compare(a.epochAuthenticator, b.epochAuthenticator) === 0;
}

/** Lets hub and members have a proposal; its author has it already. */
export async function deliverProposal(world: World, author: number | null, message: Uint8Array): Promise<void> {
  world.hub = (await receivePublicProposal(world.hub, message, rules)).group;
  for (const [index, name] of places.entries())
    if (index !== author && world[name].local.length > 0)
      world[name] = (await receive(world[name], message, { rules })).group;
}

/** Hub (where it can see it) and a member refuse a handshake message with exactly this rule. */
export async function expectRefused(world: World, message: Uint8Array, rule: Rule, reader = 1): Promise<void> {
  await expect(receive(groupOf(world, reader), message, { rules }), 'member').rejects.toMatchObject({
    name: 'InvalidMessage',
    rule,
  });
  const content = expectMessage(message, 'public-message').content.body.type;
  const taken =
    content === 'commit'
      ? receivePublicCommit(world.hub, message, rules)
      : receivePublicProposal(world.hub, message, rules);
  if (rule in unseenByHub) await expect(taken, 'the hub can not see it').resolves.toBeDefined();
  else await expect(taken, 'hub').rejects.toMatchObject({ name: 'InvalidMessage', rule });
}

/** Hub and a member take the message. */
export async function expectAccepted(world: World, message: Uint8Array, reader = 1): Promise<void> {
  await expect(receive(groupOf(world, reader), message, { rules })).resolves.toBeDefined();
  const content = expectMessage(message, 'public-message').content.body.type;
  if (content === 'commit') await expect(receivePublicCommit(world.hub, message, rules)).resolves.toBeDefined();
  else await expect(receivePublicProposal(world.hub, message, rules)).resolves.toBeDefined();
}

type Fields = Omit<FramedContent, 'encoded'>;

/** Changes the content of a member's public message and signs and tags it again, so that nothing else is wrong. */
export function rewritten(
  world: World,
  message: Uint8Array,
  change: (content: Fields) => Fields,
  o: { signer?: number; privateKey?: Uint8Array; breakSignature?: boolean; breakTag?: boolean } = {},
): Uint8Array {
  const { content, auth } = expectMessage(message, 'public-message');
  const { encoded: _encoded, ...fields } = content;
  const changed = framedContent(change(fields));
  const signer = o.signer ?? (fields.sender.type === 'member' ? fields.sender.leafIndex : 0);
  const state = stateOf(world, signer);
  const framed = { wireFormat: 'public-message', content: changed } as const;
  const privateKey = o.privateKey ?? state.signatureKeys.get(signer)!;
  const signature = signContent(suite, privateKey, framed, state.public.context);
  if (o.breakSignature === true) signature[5]! ^= 1;
  const authenticated = { ...framed, auth: { ...auth, signature } };
  const tag = membershipTagOf(suite, presentOf(state).secrets.membershipKey, authenticated, state.public.context);
  if (o.breakTag === true) tag[0]! ^= 1;
  const membershipTag = changed.sender.type === 'member' ? tag : undefined;
  return encodeMessage({
    wireFormat: 'public-message',
    message: { content: changed, auth: authenticated.auth, membershipTag },
  });
}

/** A leaf node with changes, signed again. */
export function signedLeaf(
  leaf: LeafNode,
  privateKey: Uint8Array,
  place: Parameters<typeof leafNodeToBeSigned>[1],
): LeafNode {
  return { ...leaf, signature: signWithLabel(suite, privateKey, 'LeafNodeTBS', leafNodeToBeSigned(leaf, place)) };
}

/** A key package with changes, signed again. */
export function resignedKeyPackage(
  keyPackage: KeyPackage,
  privateKey: Uint8Array,
  change: { leaf?: Partial<LeafNode>; package?: Partial<KeyPackage> },
): KeyPackage {
  const changed = { ...keyPackage.leaf, ...change.leaf };
  const place = changed.source.type === 'key-package' ? null : { groupId: utf8('group'), leafIndex: 3 };
  const leaf = signedLeaf(changed, privateKey, place);
  const unsigned = { ...keyPackage, leaf, ...change.package };
  return signedKeyPackage(unsigned, signWithLabel(suite, privateKey, 'KeyPackageTBS', keyPackageToBeSigned(unsigned)));
}
