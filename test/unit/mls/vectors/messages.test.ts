import { describe, expect, it } from 'vitest';
import { decode } from '../../../../src/mls/codec/reader.ts';
import { encode } from '../../../../src/mls/codec/writer.ts';
import type { CipherSuiteId } from '../../../../src/mls/index.ts';
import { membershipTagOf, signContent, verifyContent } from '../../../../src/mls/framing/authenticated-content.ts';
import { openPrivate, openSenderData, sealPrivate } from '../../../../src/mls/framing/private-message.ts';
import { step } from '../../../../src/mls/secret-tree/ratchet.ts';
import { newSecretTree, ratchetsOf } from '../../../../src/mls/secret-tree/secret-tree.ts';
import { readCommit, writeCommit } from '../../../../src/mls/structs/commit.ts';
import { readGroupSecrets, writeGroupSecrets } from '../../../../src/mls/structs/group-info.ts';
import {
  type ContentBody,
  decodeMessage,
  encodeMessage,
  expectMessage,
  framedContent,
  writeBody,
} from '../../../../src/mls/structs/message.ts';
import { readProposal, writeProposal } from '../../../../src/mls/structs/proposal.ts';
import { decodeRatchetTree, encodeRatchetTree } from '../../../../src/mls/structs/tree-node.ts';
import { Reader } from '../../../../src/mls/codec/reader.ts';
import { cipherSuite } from '../../../../src/mls/suites/index.ts';
import { hex, unhex, vectors } from './vector-files.ts';

type MessagesVector = Record<string, string>;

const proposalTypes: Record<string, number> = {
  add_proposal: 1,
  update_proposal: 2,
  remove_proposal: 3,
  pre_shared_key_proposal: 4,
  re_init_proposal: 5,
  external_init_proposal: 6,
  group_context_extensions_proposal: 7,
};

describe('messages', () => {
  it('all 300 sets decode and encode to the same octets', () => {
    for (const v of vectors<MessagesVector>('messages')) {
      for (const [name, text] of Object.entries(v)) {
        const octets = unhex(text);
        const type = proposalTypes[name];
        let again: Uint8Array;
        if (type !== undefined) {
          const typed = Uint8Array.of(0, type, ...octets);
          again = encode(writeProposal, decode(readProposal, typed)).slice(2);
        } else if (name === 'ratchet_tree') again = encodeRatchetTree(decodeRatchetTree(octets));
        else if (name === 'group_secrets') again = encode(writeGroupSecrets, decode(readGroupSecrets, octets));
        else if (name === 'commit') again = encode(writeCommit, decode(readCommit, octets));
        else again = encodeMessage(decodeMessage(octets));
        expect(hex(again), name).toBe(text);
      }
    }
  });
});

interface MessageProtection
  extends Record<
    | 'group_id'
    | 'tree_hash'
    | 'confirmed_transcript_hash'
    | 'signature_priv'
    | 'signature_pub'
    | 'encryption_secret'
    | 'sender_data_secret'
    | 'membership_key'
    | 'proposal'
    | 'proposal_pub'
    | 'proposal_priv'
    | 'commit'
    | 'commit_pub'
    | 'commit_priv'
    | 'application'
    | 'application_priv',
    string
  > {
  cipher_suite: CipherSuiteId;
  epoch: number;
}

describe('message-protection', () => {
  it.each(vectors<MessageProtection>('message-protection'))('suite $cipher_suite', (v) => {
    const suite = cipherSuite(v.cipher_suite);
    const context = {
      version: 1,
      cipherSuite: v.cipher_suite,
      groupId: unhex(v.group_id),
      epoch: BigInt(v.epoch),
      treeHash: unhex(v.tree_hash),
      confirmedTranscriptHash: unhex(v.confirmed_transcript_hash),
      extensions: [],
    } as const;
    const senderLeaf = 1;
    const senderData = unhex(v.sender_data_secret);
    const limits = { maxForward: 1000, maxSkipped: 200 };
    const publicKey = unhex(v.signature_pub);
    const bare = (body: ContentBody): string =>
      body.type === 'application' ? hex(body.data) : hex(encode(writeBody, body));

    for (const kind of ['proposal', 'commit'] as const) {
      const message = expectMessage(unhex(v[`${kind}_pub`]), 'public-message');
      expect(bare(message.content.body)).toBe(v[kind]);
      const authenticated = { wireFormat: 'public-message', content: message.content, auth: message.auth } as const;
      expect(verifyContent(suite, publicKey, authenticated, context)).toBe(true);
      const tag = membershipTagOf(suite, unhex(v.membership_key), authenticated, context);
      expect(hex(tag)).toBe(hex(message.membershipTag!));
    }
    for (const kind of ['proposal', 'commit', 'application'] as const) {
      const tree = newSecretTree(3, unhex(v.encryption_secret));
      const message = expectMessage(unhex(v[`${kind}_priv`]), 'private-message');
      const sender = openSenderData(suite, senderData, message);
      expect(sender.leafIndex).toBe(senderLeaf);
      const { authenticated } = openPrivate(suite, tree, message, sender, limits);
      expect(bare(authenticated.content.body)).toBe(v[kind]);
      expect(verifyContent(suite, publicKey, authenticated, context)).toBe(true);

      // And back: what is sealed here opens to the same content.
      const ratchet = ratchetsOf(suite, tree, senderLeaf)[kind === 'application' ? 'application' : 'handshake'];
      const framed = { wireFormat: 'private-message', content: framedContent(authenticated.content) } as const;
      const signature = signContent(suite, unhex(v.signature_priv), framed, context);
      const made = { ...framed, auth: { signature, confirmationTag: authenticated.auth.confirmationTag } };
      const place = { leafIndex: senderLeaf, generation: 0, key: step(suite, ratchet).key, padTo: 64 };
      const sealed = sealPrivate(suite, senderData, made, place);
      const opened = openPrivate(suite, tree, sealed, openSenderData(suite, senderData, sealed), limits);
      expect(bare(opened.authenticated.content.body)).toBe(v[kind]);
      expect(verifyContent(suite, publicKey, opened.authenticated, context)).toBe(true);
    }
    expect(new Reader(unhex(v.application)).rest().length).toBeGreaterThan(0);
  });
});
