/** A hosted state: one or many leaves of this project's engine. */
import {
  type Capabilities,
  type CipherSuiteId,
  createKeyPackage,
  decodeHostedGroup,
  encodeHostedGroup,
  encrypt,
  exportSecret,
  commit as makeCommit,
  propose as makeProposal,
  type GroupRules,
  generateSignatureKeyPair,
  type HostedGroup,
  joinByWelcome,
  mergeGroups,
  type OwnKeyPackage,
  type PreparedCommit,
  type Proposal,
  type PskLookup,
  receive,
  resumptionPsk,
} from '../../../src/mls/index.ts';
import type { EpochFigures } from '../openmls-peer.ts';
import { groupContextBytes, hex, utf8 } from '../wire.ts';
import { capabilities } from './group-setup.ts';
import type { CommitWish, Newcomer, Offer, Party, Read } from './party.ts';

export interface HostedClient {
  readonly name: string;
  readonly own: OwnKeyPackage;
  readonly signatureKey: Uint8Array;
}

export interface Surroundings {
  readonly suite: CipherSuiteId;
  readonly rules: GroupRules;
  readonly psks: PskLookup;
}

export function newHostedClient(suite: CipherSuiteId, name: string): Promise<HostedClient> {
  return clientWith(suite, name, capabilities);
}

/** For groups without the extensions draft: it claims nothing beyond RFC 9420. */
export function newPlainClient(suite: CipherSuiteId, name: string): Promise<HostedClient> {
  return clientWith(suite, name, {
    versions: [1],
    cipherSuites: [suite],
    extensions: [],
    proposals: [],
    credentials: [1],
  });
}

async function clientWith(suite: CipherSuiteId, name: string, claimed: Capabilities): Promise<HostedClient> {
  const signature = generateSignatureKeyPair(suite);
  const own = createKeyPackage({
    suite,
    credential: { type: 'basic', identity: utf8(name) },
    signature,
    capabilities: claimed,
    lifetime: { notBefore: 0n, notAfter: 4_000_000_000n },
  });
  return { name, own, signatureKey: signature.publicKey };
}

export class HostedParty implements Party {
  readonly kind = 'hosted';
  readonly #surroundings: Surroundings;
  readonly #names: Map<string, Uint8Array>;
  /** Next generation of each leaf; a real gateway reserves them durably. */
  #generations = new Map<number, number>();
  #group: HostedGroup;
  #groupInfo: Uint8Array | null;
  #readsFrom: bigint;

  constructor(
    surroundings: Surroundings,
    group: HostedGroup,
    clients: readonly HostedClient[],
    groupInfo: Uint8Array | null = null,
  ) {
    this.#surroundings = surroundings;
    this.#group = group;
    this.#names = new Map(clients.map((client) => [client.name, client.signatureKey]));
    this.#groupInfo = groupInfo;
    this.#readsFrom = group.public.context.epoch;
  }

  readsFrom(): bigint {
    return this.#readsFrom;
  }

  get group(): HostedGroup {
    return this.#group;
  }

  names(): readonly string[] {
    return [...this.#names.keys()];
  }

  leafOf(name: string): number {
    const key = hex(this.#names.get(name) ?? new Uint8Array());
    const leaf = this.#group.local.find((local) => hex(local.signaturePublicKey) === key);
    if (leaf === undefined) throw new Error(`${name} has no leaf in its own state`);
    return leaf.leafIndex;
  }

  /** Whether exactly the named clients' leaves are held. */
  holdsOnlyItsOwn(): boolean {
    const expected = [...this.#names.values()].map(hex).sort();
    const held = this.#group.local.map((leaf) => hex(leaf.signaturePublicKey)).sort();
    return expected.join() === held.join();
  }

  async figures(): Promise<EpochFigures & { resumptionPsk: string }> {
    const exporter = await exportSecret(this.#group, 'interop', utf8('context'), 32);
    return {
      context: hex(groupContextBytes(this.#group.public.context)),
      epochAuthenticator: hex(this.#group.epochAuthenticator),
      exporter: hex(exporter),
      resumptionPsk: hex(this.#resumptionPsk()),
    };
  }

  #resumptionPsk(): Uint8Array {
    const psk = resumptionPsk(this.#group, this.#group.public.context.epoch);
    if (psk === undefined) throw new Error('the present epoch has no resumption PSK');
    return psk;
  }

  async propose(name: string, proposal: Proposal | { readonly type: 'update' }): Promise<Uint8Array> {
    const { group, message } = await makeProposal(this.#group, this.leafOf(name), proposal);
    this.#group = group;
    return message;
  }

  async commit(name: string, wish: CommitWish): Promise<Offer> {
    const { rules, psks } = this.#surroundings;
    const arriving = wish.arriving.map((newcomer) => (newcomer as HostedNewcomer).client);
    const prepared = await makeCommit(this.#group, this.leafOf(name), {
      proposals: [...wish.proposals],
      arriving: arriving.map((client) => client.own),
      forcePath: wish.forcePath,
      rules,
      psks,
    });
    return {
      commit: prepared.commit,
      welcome: prepared.welcome,
      accepted: async () => {
        this.#adopt(prepared);
        for (const client of arriving) this.#names.set(client.name, client.signatureKey);
      },
      lost: async () => {},
    };
  }

  #adopt(prepared: PreparedCommit): void {
    this.#group = prepared.next;
    this.#groupInfo = prepared.groupInfo;
    this.#generations = new Map();
  }

  async receiveHandshake(
    message: Uint8Array,
    welcome: Uint8Array | null,
    arriving: readonly Newcomer[],
  ): Promise<void> {
    const { rules, psks } = this.#surroundings;
    const clients = arriving.map((newcomer) => (newcomer as HostedNewcomer).client);
    const received = await receive(this.#group, message, {
      rules,
      psks,
      ...(clients.length > 0 && welcome !== null ? { arriving: clients.map((client) => client.own), welcome } : {}),
    });
    if (received.type === 'application') throw new Error('an application message among the handshakes');
    // Where every leaf was replaced, the state starts over with the newcomers and what their Welcome tells.
    const before = new Set(this.#group.local.map((leaf) => hex(leaf.signaturePublicKey)));
    this.#group = received.group;
    if (!received.group.local.some((leaf) => before.has(hex(leaf.signaturePublicKey)))) {
      this.#readsFrom = received.group.public.context.epoch;
    }
    if (received.type === 'commit') {
      this.#groupInfo = null;
      this.#generations = new Map();
      for (const client of clients) this.#names.set(client.name, client.signatureKey);
    }
  }

  async encrypt(name: string, plaintext: Uint8Array, authenticatedData: Uint8Array): Promise<Uint8Array> {
    const leaf = this.leafOf(name);
    const generation = this.#generations.get(leaf) ?? 0;
    this.#generations.set(leaf, generation + 1);
    return encrypt(this.#group, leaf, { generation, plaintext, authenticatedData });
  }

  /** Leaves generations out, as a restart that drops a reserved block does. */
  skipGenerations(name: string, count: number): void {
    const leaf = this.leafOf(name);
    this.#generations.set(leaf, (this.#generations.get(leaf) ?? 0) + count);
  }

  async decrypt(message: Uint8Array): Promise<Read> {
    const received = await receive(this.#group, message, { rules: this.#surroundings.rules });
    if (received.type !== 'application') throw new Error(`an application message was read as ${received.type}`);
    this.#group = received.group;
    return received;
  }

  async groupInfo(): Promise<Uint8Array> {
    if (this.#groupInfo === null) throw new Error('this state made no commit in this epoch');
    return this.#groupInfo;
  }

  removed(name: string): boolean {
    this.#names.delete(name);
    return this.#names.size > 0;
  }

  /** Takes in another state of the same group and epoch, which is over then. */
  takeIn(other: HostedParty): void {
    this.#group = mergeGroups(this.#group, other.#group);
    for (const [name, key] of other.#names) this.#names.set(name, key);
    for (const [leaf, generation] of other.#generations) this.#generations.set(leaf, generation);
  }

  /** What a restart does. */
  throughStorage(): void {
    this.#group = decodeHostedGroup(encodeHostedGroup(this.#group));
  }
}

export class HostedNewcomer implements Newcomer {
  readonly client: HostedClient;
  readonly into: HostedParty | null;
  readonly #surroundings: Surroundings;

  constructor(surroundings: Surroundings, client: HostedClient, into: HostedParty | null) {
    this.#surroundings = surroundings;
    this.client = client;
    this.into = into;
  }

  get name(): string {
    return this.client.name;
  }

  get signatureKey(): Uint8Array {
    return this.client.signatureKey;
  }

  get keyPackage(): Uint8Array {
    return this.client.own.keyPackage;
  }

  async join(welcome: Uint8Array, tree: Uint8Array, together: readonly Newcomer[]): Promise<Party> {
    const clients = together.map((newcomer) => (newcomer as HostedNewcomer).client);
    const { rules, psks } = this.#surroundings;
    const owns = clients.map((client) => client.own);
    return new HostedParty(this.#surroundings, await joinByWelcome(welcome, tree, owns, rules, psks), clients);
  }
}
