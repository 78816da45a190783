/**
 * OpenMLS members behind the Rust program of `openmls/`: the independent implementation that group histories must
 * agree with. Every method is one request; `PeerRefused` carries OpenMLS's reason.
 */
import type { Extension, PreSharedKeyId, Proposal } from '../../src/mls/index.ts';
import { RustPeer, type Took } from './rust-peer.ts';
import { extensionList, hex, unhex } from './wire.ts';

/** What all members of an epoch agree on. */
export interface EpochFigures {
  readonly context: string;
  readonly epochAuthenticator: string;
  readonly exporter: string;
}

export interface PeerState extends EpochFigures {
  readonly resumptionPsk: string;
  readonly leafIndex: number;
  readonly members: number;
}

export type PeerReceived =
  | { readonly type: 'application'; readonly plaintext: string; readonly authenticatedData: string }
  | { readonly type: 'proposal'; readonly ref: string }
  | { readonly type: 'commit'; readonly active: boolean };

export interface PeerCommit {
  readonly commit: Uint8Array;
  readonly welcome: Uint8Array | null;
  readonly took: Took;
}

function pskFields(id: PreSharedKeyId): Record<string, unknown> {
  const nonce = hex(id.nonce);
  if (id.type === 'external') return { id: hex(id.id), nonce };
  if (id.type === 'component') return { componentId: id.componentId, id: hex(id.id), nonce };
  return { groupId: hex(id.groupId), epoch: Number(id.epoch), nonce };
}

/** A proposal as the peer's JSON; types that OpenMLS cannot send by itself are refused by the peer. */
function proposalFields(proposal: Proposal): Record<string, unknown> {
  switch (proposal.type) {
    case 'add':
      return { type: 'add', keyPackage: hex(proposal.keyPackage) };
    case 'psk':
      return { type: 'psk', ...pskFields(proposal.id) };
    case 'group-context-extensions':
      return { type: proposal.type, extensions: hex(extensionList(proposal.extensions)) };
    case 'app-data-update':
      return {
        type: proposal.type,
        componentId: proposal.componentId,
        update: proposal.update === null ? null : hex(proposal.update),
      };
    case 'app-ephemeral':
      return { type: proposal.type, componentId: proposal.componentId, data: hex(proposal.data) };
    case 'unknown':
      return { type: proposal.type, proposalType: proposal.proposalType, body: hex(proposal.body) };
    case 'remove':
    case 'update':
    case 'self-remove':
    case 'reinit':
    case 'external-init':
      return { type: proposal.type, ...('removed' in proposal ? { removed: proposal.removed } : {}) };
  }
}

export class OpenMlsClient {
  readonly name: string;
  readonly signatureKey: Uint8Array;
  readonly #peer: RustPeer;

  constructor(peer: RustPeer, name: string, signatureKey: Uint8Array) {
    this.#peer = peer;
    this.name = name;
    this.signatureKey = signatureKey;
  }

  async #ask(op: string, fields: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    return (await this.#peer.ask({ op, client: this.name, ...fields })).value;
  }

  async keyPackage(o: { lastResort?: boolean; leafExtensions?: readonly Extension[] } = {}): Promise<Uint8Array> {
    const leafExtensions = o.leafExtensions === undefined ? null : hex(extensionList(o.leafExtensions));
    const answer = await this.#ask('keyPackage', { lastResort: o.lastResort ?? false, leafExtensions });
    return unhex(answer['keyPackage'] as string);
  }

  async create(groupId: Uint8Array, extensions: readonly Extension[]): Promise<void> {
    await this.#ask('create', { groupId: hex(groupId), extensions: hex(extensionList(extensions)) });
  }

  async join(welcome: Uint8Array, tree: Uint8Array): Promise<void> {
    await this.#ask('join', { welcome: hex(welcome), tree: hex(tree) });
  }

  /** The client is a member of the new epoch at once: forget it when the hub refuses the commit. */
  async externalJoin(o: {
    groupInfo: Uint8Array;
    tree: Uint8Array;
    selfRemoves?: readonly Uint8Array[];
    appDataUpdates?: readonly Proposal[];
    psks?: readonly PreSharedKeyId[];
  }): Promise<{ commit: Uint8Array; took: Took }> {
    const answer = await this.#peer.ask({
      op: 'externalJoin',
      client: this.name,
      groupInfo: hex(o.groupInfo),
      tree: hex(o.tree),
      selfRemoves: (o.selfRemoves ?? []).map(hex),
      appDataUpdates: (o.appDataUpdates ?? []).map(proposalFields),
      psks: (o.psks ?? []).map(pskFields),
    });
    return { commit: unhex(answer.value['commit'] as string), took: answer.took };
  }

  async process(message: Uint8Array): Promise<PeerReceived> {
    return (await this.timedProcess(message)).received;
  }

  async timedProcess(message: Uint8Array): Promise<{ received: PeerReceived; took: Took }> {
    const answer = await this.#peer.ask({ op: 'process', client: this.name, message: hex(message) });
    return { received: answer.value as unknown as PeerReceived, took: answer.took };
  }

  /** Sent by reference; `update` takes a fresh leaf of the peer's own making, whatever the given one is. */
  async propose(proposal: Proposal | { type: 'update' }): Promise<Uint8Array> {
    const fields = 'leafNode' in proposal || proposal.type === 'update' ? { type: 'update' } : proposalFields(proposal);
    return unhex((await this.#ask('propose', { proposal: fields }))['message'] as string);
  }

  /** Pending until `merge` or `clear`. Takes all proposals that the client has processed along unless `pending` is false. */
  async commit(
    o: { proposals?: readonly Proposal[]; pending?: boolean; forcePath?: boolean } = {},
  ): Promise<PeerCommit> {
    const { value, took } = await this.#peer.ask({
      op: 'commit',
      client: this.name,
      proposals: (o.proposals ?? []).map(proposalFields),
      pending: o.pending ?? true,
      forcePath: o.forcePath ?? false,
    });
    const welcome = value['welcome'] as string | null;
    return {
      commit: unhex(value['commit'] as string),
      welcome: welcome === null ? null : unhex(welcome),
      took,
    };
  }

  async merge(): Promise<void> {
    await this.#ask('merge');
  }

  async clear(): Promise<void> {
    await this.#ask('clear');
  }

  async encrypt(plaintext: Uint8Array, authenticatedData: Uint8Array): Promise<Uint8Array> {
    return (await this.timedEncrypt(plaintext, authenticatedData)).message;
  }

  async timedEncrypt(
    plaintext: Uint8Array,
    authenticatedData: Uint8Array,
  ): Promise<{ message: Uint8Array; took: Took }> {
    const { value, took } = await this.#peer.ask({
      op: 'encrypt',
      client: this.name,
      plaintext: hex(plaintext),
      authenticatedData: hex(authenticatedData),
    });
    return { message: unhex(value['message'] as string), took };
  }

  async storePsk(id: PreSharedKeyId, psk: Uint8Array): Promise<void> {
    await this.#ask('psk', { ...pskFields(id), psk: hex(psk) });
  }

  /** One HPKE seal of 32 octets, on average. */
  async timeSeal(count: number): Promise<Took> {
    const answer = await this.#ask('seal', { count });
    const ms = (field: string): number => (answer[field] as number) / count / 1e6;
    return { ms: ms('nanos'), cpuMs: ms('cpuNanos') };
  }

  async safeExport(componentId: number): Promise<string> {
    return (await this.#ask('safeExport', { componentId }))['secret'] as string;
  }

  async state(): Promise<PeerState> {
    return (await this.#ask('state')) as unknown as PeerState;
  }

  /** GroupInfo with external_pub, signed by this member, and the tree beside it. */
  async published(): Promise<{ groupInfo: Uint8Array; tree: Uint8Array }> {
    const answer = await this.#ask('published');
    return { groupInfo: unhex(answer['groupInfo'] as string), tree: unhex(answer['tree'] as string) };
  }

  async forget(): Promise<void> {
    await this.#ask('forget');
  }
}

export class OpenMlsPeer {
  readonly #peer: RustPeer;

  constructor() {
    this.#peer = RustPeer.start('build-openmls-peer.mjs');
  }

  /** `identity` is the basic credential's; several clients may share one. */
  async client(name: string, suite: number, identity: string = name): Promise<OpenMlsClient> {
    const answer = await this.#peer.ask({ op: 'client', client: name, suite, identity });
    return new OpenMlsClient(this.#peer, name, unhex(answer.value['signatureKey'] as string));
  }

  /** OpenMLS's own public group, as a delivery service keeps it. */
  async observe(name: string, groupInfo: Uint8Array, tree: Uint8Array): Promise<void> {
    await this.#peer.ask({ op: 'observe', client: name, groupInfo: hex(groupInfo), tree: hex(tree) });
  }

  async observeMessage(name: string, message: Uint8Array): Promise<{ took: Took }> {
    return { took: (await this.#peer.ask({ op: 'observeMessage', client: name, message: hex(message) })).took };
  }

  stop(): Promise<void> {
    return this.#peer.stop();
  }
}
