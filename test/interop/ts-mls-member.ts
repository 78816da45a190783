/**
 * A member run by ts-mls, the second implementation for plain groups (RFC 9420 without the extensions draft).
 * All messages in and out are MLSMessages in their wire form.
 */
// Its index needs optional packages of other suites, so its modules are named one by one.
import { defaultAuthenticationService } from 'ts-mls/authenticationService.js';
import type { ClientConfig } from 'ts-mls/clientConfig.js';
import { type ClientState, createGroup, joinGroup } from 'ts-mls/clientState.js';
import { createCommit, createGroupInfoWithExternalPub, joinGroupExternal } from 'ts-mls/createCommit.js';
import { createApplicationMessage, createProposal } from 'ts-mls/createMessage.js';
import { type CiphersuiteImpl, getCiphersuiteFromName } from 'ts-mls/crypto/ciphersuite.js';
import { getCiphersuiteImpl } from 'ts-mls/crypto/getCiphersuiteImpl.js';
import { encodeGroupContext } from 'ts-mls/groupContext.js';
import { acceptAll } from 'ts-mls/incomingMessageAction.js';
import {
  decodeKeyPackage,
  encodeKeyPackage,
  generateKeyPackage,
  type KeyPackage,
  type PrivateKeyPackage,
} from 'ts-mls/keyPackage.js';
import { defaultKeyRetentionConfig } from 'ts-mls/keyRetentionConfig.js';
import { mlsExporter } from 'ts-mls/keySchedule.js';
import { decodeMlsMessage, encodeMlsMessage, type MLSMessage } from 'ts-mls/message.js';
import { defaultPaddingConfig } from 'ts-mls/paddingConfig.js';
import { processMessage } from 'ts-mls/processMessages.js';
import type { Proposal } from 'ts-mls/proposal.js';
import { emptyPskIndex } from 'ts-mls/pskIndex.js';
import { decodeRatchetTree, encodeRatchetTree } from 'ts-mls/ratchetTree.js';
import type { EpochFigures } from './openmls-peer.ts';
import { hex, utf8 } from './wire.ts';

/** The suite that ts-mls runs on WebCrypto alone: 1. */
const suiteName = 'MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519';

/** Its own limits switched off where they differ from the RFC (lifetimes, one client per credential). */
const config: ClientConfig = {
  keyRetentionConfig: defaultKeyRetentionConfig,
  lifetimeConfig: { maximumTotalLifetime: 1n << 62n, validateLifetimeOnReceive: false },
  keyPackageEqualityConfig: {
    compareKeyPackages: (a, b) => hex(a.leafNode.signaturePublicKey) === hex(b.leafNode.signaturePublicKey),
    compareKeyPackageToLeafNode: (a, b) => hex(a.leafNode.signaturePublicKey) === hex(b.signaturePublicKey),
  },
  paddingConfig: defaultPaddingConfig,
  authService: defaultAuthenticationService,
};

function decoded<T>(decode: (bytes: Uint8Array, offset: number) => [T, number] | undefined, bytes: Uint8Array): T {
  const result = decode(bytes, 0);
  if (result === undefined) throw new Error('ts-mls cannot decode this');
  return result[0];
}

function encodeMessage(message: MLSMessage): Uint8Array {
  return new Uint8Array(encodeMlsMessage(message));
}

export class TsMlsMember {
  readonly #suite: CiphersuiteImpl;
  readonly #keyPackage: KeyPackage;
  readonly #secrets: PrivateKeyPackage;
  #state: ClientState | null = null;

  private constructor(suite: CiphersuiteImpl, keys: { publicPackage: KeyPackage; privatePackage: PrivateKeyPackage }) {
    this.#suite = suite;
    this.#keyPackage = keys.publicPackage;
    this.#secrets = keys.privatePackage;
  }

  static async make(name: string): Promise<TsMlsMember> {
    const impl = await getCiphersuiteImpl(getCiphersuiteFromName(suiteName));
    const keys = await generateKeyPackage(
      { credentialType: 'basic', identity: utf8(name) },
      {
        versions: ['mls10'],
        ciphersuites: [suiteName],
        extensions: [],
        proposals: [],
        credentials: ['basic'],
      },
      { notBefore: 0n, notAfter: 4_000_000_000n },
      [],
      impl,
    );
    return new TsMlsMember(impl, keys);
  }

  get #group(): ClientState {
    if (this.#state === null) throw new Error('not in a group');
    return this.#state;
  }

  /** The bare KeyPackage. */
  get keyPackage(): Uint8Array {
    return new Uint8Array(encodeKeyPackage(this.#keyPackage));
  }

  async create(groupId: Uint8Array): Promise<void> {
    this.#state = await createGroup(groupId, this.#keyPackage, this.#secrets, [], this.#suite, config);
  }

  async join(welcome: Uint8Array, tree: Uint8Array): Promise<void> {
    const message = decoded(decodeMlsMessage, welcome);
    if (message.wireformat !== 'mls_welcome') throw new Error('not a Welcome');
    const ratchetTree = decoded(decodeRatchetTree, tree);
    const psks = emptyPskIndex;
    this.#state = await joinGroup(
      message.welcome,
      this.#keyPackage,
      this.#secrets,
      psks,
      this.#suite,
      ratchetTree,
      undefined,
      config,
    );
  }

  async externalJoin(groupInfo: Uint8Array, tree: Uint8Array): Promise<Uint8Array> {
    const message = decoded(decodeMlsMessage, groupInfo);
    if (message.wireformat !== 'mls_group_info') throw new Error('not a GroupInfo');
    const ratchetTree = decoded(decodeRatchetTree, tree);
    const { publicMessage, newState } = await joinGroupExternal(
      message.groupInfo,
      this.#keyPackage,
      this.#secrets,
      false,
      this.#suite,
      ratchetTree,
      config,
    );
    this.#state = newState;
    return encodeMessage({ version: 'mls10', wireformat: 'mls_public_message', publicMessage });
  }

  /** A commit or proposal is applied at once; gives the plaintext of an application message, null otherwise. */
  async process(bytes: Uint8Array): Promise<Uint8Array | null> {
    const message = decoded(decodeMlsMessage, bytes);
    if (message.wireformat !== 'mls_public_message' && message.wireformat !== 'mls_private_message') {
      throw new Error(`ts-mls has no use for ${message.wireformat}`);
    }
    const result = await processMessage(message, this.#group, emptyPskIndex, acceptAll, this.#suite);
    this.#state = result.newState;
    return result.kind === 'applicationMessage' ? result.message : null;
  }

  async propose(
    proposal: { type: 'add'; keyPackage: Uint8Array } | { type: 'remove'; removed: number },
    framing: 'public' | 'private',
  ): Promise<Uint8Array> {
    const { newState, message } = await createProposal(
      this.#group,
      framing === 'public',
      this.#proposal(proposal),
      this.#suite,
    );
    this.#state = newState;
    return encodeMessage(message);
  }

  #proposal(proposal: { type: 'add'; keyPackage: Uint8Array } | { type: 'remove'; removed: number }): Proposal {
    return proposal.type === 'add'
      ? { proposalType: 'add', add: { keyPackage: decoded(decodeKeyPackage, proposal.keyPackage) } }
      : { proposalType: 'remove', remove: { removed: proposal.removed } };
  }

  /** Adopted at once: ts-mls keeps no pending commit. */
  async commit(
    proposals: readonly ({ type: 'add'; keyPackage: Uint8Array } | { type: 'remove'; removed: number })[],
    framing: 'public' | 'private',
  ): Promise<{ commit: Uint8Array; welcome: Uint8Array | null }> {
    const result = await createCommit(
      { state: this.#group, cipherSuite: this.#suite },
      {
        wireAsPublicMessage: framing === 'public',
        extraProposals: proposals.map((proposal) => this.#proposal(proposal)),
      },
    );
    this.#state = result.newState;
    return {
      commit: encodeMessage(result.commit),
      welcome:
        result.welcome === undefined
          ? null
          : encodeMessage({ version: 'mls10', wireformat: 'mls_welcome', welcome: result.welcome }),
    };
  }

  async encrypt(plaintext: Uint8Array, authenticatedData?: Uint8Array): Promise<Uint8Array> {
    const result = await createApplicationMessage(this.#group, plaintext, this.#suite, authenticatedData);
    this.#state = result.newState;
    return encodeMessage({
      version: 'mls10',
      wireformat: 'mls_private_message',
      privateMessage: result.privateMessage,
    });
  }

  async published(): Promise<{ groupInfo: Uint8Array; tree: Uint8Array }> {
    const groupInfo = await createGroupInfoWithExternalPub(this.#group, [], this.#suite);
    return {
      groupInfo: encodeMessage({ version: 'mls10', wireformat: 'mls_group_info', groupInfo }),
      tree: new Uint8Array(encodeRatchetTree(this.#group.ratchetTree)),
    };
  }

  async figures(): Promise<EpochFigures> {
    const { keySchedule, groupContext } = this.#group;
    const exporter = await mlsExporter(keySchedule.exporterSecret, 'interop', utf8('context'), 32, this.#suite);
    return {
      context: hex(encodeGroupContext(groupContext)),
      epochAuthenticator: hex(keySchedule.epochAuthenticator),
      exporter: hex(exporter),
    };
  }
}
