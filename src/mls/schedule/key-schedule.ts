import type { GroupContext } from '../contract.ts';
import { encodeGroupContext } from '../structs/group-info.ts';
import { type CipherSuite, deriveSecret, expandWithLabel, type KeyPair } from '../suites/index.ts';

/** RFC 9420 §8, table 4, with `application_export` of draft-ietf-mls-extensions §4.4. Secrets of one epoch. */
export interface EpochSecrets {
  readonly senderData: Uint8Array;
  readonly encryption: Uint8Array;
  readonly exporter: Uint8Array;
  readonly applicationExport: Uint8Array;
  readonly external: Uint8Array;
  readonly confirmationKey: Uint8Array;
  readonly membershipKey: Uint8Array;
  readonly resumptionPsk: Uint8Array;
  readonly epochAuthenticator: Uint8Array;
  readonly init: Uint8Array;
}

/** What is kept of them: the roots of the secret tree and of the exporter tree live on in those trees only. */
export type KeptSecrets = Omit<EpochSecrets, 'encryption' | 'applicationExport'>;

/** RFC 9420 §8: the secrets that follow from an epoch_secret; the epoch_secret is erased. */
export function secretsOfEpoch(suite: CipherSuite, epochSecret: Uint8Array): EpochSecrets {
  const derive = (label: string): Uint8Array => deriveSecret(suite, epochSecret, label);
  const secrets = {
    senderData: derive('sender data'),
    encryption: derive('encryption'),
    exporter: derive('exporter'),
    applicationExport: derive('application_export'),
    external: derive('external'),
    confirmationKey: derive('confirm'),
    membershipKey: derive('membership'),
    resumptionPsk: derive('resumption'),
    epochAuthenticator: derive('authentication'),
    init: derive('init'),
  };
  epochSecret.fill(0);
  return secrets;
}

/** joiner_secret of the next epoch. */
export function joinerSecret(
  suite: CipherSuite,
  initSecret: Uint8Array,
  commitSecret: Uint8Array,
  context: GroupContext,
): Uint8Array {
  const extracted = suite.extract(initSecret, commitSecret);
  const joiner = expandWithLabel(suite, extracted, 'joiner', encodeGroupContext(context), suite.hashLength);
  extracted.fill(0);
  return joiner;
}

/** welcome_secret and the epoch's secrets, from joiner_secret and psk_secret. */
export function secretsFromJoiner(
  suite: CipherSuite,
  joiner: Uint8Array,
  pskSecret: Uint8Array,
  context: GroupContext,
): { readonly welcome: Uint8Array; readonly epoch: EpochSecrets } {
  const member = suite.extract(joiner, pskSecret);
  const welcome = deriveSecret(suite, member, 'welcome');
  const epochSecret = expandWithLabel(suite, member, 'epoch', encodeGroupContext(context), suite.hashLength);
  member.fill(0);
  return { welcome, epoch: secretsOfEpoch(suite, epochSecret) };
}

/** RFC 9420 §8.5. */
export function exporterSecret(
  suite: CipherSuite,
  secrets: Pick<EpochSecrets, 'exporter'>,
  label: string,
  context: Uint8Array,
  length: number,
): Uint8Array {
  const secret = deriveSecret(suite, secrets.exporter, label);
  const exported = expandWithLabel(suite, secret, 'exported', suite.hash(context), length);
  secret.fill(0);
  return exported;
}

/** RFC 9420 §8.1. */
export function confirmationTagOf(
  suite: CipherSuite,
  secrets: Pick<EpochSecrets, 'confirmationKey'>,
  confirmedTranscriptHash: Uint8Array,
): Uint8Array {
  return suite.mac(secrets.confirmationKey, confirmedTranscriptHash);
}

/** RFC 9420 §8.3. */
export function externalKeyPair(suite: CipherSuite, secrets: Pick<EpochSecrets, 'external'>): KeyPair {
  return suite.deriveHpkeKeyPair(secrets.external);
}

/** RFC 9420 §8.3: the context of the export that replaces init_secret. */
export const externalInitLabel = 'MLS 1.0 external init secret';
