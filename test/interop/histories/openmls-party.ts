/** One OpenMLS member. */
import type { Proposal } from '../../../src/mls/index.ts';
import type { EpochFigures, OpenMlsClient } from '../openmls-peer.ts';
import { unhex } from '../wire.ts';
import type { CommitWish, Newcomer, Offer, Party, Read } from './party.ts';

export class OpenMlsParty implements Party {
  readonly kind = 'openmls';
  readonly client: OpenMlsClient;
  readonly #name: string;

  constructor(client: OpenMlsClient, name: string) {
    this.client = client;
    this.#name = name;
  }

  names(): readonly string[] {
    return [this.#name];
  }

  figures(): Promise<EpochFigures & { readonly resumptionPsk: string }> {
    return this.client.state();
  }

  propose(_name: string, proposal: Proposal | { readonly type: 'update' }): Promise<Uint8Array> {
    return this.client.propose(proposal);
  }

  async commit(_name: string, wish: CommitWish): Promise<Offer> {
    const { commit, welcome } = await this.client.commit({ proposals: wish.proposals, forcePath: wish.forcePath });
    return {
      commit,
      welcome,
      accepted: () => this.client.merge(),
      lost: () => this.client.clear(),
    };
  }

  async receiveHandshake(message: Uint8Array): Promise<void> {
    const received = await this.client.process(message);
    if (received.type === 'application') throw new Error('an application message among the handshakes');
  }

  encrypt(_name: string, plaintext: Uint8Array, authenticatedData: Uint8Array): Promise<Uint8Array> {
    return this.client.encrypt(plaintext, authenticatedData);
  }

  async decrypt(message: Uint8Array): Promise<Read> {
    const received = await this.client.process(message);
    if (received.type !== 'application') throw new Error(`an application message was read as ${received.type}`);
    return { plaintext: unhex(received.plaintext), authenticatedData: unhex(received.authenticatedData) };
  }

  readsFrom(): bigint {
    return 0n;
  }

  async groupInfo(): Promise<Uint8Array> {
    return (await this.client.published()).groupInfo;
  }

  removed(_name: string): boolean {
    return false;
  }
}

export class OpenMlsNewcomer implements Newcomer {
  readonly into = null;
  readonly name: string;
  readonly keyPackage: Uint8Array;
  readonly #client: OpenMlsClient;

  constructor(client: OpenMlsClient, name: string, keyPackage: Uint8Array) {
    this.#client = client;
    this.name = name;
    this.keyPackage = keyPackage;
  }

  get signatureKey(): Uint8Array {
    return this.#client.signatureKey;
  }

  async join(welcome: Uint8Array, tree: Uint8Array): Promise<Party> {
    await this.#client.join(welcome, tree);
    return new OpenMlsParty(this.#client, this.name);
  }
}
