/**
 * mls-rs members behind the Rust program of `mls-rs/`: the peer for suites 4 to 7, which OpenMLS lacks, and for ReInit.
 * Its messages are MLSMessages throughout, key packages too.
 */
import type { Extension } from '../../src/mls/index.ts';
import type { EpochFigures } from './openmls-peer.ts';
import { RustPeer } from './rust-peer.ts';
import { extensionList, hex, unhex } from './wire.ts';

export type MlsRsProposal =
  | { readonly type: 'add'; readonly keyPackage: Uint8Array }
  | { readonly type: 'remove'; readonly removed: number }
  | { readonly type: 'psk'; readonly id: Uint8Array }
  | { readonly type: 'resumption-psk'; readonly epoch: number }
  | { readonly type: 'group-context-extensions'; readonly extensions: readonly Extension[] }
  | {
      readonly type: 'reinit';
      readonly groupId: Uint8Array;
      readonly suite: number;
      readonly extensions: readonly Extension[];
    };

function fields(proposal: MlsRsProposal | { type: 'update' }): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(proposal).map(([key, value]) => {
      if (value instanceof Uint8Array) return [key, hex(value)];
      return [key, Array.isArray(value) ? hex(extensionList(value as Extension[])) : value];
    }),
  );
}

export class MlsRsClient {
  readonly name: string;
  readonly #peer: RustPeer;

  constructor(peer: RustPeer, name: string) {
    this.#peer = peer;
    this.name = name;
  }

  async #ask(op: string, request: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    return (await this.#peer.ask({ op, client: this.name, ...request })).value;
  }

  /** MLSMessage(KeyPackage). */
  async keyPackage(): Promise<Uint8Array> {
    return unhex((await this.#ask('keyPackage'))['message'] as string);
  }

  async create(groupId: Uint8Array, extensions: readonly Extension[]): Promise<void> {
    await this.#ask('create', { groupId: hex(groupId), extensions: hex(extensionList(extensions)) });
  }

  async join(welcome: Uint8Array, tree: Uint8Array): Promise<void> {
    await this.#ask('join', { welcome: hex(welcome), tree: hex(tree) });
  }

  async externalJoin(groupInfo: Uint8Array, tree: Uint8Array, removed?: number): Promise<Uint8Array> {
    const answer = await this.#ask('externalJoin', {
      groupInfo: hex(groupInfo),
      tree: hex(tree),
      removed: removed ?? null,
    });
    return unhex(answer['commit'] as string);
  }

  async process(
    message: Uint8Array,
  ): Promise<{ type: string; plaintext?: string; authenticatedData?: string; effect?: string }> {
    return (await this.#ask('process', { message: hex(message) })) as { type: string };
  }

  async propose(proposal: MlsRsProposal | { type: 'update' }): Promise<Uint8Array> {
    return unhex((await this.#ask('propose', { proposal: fields(proposal) }))['message'] as string);
  }

  /** Takes all proposals that the client has processed along; pending until `merge` or `clear`. */
  async commit(proposals: readonly MlsRsProposal[] = []): Promise<{ commit: Uint8Array; welcome: Uint8Array | null }> {
    const answer = await this.#ask('commit', { proposals: proposals.map(fields) });
    const welcome = answer['welcome'] as string | null;
    return { commit: unhex(answer['commit'] as string), welcome: welcome === null ? null : unhex(welcome) };
  }

  async merge(): Promise<void> {
    await this.#ask('merge');
  }

  async clear(): Promise<void> {
    await this.#ask('clear');
  }

  async encrypt(plaintext: Uint8Array, authenticatedData: Uint8Array): Promise<Uint8Array> {
    const answer = await this.#ask('encrypt', {
      plaintext: hex(plaintext),
      authenticatedData: hex(authenticatedData),
    });
    return unhex(answer['message'] as string);
  }

  async storePsk(id: Uint8Array, psk: Uint8Array): Promise<void> {
    await this.#ask('psk', { id: hex(id), psk: hex(psk) });
  }

  /** After a ReInit was committed: MLSMessage(KeyPackage) for the group that follows. */
  async reinitKeyPackage(): Promise<Uint8Array> {
    return unhex((await this.#ask('reinitKeyPackage'))['message'] as string);
  }

  /** After a ReInit was committed: the new group with everybody in it, linked by the old one's resumption PSK. */
  async reinitCreate(keyPackages: readonly Uint8Array[]): Promise<Uint8Array> {
    return unhex((await this.#ask('reinitCreate', { keyPackages: keyPackages.map(hex) }))['welcome'] as string);
  }

  async reinitJoin(welcome: Uint8Array, tree: Uint8Array): Promise<void> {
    await this.#ask('reinitJoin', { welcome: hex(welcome), tree: hex(tree) });
  }

  async state(): Promise<EpochFigures & { leafIndex: number; members: number }> {
    return (await this.#ask('state')) as unknown as EpochFigures & { leafIndex: number; members: number };
  }

  async published(): Promise<{ groupInfo: Uint8Array; tree: Uint8Array }> {
    const answer = await this.#ask('published');
    return { groupInfo: unhex(answer['groupInfo'] as string), tree: unhex(answer['tree'] as string) };
  }
}

export class MlsRsPeer {
  readonly #peer: RustPeer;

  constructor() {
    this.#peer = RustPeer.start('build-mls-rs-peer.mjs');
  }

  async client(name: string, suite: number): Promise<MlsRsClient> {
    await this.#peer.ask({ op: 'client', client: name, suite });
    return new MlsRsClient(this.#peer, name);
  }

  stop(): Promise<void> {
    return this.#peer.stop();
  }
}
