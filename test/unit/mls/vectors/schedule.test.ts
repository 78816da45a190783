import { describe, expect, it } from 'vitest';
import { decode } from '../../../../src/mls/codec/reader.ts';
import type { CipherSuiteId, PreSharedKeyId } from '../../../../src/mls/index.ts';
import {
  confirmationTagOf,
  exporterSecret,
  externalKeyPair,
  joinerSecret,
  secretsFromJoiner,
} from '../../../../src/mls/schedule/key-schedule.ts';
import { pskSecret } from '../../../../src/mls/schedule/psk-secret.ts';
import { confirmedTranscriptHash, interimTranscriptHash } from '../../../../src/mls/schedule/transcript.ts';
import { newSecretTree, ratchetsOf, takeMessageKey } from '../../../../src/mls/secret-tree/secret-tree.ts';
import { encodeGroupContext, readGroupContext } from '../../../../src/mls/structs/group-info.ts';
import { framedContent, readAuth, readBody, readContentType, readSender } from '../../../../src/mls/structs/message.ts';
import { cipherSuite, expandWithLabel } from '../../../../src/mls/suites/index.ts';
import { hex, unhex, vectors } from './vector-files.ts';

type Hexes<K extends string> = Record<K, string>;

interface ScheduleEpoch
  extends Hexes<
    | 'commit_secret'
    | 'psk_secret'
    | 'group_context'
    | 'tree_hash'
    | 'confirmed_transcript_hash'
    | 'joiner_secret'
    | 'welcome_secret'
    | 'init_secret'
    | 'sender_data_secret'
    | 'encryption_secret'
    | 'exporter_secret'
    | 'epoch_authenticator'
    | 'external_secret'
    | 'confirmation_key'
    | 'membership_key'
    | 'resumption_psk'
    | 'external_pub'
  > {
  exporter: { label: string; context: string; length: number; secret: string };
}

interface KeySchedule {
  cipher_suite: CipherSuiteId;
  group_id: string;
  initial_init_secret: string;
  epochs: ScheduleEpoch[];
}

describe('key-schedule', () => {
  it.each(vectors<KeySchedule>('key-schedule'))('suite $cipher_suite', (v) => {
    const suite = cipherSuite(v.cipher_suite);
    let init = unhex(v.initial_init_secret);
    for (const [number, e] of v.epochs.entries()) {
      const context = {
        version: 1,
        cipherSuite: v.cipher_suite,
        groupId: unhex(v.group_id),
        epoch: BigInt(number),
        treeHash: unhex(e.tree_hash),
        confirmedTranscriptHash: unhex(e.confirmed_transcript_hash),
        extensions: [],
      } as const;
      expect(hex(encodeGroupContext(context))).toBe(e.group_context);
      const joiner = joinerSecret(suite, init, unhex(e.commit_secret), context);
      expect(hex(joiner)).toBe(e.joiner_secret);
      const { welcome, epoch } = secretsFromJoiner(suite, joiner, unhex(e.psk_secret), context);
      expect(hex(welcome)).toBe(e.welcome_secret);
      expect({
        init: hex(epoch.init),
        senderData: hex(epoch.senderData),
        encryption: hex(epoch.encryption),
        exporter: hex(epoch.exporter),
        authenticator: hex(epoch.epochAuthenticator),
        external: hex(epoch.external),
        confirmation: hex(epoch.confirmationKey),
        membership: hex(epoch.membershipKey),
        resumption: hex(epoch.resumptionPsk),
        externalPub: hex(externalKeyPair(suite, epoch).publicKey),
      }).toEqual({
        init: e.init_secret,
        senderData: e.sender_data_secret,
        encryption: e.encryption_secret,
        exporter: e.exporter_secret,
        authenticator: e.epoch_authenticator,
        external: e.external_secret,
        confirmation: e.confirmation_key,
        membership: e.membership_key,
        resumption: e.resumption_psk,
        externalPub: e.external_pub,
      });
      const { label, context: exported, length, secret } = e.exporter;
      expect(hex(exporterSecret(suite, epoch, label, unhex(exported), length))).toBe(secret);
      init = epoch.init;
    }
  });
});

interface PskVector {
  cipher_suite: CipherSuiteId;
  psks: { psk_id: string; psk: string; psk_nonce: string }[];
  psk_secret: string;
}

describe('psk_secret', () => {
  it.each(vectors<PskVector>('psk_secret'))('suite $cipher_suite, $psks.length PSKs', (v) => {
    const ids = v.psks.map(
      ({ psk_id, psk_nonce }): PreSharedKeyId => ({ type: 'external', id: unhex(psk_id), nonce: unhex(psk_nonce) }),
    );
    const secret = pskSecret(cipherSuite(v.cipher_suite), ids, (id) => unhex(v.psks[ids.indexOf(id)]!.psk));
    expect(hex(secret)).toBe(v.psk_secret);
  });
});

interface TranscriptVector
  extends Hexes<
    | 'confirmation_key'
    | 'authenticated_content'
    | 'interim_transcript_hash_before'
    | 'confirmed_transcript_hash_after'
    | 'interim_transcript_hash_after'
  > {
  cipher_suite: CipherSuiteId;
}

describe('transcript-hashes', () => {
  it.each(vectors<TranscriptVector>('transcript-hashes'))('suite $cipher_suite', (v) => {
    const suite = cipherSuite(v.cipher_suite);
    const { content, auth } = decode((reader) => {
      const format = reader.uint16();
      expect(format).toBe(1);
      const content = framedContent({
        groupId: reader.opaque(),
        epoch: reader.uint64(),
        sender: readSender(reader),
        authenticatedData: reader.opaque(),
        body: readBody(reader, readContentType(reader)),
      });
      return { content, auth: readAuth(reader, content.body.type) };
    }, unhex(v.authenticated_content));
    const before = unhex(v.interim_transcript_hash_before);
    const commit = { wireFormat: 'public-message', encoded: content.encoded, signature: auth.signature } as const;
    const confirmed = confirmedTranscriptHash(suite, before, commit);
    expect(hex(confirmed)).toBe(v.confirmed_transcript_hash_after);
    const tag = confirmationTagOf(suite, { confirmationKey: unhex(v.confirmation_key) }, confirmed);
    expect(hex(tag)).toBe(hex(auth.confirmationTag!));
    expect(hex(interimTranscriptHash(suite, confirmed, tag))).toBe(v.interim_transcript_hash_after);
  });
});

interface SecretTreeVector {
  cipher_suite: CipherSuiteId;
  encryption_secret: string;
  sender_data: Hexes<'sender_data_secret' | 'ciphertext' | 'key' | 'nonce'>;
  leaves: ({ generation: number } & Hexes<
    'application_key' | 'application_nonce' | 'handshake_key' | 'handshake_nonce'
  >)[][];
}

describe('secret-tree', () => {
  it.each(vectors<SecretTreeVector>('secret-tree'))('suite $cipher_suite, $leaves.length leaves', (v) => {
    const suite = cipherSuite(v.cipher_suite);
    const { sender_data_secret: secret, ciphertext, key, nonce } = v.sender_data;
    const sample = unhex(ciphertext).subarray(0, suite.hashLength);
    expect(hex(expandWithLabel(suite, unhex(secret), 'key', sample, suite.keyLength))).toBe(key);
    expect(hex(expandWithLabel(suite, unhex(secret), 'nonce', sample, suite.nonceLength))).toBe(nonce);
    let tree = newSecretTree(2 * v.leaves.length - 1, unhex(v.encryption_secret));
    const limits = { maxForward: 1000, maxSkipped: 1000 };
    for (const [leafIndex, generations] of v.leaves.entries()) {
      for (const g of generations) {
        for (const kind of ['application', 'handshake'] as const) {
          const taken = takeMessageKey(suite, tree, { leafIndex, kind, generation: g.generation }, limits);
          tree = taken.tree;
          expect(hex(taken.key.key)).toBe(g[`${kind}_key`]);
          expect(hex(taken.key.nonce)).toBe(g[`${kind}_nonce`]);
        }
      }
      expect(ratchetsOf(suite, tree, leafIndex).application.generation).toBe(generations.at(-1)!.generation + 1);
    }
  });
});

describe('group context', () => {
  it.each(vectors<KeySchedule>('key-schedule'))('suite $cipher_suite decodes to what encodes the same', (v) => {
    for (const e of v.epochs) {
      const decoded = decode(readGroupContext, unhex(e.group_context));
      expect(hex(encodeGroupContext(decoded))).toBe(e.group_context);
    }
  });
});
