import type { UserUri } from '../identifiers/index.ts';
import { clientUri } from '../identifiers/index.ts';
import {
  capabilitiesOf,
  type CipherSuiteId,
  createKeyPackage,
  dictionaryExtension,
  generateSignatureKeyPair,
  leafComponent,
  type Member,
  type OwnKeyPackage,
} from '../mls/index.ts';
import { gatewayMarker } from '../provider/index.ts';
import type { NetworkName } from '../rooms/index.ts';

export type MarkerValue = NetworkName | 'service';

/** A hosted user has one client, whatever it uses in its network. */
const clientName = 'gateway';

const dictionaryExtensionType = 0x0006;
const proposalTypes = [0x0008, 0x0009, 0x000a];
/** Clocks of other providers may be a little behind (RFC 9420 §7.2). */
const clockSkew = 3600n;
/**
 * Seconds. A hosted key package is used at once. Its lifetime stands in the leaf until the leaf's keys are renewed, which
 * is due after 30 days at most, and whoever joins later looks at it (RFC 9420 §7.3): the rest is for a gateway that was
 * away.
 */
const lifetime = 90n * 86400n;

/** A fresh leaf of a user: its own signature key per room and entry, so that no two groups share one. */
export function createHostedLeaf(
  suite: CipherSuiteId,
  user: UserUri,
  marker: MarkerValue,
  now: bigint,
): OwnKeyPackage & { readonly signatureKey: Uint8Array } {
  const signature = generateSignatureKeyPair(suite);
  const { keyPackage, secrets } = createKeyPackage({
    suite,
    credential: { type: 'basic', identity: new TextEncoder().encode(clientUri(user, clientName)) },
    signature,
    capabilities: capabilitiesOf({
      extensions: [dictionaryExtensionType],
      proposals: proposalTypes,
      credentials: [1],
      suites: [suite],
    }),
    lifetime: { notBefore: now - clockSkew, notAfter: now + lifetime },
    leafExtensions: [dictionaryExtension(new Map([[gatewayMarker, new TextEncoder().encode(marker)]]))],
  });
  return { keyPackage, secrets, signatureKey: signature.privateKey };
}

/** Which network's gateway runs a leaf; null when no gateway says so (GW-04). */
export function markerOf(member: Member): MarkerValue | null {
  const data = leafComponent(member, gatewayMarker);
  if (!data) return null;
  const text = new TextDecoder().decode(data);
  return text === 'matrix' || text === 'xmpp' || text === 'service' ? text : null;
}
