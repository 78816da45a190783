/**
 * The group that everything is measured in: 1,000 members, of which 200 are hosted in one state, one is OpenMLS, one is
 * ts-mls and the others are in a state of their own that commits for them. Every leaf has committed, so that no
 * parent is blank.
 */
import {
  type Capabilities,
  commit,
  createGroup,
  createKeyPackage,
  decodeHostedGroup,
  encodeHostedGroup,
  forgetLeaf,
  type GroupRules,
  generateSignatureKeyPair,
  type HostedGroup,
  openPublicGroup,
  type OwnKeyPackage,
  type PreparedCommit,
  type Proposal,
  type PublicGroup,
  receive,
  receivePublicCommit,
} from '../../../src/mls/index.ts';
import { type OpenMlsClient, OpenMlsPeer } from '../../interop/openmls-peer.ts';
import { TsMlsMember } from '../../interop/ts-mls-member.ts';
import { hex, utf8 } from '../../interop/wire.ts';

const capabilities: Capabilities = {
  versions: [1],
  cipherSuites: [1],
  extensions: [],
  proposals: [],
  credentials: [1],
};

function identityOf(credential: Parameters<NonNullable<GroupRules['clientKey']>>[0]): string {
  return credential.type === 'basic' ? hex(credential.identity) : '';
}

export const rules: GroupRules = {
  applyComponent: (_id, state) => state ?? new Uint8Array(),
  authenticate: () => {
    // What a gateway asks here is a database's or a certificate's speed, not the engine's.
  },
  sameClient: (a, b) => identityOf(a) === identityOf(b),
  clientKey: identityOf,
  now: BigInt(Math.floor(Date.now() / 1000)),
};

export function newClient(name: string): OwnKeyPackage {
  const now = rules.now ?? 0n;
  return createKeyPackage({
    suite: 1,
    credential: { type: 'basic', identity: utf8(`mimi://example.org/d/${name}`) },
    signature: generateSignatureKeyPair(1),
    capabilities,
    lifetime: { notBefore: now - 3600n, notAfter: now + 86_400n * 80n },
  });
}

export interface WarmGroup {
  /** 200 leaves. */
  hosted: HostedGroup;
  /** One leaf of ours. */
  single: HostedGroup;
  /** Everybody who is neither hosted nor a peer. */
  others: HostedGroup;
  hub: PublicGroup;
  groupInfo: Uint8Array;
  tree: Uint8Array;
  readonly openmls: OpenMlsClient;
  readonly tsMls: TsMlsMember;
  readonly peer: OpenMlsPeer;
}

const progress = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

function without(group: HostedGroup, keep: (leaf: number) => boolean): HostedGroup {
  let out = decodeHostedGroup(encodeHostedGroup(group));
  for (const { leafIndex } of group.local) if (!keep(leafIndex)) out = forgetLeaf(out, leafIndex);
  return out;
}

/** A group of `size`, all in one state; nobody but the first has committed. */
export async function freshGroup(size: number): Promise<PreparedCommit> {
  const first = newClient('member-0');
  const created = createGroup({ suite: 1, groupId: utf8('bench'), leaf: first, extensions: [], rules });
  const members = Array.from({ length: size - 1 }, (_, i) => newClient(`member-${i + 1}`));
  return commit(created.group, 0, {
    proposals: members.map((member): Proposal => ({ type: 'add', keyPackage: member.keyPackage })),
    arriving: members,
    rules,
  });
}

/** Leaves a distance apart first, so that the early commits fill the tree and the later ones stay cheap. */
function spreadOrder(count: number): number[] {
  const out: number[] = [];
  for (let stride = 512; stride >= 1; stride >>= 1) {
    for (let leaf = 0; leaf < count; leaf += stride) if (!out.includes(leaf)) out.push(leaf);
  }
  return out;
}

export async function warmGroup(size = 1000, hostedCount = 200): Promise<WarmGroup> {
  const peer = new OpenMlsPeer();
  progress(`making a group of ${size}`);
  let last = await freshGroup(size - 2);
  progress('every leaf commits');
  for (const leaf of spreadOrder(size - 2)) last = await commit(last.next, leaf, { forcePath: true, rules });
  progress('OpenMLS and ts-mls join');
  const openmls = await peer.client('openmls', 1, 'mimi://example.org/d/openmls');
  const tsMls = await TsMlsMember.make('ts-mls');
  last = await commit(last.next, 0, {
    proposals: [
      { type: 'add', keyPackage: await openmls.keyPackage() },
      { type: 'add', keyPackage: tsMls.keyPackage },
    ],
    rules,
  });
  const hub = await openPublicGroup(last.groupInfo, last.ratchetTree, rules);
  await openmls.join(last.welcome as Uint8Array, last.ratchetTree);
  await tsMls.join(last.welcome as Uint8Array, last.ratchetTree);
  const step = Math.floor((size - 2) / hostedCount);
  const isHosted = (leaf: number): boolean => leaf % step === 0 && leaf / step < hostedCount;
  const group: WarmGroup = {
    hosted: without(last.next, isHosted),
    single: without(last.next, (leaf) => leaf === 0),
    others: without(last.next, (leaf) => !isHosted(leaf)),
    hub,
    groupInfo: last.groupInfo,
    tree: last.ratchetTree,
    openmls,
    tsMls,
    peer,
  };
  const fromOpenMls = await openmls.commit({ forcePath: true });
  await openmls.merge();
  await tsMls.process(fromOpenMls.commit);
  await follow(group, fromOpenMls.commit);
  const fromTsMls = await tsMls.commit([], 'public');
  await openmls.process(fromTsMls.commit);
  await follow(group, fromTsMls.commit);
  return { ...group, ...(await openmls.published()) };
}

/** All of ours take a commit of somebody else. */
async function follow(group: WarmGroup, message: Uint8Array): Promise<void> {
  group.hosted = (await receive(group.hosted, message, { rules })).group;
  group.single = (await receive(group.single, message, { rules })).group;
  group.others = (await receive(group.others, message, { rules })).group;
  group.hub = (await receivePublicCommit(group.hub, message, rules)).group;
}
