import { type ProviderDomain, providerUri } from '../identifiers/index.ts';
import { type CipherSuiteId, type Credential, generateSignatureKeyPair } from '../mls/index.ts';
import type { Database, Vault } from '../store/index.ts';

/** The suite of rooms that are made here: the one that RFC 9420 §17.1 makes mandatory. */
export const hubSuite: CipherSuiteId = 1;

/** The hub's signature key as an external sender (RFC 9420 §12.1.8.1). */
export interface HubKey {
  readonly publicKey: Uint8Array;
  readonly privateKey: Uint8Array;
  readonly credential: Credential;
}

const purpose = 'external-sender';
const place = `hub_key:${purpose}`;

/** Made once and kept sealed: every group's GroupContext names its public half. */
export async function openHubKey(database: Database, vault: Vault, domain: ProviderDomain): Promise<HubKey> {
  const fresh = generateSignatureKeyPair(hubSuite);
  const stored = await database.transaction(async (tx) => {
    await tx.query('INSERT INTO hub_key (purpose, public_key, sealed) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
      purpose,
      fresh.publicKey,
      vault.seal(fresh.privateKey, place),
    ]);
    return tx.query<{ public_key: Uint8Array; sealed: Uint8Array }>(
      'SELECT public_key, sealed FROM hub_key WHERE purpose = $1',
      [purpose],
    );
  });
  const [row] = stored.rows;
  if (!row) throw new Error('The hub key that was just stored is not there');
  return {
    publicKey: row.public_key,
    privateKey: vault.open(row.sealed, place),
    credential: { type: 'basic', identity: new TextEncoder().encode(providerUri(domain)) },
  };
}
