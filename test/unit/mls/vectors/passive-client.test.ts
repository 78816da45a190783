import { describe, expect, it } from 'vitest';
import {
  type CipherSuiteId,
  encodeHostedGroup,
  decodeHostedGroup,
  type GroupRules,
  joinByWelcome,
  type OwnKeyPackage,
  type PskLookup,
  receive,
} from '../../../../src/mls/index.ts';
import { decode } from '../../../../src/mls/codec/reader.ts';
import { empty } from '../../../../src/mls/codec/octets.ts';
import { welcomeKey } from '../../../../src/mls/hosted/make-welcome.ts';
import { confirmationTagOf, secretsFromJoiner } from '../../../../src/mls/schedule/key-schedule.ts';
import { groupInfoToBeSigned, readGroupInfo, readGroupSecrets } from '../../../../src/mls/structs/group-info.ts';
import { expectMessage } from '../../../../src/mls/structs/message.ts';
import {
  cipherSuite,
  decryptWithLabel,
  deriveSecret,
  keyPackageRef,
  verifyWithLabel,
} from '../../../../src/mls/suites/index.ts';
import { hex, unhex, vectors } from './vector-files.ts';

const rules: GroupRules = {
  applyComponent: (_id, state) => state ?? new Uint8Array(),
  authenticate: () => undefined,
  sameClient: () => false,
  now: null,
};

interface PassiveClient extends Record<'key_package' | 'signature_priv' | 'encryption_priv' | 'init_priv', string> {
  cipher_suite: CipherSuiteId;
  external_psks: { psk_id: string; psk: string }[];
  welcome: string;
  ratchet_tree: string | null;
  initial_epoch_authenticator: string;
  epochs: { proposals: string[]; commit: string; epoch_authenticator: string }[];
}

function ownKeyPackage(v: Omit<PassiveClient, 'epochs'>): OwnKeyPackage {
  const { encoded } = expectMessage(unhex(v.key_package), 'key-package');
  return {
    keyPackage: encoded,
    secrets: {
      ref: keyPackageRef(cipherSuite(v.cipher_suite), encoded),
      initKey: unhex(v.init_priv),
      encryptionKey: unhex(v.encryption_priv),
      signatureKey: unhex(v.signature_priv),
    },
  };
}

async function follow(v: PassiveClient): Promise<void> {
  const known = new Map(v.external_psks.map(({ psk_id, psk }) => [psk_id, unhex(psk)]));
  const psks: PskLookup = (id) => (id.type === 'external' ? known.get(hex(id.id)) : undefined);
  const tree = v.ratchet_tree === null ? null : unhex(v.ratchet_tree);
  let group = await joinByWelcome(unhex(v.welcome), tree, [ownKeyPackage(v)], rules, psks);
  expect(hex(group.epochAuthenticator)).toBe(v.initial_epoch_authenticator);
  for (const epoch of v.epochs) {
    for (const message of [...epoch.proposals, epoch.commit])
      ({ group } = await receive(group, unhex(message), { rules, psks }));
    expect(hex(group.epochAuthenticator)).toBe(epoch.epoch_authenticator);
    group = decodeHostedGroup(encodeHostedGroup(group));
    expect(hex(group.epochAuthenticator)).toBe(epoch.epoch_authenticator);
  }
}

for (const name of ['passive-client-welcome', 'passive-client-handling-commit']) {
  describe(name, () => {
    it.each([1, 2, 3, 4, 5, 6, 7])('suite %i', async (suite) => {
      const ours = vectors<PassiveClient>(name).filter((v) => v.cipher_suite === suite);
      expect(ours.length).toBeGreaterThan(0);
      for (const v of ours) await follow(v);
    });
  });
}

interface WelcomeVector extends Record<'init_priv' | 'key_package' | 'signer_pub' | 'welcome', string> {
  cipher_suite: CipherSuiteId;
}

describe('welcome', () => {
  it.each(vectors<WelcomeVector>('welcome'))('suite $cipher_suite', (v) => {
    const suite = cipherSuite(v.cipher_suite);
    const { encoded } = expectMessage(unhex(v.key_package), 'key-package');
    const welcome = expectMessage(unhex(v.welcome), 'welcome');
    const ref = hex(keyPackageRef(suite, encoded));
    const entry = welcome.secrets.find(({ newMember }) => hex(newMember) === ref)!;
    const octets = decryptWithLabel(suite, unhex(v.init_priv), 'Welcome', welcome.encryptedGroupInfo, entry.sealed)!;
    const { joinerSecret, psks } = decode(readGroupSecrets, octets);
    expect(psks).toEqual([]);
    const zero = new Uint8Array(suite.hashLength);
    const { key, nonce } = welcomeKey(suite, deriveSecret(suite, suite.extract(joinerSecret, zero), 'welcome'));
    const info = decode(readGroupInfo, suite.decrypt(key, nonce, empty, welcome.encryptedGroupInfo)!);
    const signed = groupInfoToBeSigned(info);
    expect(verifyWithLabel(suite, unhex(v.signer_pub), 'GroupInfoTBS', signed, info.signature)).toBe(true);
    const { epoch } = secretsFromJoiner(suite, joinerSecret, zero, info.context);
    const tag = confirmationTagOf(suite, epoch, info.context.confirmedTranscriptHash);
    expect(hex(tag)).toBe(hex(info.confirmationTag));
  });
});
