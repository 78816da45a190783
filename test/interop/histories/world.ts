/**
 * One group as everybody sees it: the hub's public view, the hosted states, the OpenMLS members. Every message goes to
 * the hub first and to the others only when the hub took it; after every step all must agree.
 */
import {
  type CipherSuiteId,
  type CommitEffects,
  checkGroupInfo,
  decodePublicGroup,
  encodePublicGroup,
  generateSignatureKeyPair,
  members,
  type PreSharedKeyId,
  type PublicGroup,
  ratchetTreeOf,
  receivePublicCommit,
  receivePublicProposal,
} from '../../../src/mls/index.ts';
import type { OpenMlsClient, OpenMlsPeer } from '../openmls-peer.ts';
import type { Seeded } from '../seeded.ts';
import { groupContextBytes, hex, utf8 } from '../wire.ts';
import { rules } from './group-setup.ts';
import { HostedNewcomer, HostedParty, newHostedClient, type Surroundings } from './hosted-party.ts';
import { OpenMlsNewcomer, OpenMlsParty } from './openmls-party.ts';
import type { Newcomer, Party } from './party.ts';

interface Held {
  readonly epoch: bigint;
  readonly message: Uint8Array;
  readonly readers: readonly Party[];
  readonly plaintext: string;
}

export class World {
  readonly random: Seeded;
  readonly suite: CipherSuiteId;
  readonly surroundings: Surroundings;
  readonly hubKeys: { publicKey: Uint8Array; privateKey: Uint8Array };
  readonly hubCredential = { type: 'basic', identity: utf8('mimi://hub.example') } as const;
  readonly parties: Party[] = [];
  /** Key packages that a pending Add names; they join when it is committed. */
  readonly waiting: Newcomer[] = [];
  /** Leaves that a pending proposal changes: a second change of the same leaf would be refused. */
  readonly touched = new Set<number>();
  readonly touchedComponents = new Set<number>();
  /** Pending SelfRemoves, which an external joiner takes along. */
  selfRemoves: Uint8Array[] = [];
  groupInfo: Uint8Array = new Uint8Array();
  /** What is under way, for the report of a failure. */
  doing = 'opening';
  readonly #peer: OpenMlsPeer;
  readonly #prefix: string;
  readonly #psks = new Map<string, { id: PreSharedKeyId; value: Uint8Array }>();
  readonly #clients: OpenMlsClient[] = [];
  #held: Held[] = [];
  #hub: PublicGroup | null = null;
  #names = 0;

  constructor(peer: OpenMlsPeer, random: Seeded, suite: CipherSuiteId, prefix: string) {
    this.#peer = peer;
    this.random = random;
    this.suite = suite;
    this.#prefix = prefix;
    this.hubKeys = generateSignatureKeyPair(suite);
    this.surroundings = { suite, rules, psks: (id) => this.#psks.get(pskKey(id))?.value };
  }

  get hub(): PublicGroup {
    if (this.#hub === null) throw new Error('the group is not open yet');
    return this.#hub;
  }

  openHub(group: PublicGroup): void {
    this.#hub = group;
  }

  hubThroughStorage(): void {
    this.#hub = decodePublicGroup(encodePublicGroup(this.hub));
  }

  get tree(): Uint8Array {
    return ratchetTreeOf(this.hub);
  }

  get memberCount(): number {
    return members(this.hub).length;
  }

  leafOf(name: string): number {
    const found = members(this.hub).find(
      ({ credential }) => credential.type === 'basic' && hex(credential.identity) === hex(utf8(name)),
    );
    if (found === undefined) throw new Error(`${name} is not in the hub's tree`);
    return found.leafIndex;
  }

  #nextName(kind: string): string {
    this.#names += 1;
    return `${this.#prefix}-${kind}-${this.#names}`;
  }

  async newOpenMls(): Promise<{ name: string; client: OpenMlsClient }> {
    const name = this.#nextName('openmls');
    const client = await this.#peer.client(name, this.suite);
    this.#clients.push(client);
    for (const { id, value } of this.#psks.values()) await client.storePsk(id, value);
    return { name, client };
  }

  newHosted(name: string = this.#nextName('hosted')): ReturnType<typeof newHostedClient> {
    return newHostedClient(this.suite, name);
  }

  /** `into` is asked where a hosted newcomer shall live; null makes a state of its own. */
  async newcomer(kind: 'openmls' | 'hosted', into: HostedParty | null): Promise<Newcomer> {
    if (kind === 'hosted') return new HostedNewcomer(this.surroundings, await this.newHosted(), into);
    const { name, client } = await this.newOpenMls();
    return new OpenMlsNewcomer(client, name, await client.keyPackage());
  }

  /** Everybody who is here or comes later knows it. */
  async newPsk(): Promise<PreSharedKeyId> {
    const id: PreSharedKeyId = this.random.chance(0.3)
      ? { type: 'component', componentId: 0xf001, id: this.random.bytes(8), nonce: this.random.bytes(32) }
      : { type: 'external', id: this.random.bytes(8), nonce: this.random.bytes(32) };
    const value = this.random.bytes(32);
    this.#psks.set(pskKey(id), { id, value });
    for (const client of this.#clients) await client.storePsk(id, value);
    return id;
  }

  hostedParties(): HostedParty[] {
    return this.parties.filter((party) => party instanceof HostedParty);
  }

  /** Who was to live in the state that is over lives in the other one. */
  merge(first: HostedParty, second: HostedParty): void {
    first.takeIn(second);
    this.parties.splice(this.parties.indexOf(second), 1);
    for (const [index, newcomer] of this.waiting.entries()) {
      if (newcomer instanceof HostedNewcomer && newcomer.into === second) {
        this.waiting[index] = new HostedNewcomer(this.surroundings, newcomer.client, first);
      }
    }
  }

  /** Hub first, then everybody but the author. */
  async distributeProposal(message: Uint8Array, author: Party | null): Promise<void> {
    this.#hub = (await receivePublicProposal(this.hub, message, rules)).group;
    for (const party of this.parties) {
      if (party !== author) await party.receiveHandshake(message, null, []);
    }
  }

  /**
   * The hub takes the commit, then `adopt` runs for its author, then the others receive it and newcomers join.
   * `groupInfoOf` gives the new epoch's GroupInfo, which the hub checks.
   */
  async distributeCommit(o: {
    commit: Uint8Array;
    welcome: Uint8Array | null;
    author: Party;
    adopt: () => Promise<void>;
    newcomers: readonly Newcomer[];
  }): Promise<CommitEffects> {
    const { group, effects } = await receivePublicCommit(this.hub, o.commit, rules);
    this.#hub = group;
    await o.adopt();
    const added = new Set(effects.added.map((member) => hex(member.signatureKey)));
    const joining = [...this.waiting, ...o.newcomers].filter((newcomer) => added.has(hex(newcomer.signatureKey)));
    for (const party of this.parties) {
      if (party === o.author) continue;
      const arriving = joining.filter((newcomer) => newcomer.into === party);
      await party.receiveHandshake(o.commit, o.welcome, arriving);
    }
    this.#dropRemoved(effects);
    await this.#letJoin(joining, o.welcome);
    this.waiting.length = 0;
    this.touched.clear();
    this.touchedComponents.clear();
    this.selfRemoves = [];
    await this.#publish(o.author);
    return effects;
  }

  #dropRemoved(effects: CommitEffects): void {
    for (const { credential } of effects.removed) {
      const name = credential.type === 'basic' ? new TextDecoder().decode(credential.identity) : '';
      const party = this.parties.find((candidate) => candidate.names().includes(name));
      if (party === undefined) throw new Error(`${name} was removed and nobody held it`);
      if (!party.removed(name)) this.parties.splice(this.parties.indexOf(party), 1);
    }
  }

  async #letJoin(joining: readonly Newcomer[], welcome: Uint8Array | null): Promise<void> {
    const alone = joining.filter((newcomer) => newcomer.into === null);
    if (alone.length === 0) return;
    if (welcome === null) throw new Error('somebody was added and there is no Welcome');
    const hosted = alone.filter((newcomer) => newcomer instanceof HostedNewcomer);
    const first = hosted[0];
    if (first !== undefined) this.parties.push(await first.join(welcome, this.tree, hosted));
    for (const newcomer of alone) {
      if (!(newcomer instanceof HostedNewcomer)) this.parties.push(await newcomer.join(welcome, this.tree, [newcomer]));
    }
  }

  async #publish(author: Party): Promise<void> {
    // A committer that removed itself from the world in the same step does not exist: commits never remove their author.
    this.groupInfo = await author.groupInfo();
    await checkGroupInfo(this.hub, this.groupInfo, this.tree);
  }

  /** One application message, read by all others in an order of chance, some only after the next commit. */
  async talk(author: Party, name: string, hold: boolean): Promise<void> {
    const plaintext = this.random.bytes(this.random.below(300));
    const authenticatedData = this.random.bytes(this.random.below(20));
    const message = await author.encrypt(name, plaintext, authenticatedData);
    const readers = this.random.shuffled(this.parties.filter((party) => party !== author));
    if (hold) {
      this.#held.push({ epoch: this.hub.context.epoch, message, readers, plaintext: hex(plaintext) });
      return;
    }
    for (const party of readers) {
      const read = await party.decrypt(message);
      if (hex(read.plaintext) !== hex(plaintext)) throw new Error(`${party.kind} read another plaintext`);
      if (hex(read.authenticatedData) !== hex(authenticatedData)) throw new Error('authenticated data differs');
    }
  }

  /** What was held back arrives, newest first, an epoch or more late. */
  async deliverHeld(): Promise<void> {
    // Everybody keeps three past epochs.
    const held = this.#held.reverse().filter(({ epoch }) => epoch + 3n >= this.hub.context.epoch);
    this.#held = [];
    for (const { epoch, message, readers, plaintext } of held) {
      const here = readers.filter((reader) => this.parties.includes(reader) && reader.readsFrom() <= epoch);
      for (const party of here) {
        const read = await party.decrypt(message);
        if (hex(read.plaintext) !== plaintext) throw new Error(`${party.kind} read another plaintext, late`);
      }
    }
  }

  /** GroupContext bytes, epoch authenticator, exporter and resumption PSK are the same for the hub (as far as it knows) and everybody. */
  async agree(): Promise<void> {
    const context = hex(groupContextBytes(this.hub.context));
    let expected: string | null = null;
    for (const party of this.parties) {
      const figures = await party.figures();
      if (figures.context !== context) {
        throw new Error(`${party.kind} has GroupContext\n${figures.context}\nthe hub\n${context}`);
      }
      const secrets = `${figures.epochAuthenticator} ${figures.exporter} ${figures.resumptionPsk}`;
      expected ??= secrets;
      if (secrets !== expected) throw new Error(`${party.kind} ${party.names().join()} has other epoch secrets`);
      if (party instanceof HostedParty && !party.holdsOnlyItsOwn()) throw new Error('a hosted state lost a leaf');
    }
  }

  /** OpenMLS's tree has the same bytes as the hub's. */
  async treesAgree(): Promise<void> {
    const party = this.parties.find((candidate) => candidate instanceof OpenMlsParty);
    if (party === undefined) return;
    const { tree } = await party.client.published();
    if (hex(tree) !== hex(this.tree)) throw new Error('the ratchet trees differ');
  }

  async end(): Promise<void> {
    for (const client of this.#clients) await client.forget();
  }
}

function pskKey(id: PreSharedKeyId): string {
  switch (id.type) {
    case 'external':
      return `external ${hex(id.id)}`;
    case 'component':
      return `component ${id.componentId} ${hex(id.id)}`;
    case 'resumption':
      return `resumption ${hex(id.groupId)} ${id.epoch}`;
  }
}
