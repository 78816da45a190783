import { randomBytes } from 'node:crypto';
import { encodeText, readMessage } from '../../../src/content/index.ts';
import type { Hub } from '../../../src/hub/index.ts';
import { clientUri, domainOf, type MessageId, type RoomUri, type UserUri } from '../../../src/identifiers/index.ts';
import {
  type CommitOptions,
  capabilitiesOf,
  commit,
  createKeyPackage,
  dictionaryExtension,
  encrypt,
  type Extension,
  generateSignatureKeyPair,
  type HostedGroup,
  InvalidMessage,
  joinByExternalCommit,
  memberAt,
  members,
  messageHash,
  type OwnKeyPackage,
  type PreparedCommit,
  type Proposal,
  propose,
  type Received,
  receive,
} from '../../../src/mls/index.ts';
import { componentIds, type ParticipantListUpdate, participantListUpdate } from '../../../src/policy/index.ts';
import {
  type CommitBundle,
  gatewayMarker,
  groupRules,
  type Provider,
  type SubmitMessageResponse,
  type UpdateResponse,
  userOf,
} from '../../../src/provider/index.ts';

export const rules = groupRules(null);

const capabilities = capabilitiesOf({ suites: [1], extensions: [6], proposals: [8, 9, 10], credentials: [1] });

/** A key package of a user's client, of any capabilities. */
export function keyPackageOf(
  user: UserUri,
  client = 'phone',
  able = capabilities,
  leafExtensions: readonly Extension[] = [],
): OwnKeyPackage & { privateKey: Uint8Array } {
  const signature = generateSignatureKeyPair(1);
  const { keyPackage, secrets } = createKeyPackage({
    suite: 1,
    credential: { type: 'basic', identity: new TextEncoder().encode(clientUri(user, client)) },
    signature,
    capabilities: able,
    lifetime: { notBefore: 0n, notAfter: 4_000_000_000n },
    leafExtensions,
  });
  return { keyPackage, secrets, privateKey: signature.privateKey };
}

/** How a leaf says that a gateway runs it. */
export const gatewayExtensions: readonly Extension[] = [
  dictionaryExtension(new Map([[gatewayMarker, new TextEncoder().encode('matrix')]])),
];

/** A key package of a client that says of itself that a gateway runs it. */
export const gatewayKeyPackageOf = (user: UserUri): ReturnType<typeof keyPackageOf> =>
  keyPackageOf(user, 'phone', capabilities, gatewayExtensions);

export function listProposal(update: Partial<ParticipantListUpdate>): Proposal {
  const whole = { changedRoleParticipants: [], removedIndices: [], addedParticipants: [], ...update };
  return {
    type: 'app-data-update',
    componentId: componentIds.participantList,
    update: participantListUpdate.encode(whole),
  };
}

export const bundleOf = (prepared: PreparedCommit, welcome = prepared.welcome): CommitBundle => ({
  type: 'commit',
  commit: prepared.commit,
  welcome,
  groupInfo: prepared.groupInfo,
  ratchetTree: prepared.ratchetTree,
});

/** A client with keys of its own at another provider: what the hub must get along with, and must not trust. */
export class NativeClient {
  readonly user: UserUri;
  readonly room: RoomUri;
  readonly provider: Provider;
  readonly #hub: Hub;
  #group: HostedGroup | null = null;
  #cursor = 0;
  #generation = 0;
  readonly #leaf: OwnKeyPackage;
  readonly #prepared = new Map<string, HostedGroup>();
  /** Texts that it could read, in order. */
  readonly heard: string[] = [];

  /** @param leaf what the client brings when it joins */
  constructor(hub: Hub, room: RoomUri, user: UserUri, leaf: OwnKeyPackage = keyPackageOf(user)) {
    this.#leaf = leaf;
    this.#hub = hub;
    this.room = room;
    this.user = user;
    this.provider = hub.providerFor(domainOf(user));
  }

  get group(): HostedGroup {
    if (!this.#group) throw new Error(`${this.user} is not in the group`);
    return this.#group;
  }

  get leaf(): number {
    const own = this.group.local[0];
    if (!own) throw new Error(`${this.user} was removed`);
    return own.leafIndex;
  }

  /** Joins by an external commit, listing itself unless it is listed. `takesAlong`: all that is pending are SelfRemoves. */
  async join(role: number | null = 3, o: { readonly takesAlong?: boolean } = {}): Promise<UpdateResponse> {
    const info = await this.provider.groupInfo(this.room, { user: this.user });
    if (info.code !== 'success') return { code: 'notAllowed', errorDescription: info.code };
    const proposals = role === null ? [] : [listProposal({ addedParticipants: [{ user: this.user, role }] })];
    const { groupInfo, ratchetTree } = info;
    const prepared = await joinByExternalCommit({
      groupInfo,
      ratchetTree,
      leaf: this.#leaf,
      proposals,
      selfRemoves: o.takesAlong ? info.pendingProposals.map(({ proposal }) => proposal) : [],
      rules,
    });
    return this.submit(prepared);
  }

  async prepare(options: Partial<CommitOptions> = {}): Promise<PreparedCommit> {
    return commit(this.group, this.leaf, { ...options, rules });
  }

  async submit(prepared: PreparedCommit, provider: Provider = this.provider): Promise<UpdateResponse> {
    this.#prepared.set(hex(prepared.commitHash), prepared.next);
    const response = await provider.update(this.room, bundleOf(prepared));
    if (response.code === 'success') await this.follow();
    return response;
  }

  async propose(...proposals: readonly Proposal[]): Promise<UpdateResponse> {
    const messages: Uint8Array[] = [];
    for (const proposal of proposals) messages.push((await propose(this.group, this.leaf, proposal)).message);
    return this.provider.update(this.room, { type: 'proposals', proposals: messages });
  }

  encrypt(text: string, salt: Uint8Array = randomBytes(16)): { readonly id: MessageId; readonly message: Uint8Array } {
    const { id, bytes } = encodeText({ sender: this.user, room: this.room, body: { kind: 'text', text }, salt });
    return { id, message: encrypt(this.group, this.leaf, { generation: this.#generation++, plaintext: bytes }) };
  }

  say(text: string): Promise<SubmitMessageResponse> {
    return this.send(this.encrypt(text).message);
  }

  send(appMessage: Uint8Array): Promise<SubmitMessageResponse> {
    return this.provider.submitMessage(this.room, { appMessage, sendingUri: this.user });
  }

  /** Takes in what the log has since. */
  async follow(limit = 10_000, hub = this.#hub): Promise<void> {
    for (const entry of await hub.log.after(this.room, this.#cursor, limit)) {
      this.#cursor = entry.position;
      const own = this.#prepared.get(hex(entry.hash));
      if (own) {
        this.#group = own;
        this.#generation = 0;
        continue;
      }
      if (!this.#group || entry.sender === this.user || this.#group.local.length === 0) continue;
      if (entry.kind === 'destroyed') continue;
      const received = await this.#receive(this.#group, entry.content);
      if (!received) continue;
      this.#group = received.group;
      if (received.type === 'commit') this.#generation = 0;
      if (received.type !== 'application') continue;
      const read = readMessage(received.plaintext, { sender: userOf(received.sender), room: this.room });
      if (read.type === 'text') this.heard.push(read.body.text);
    }
  }

  /** null: said in an epoch before this client was there. */
  async #receive(group: HostedGroup, content: Uint8Array): Promise<Received | null> {
    try {
      return await receive(group, content, { rules });
    } catch (error) {
      if (error instanceof InvalidMessage && error.rule === 'epoch-not-kept') return null;
      throw error;
    }
  }

  /** Removes of all leaves of a user. */
  removesOf(user: UserUri): Proposal[] {
    return members(this.group.public)
      .filter((member) => userOf(member) === user)
      .map(({ leafIndex }) => ({ type: 'remove', removed: leafIndex }));
  }

  leafOf(user: UserUri): number {
    const found = members(this.group.public).find((member) => userOf(member) === user);
    if (!found || !memberAt(this.group.public, found.leafIndex)) throw new Error(`${user} has no leaf`);
    return found.leafIndex;
  }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
export const hashOf = messageHash;
