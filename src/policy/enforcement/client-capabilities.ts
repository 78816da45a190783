import type { ExtendedCapabilities, MediaType, OperationalPolicy } from '../components/contract.ts';
import { componentDefaults } from '../components/defaults.ts';
import { formatMediaType, matchesMediaType } from '../components/media-type.ts';

type Codes = Exclude<keyof ExtendedCapabilities, 'mediaTypes'>;

/** What a leaf or key package says that its client can; lists that it has no place for are left out. */
export type ClientCapabilities = Partial<ExtendedCapabilities>;

/** One capability that stands in the way, such as `proposals 0x0008` or `mediaTypes text/plain`. */
export interface CapabilityFault {
  readonly fault: 'missing' | 'forbidden';
  readonly list: keyof ExtendedCapabilities;
  readonly value: string;
}

const codeLists: readonly Codes[] = [
  'versions',
  'cipherSuites',
  'extensions',
  'proposals',
  'credentials',
  'wireFormats',
  'componentIds',
  'safeAadTypes',
  'contentTypes',
];

/** RFC 9420 §7.2: every client has these and none lists them; so do they with the wire formats and content types of §6. */
const implied: { readonly [List in Codes]?: (code: number) => boolean } = {
  extensions: (code) => code >= 1 && code <= 5,
  proposals: (code) => code >= 1 && code <= 7,
  wireFormats: (code) => code >= 1 && code <= 5,
  contentTypes: (code) => code >= 1 && code <= 3,
};

const inHex = (code: number): string => `0x${code.toString(16).padStart(4, '0')}`;

function faultsOfCodes(policy: OperationalPolicy, client: ClientCapabilities, list: Codes): readonly CapabilityFault[] {
  const held = new Set(client[list]);
  const missing = policy.mandatory[list].filter((code) => !held.has(code) && implied[list]?.(code) !== true);
  const forbidden = policy.forbidden[list].filter((code) => held.has(code));
  return [
    ...missing.map((code) => ({ fault: 'missing' as const, list, value: inHex(code) })),
    ...forbidden.map((code) => ({ fault: 'forbidden' as const, list, value: inHex(code) })),
  ];
}

function faultsOfMediaTypes(policy: OperationalPolicy, held: readonly MediaType[]): readonly CapabilityFault[] {
  const missing = policy.mandatory.mediaTypes.filter((type) => !held.some((entry) => matchesMediaType(entry, type)));
  const forbidden = policy.forbidden.mediaTypes.filter((entry) => held.some((type) => matchesMediaType(entry, type)));
  const list = 'mediaTypes' as const;
  return [
    ...missing.map((type) => ({ fault: 'missing' as const, list, value: formatMediaType(type) })),
    ...forbidden.map((type) => ({ fault: 'forbidden' as const, list, value: formatMediaType(type) })),
  ];
}

/**
 * What keeps a client out of a room (draft-ietf-mimi-room-policy §7.1, PC-12): mandatory capabilities that it lacks and
 * forbidden ones that it has. What every client has by RFC 9420 is never lacking, and is forbidden only where it is
 * listed; default capabilities bind nobody. Empty for a client that may come in.
 */
export function capabilityFaults(
  policy: OperationalPolicy | undefined,
  client: ClientCapabilities,
): readonly CapabilityFault[] {
  const rules = policy ?? componentDefaults.operational;
  const codes = codeLists.flatMap((list) => faultsOfCodes(rules, client, list));
  return [...codes, ...faultsOfMediaTypes(rules, client.mediaTypes ?? [])];
}

export type HandshakeFault = 'handshake-format' | 'proposal-forbidden';

/**
 * Why the operational policy refuses a proposal or commit by its form; null where it does not. Whether anything may come
 * from outside the group is for `decide` (`external-proposal`, `external-commit`).
 * @param message `wireFormat` by RFC 9420 §6 (1 PublicMessage, 2 PrivateMessage), types of the proposals that it is or has
 */
export function handshakeFault(
  policy: OperationalPolicy | undefined,
  message: { readonly wireFormat: number; readonly proposalTypes: readonly number[] },
): HandshakeFault | null {
  // A room that says nothing is run as the engine runs it; its formats are checked there.
  if (!policy) return null;
  const { handshakeFormats, forbidden } = policy;
  if (handshakeFormats.length > 0 && !handshakeFormats.includes(message.wireFormat)) return 'handshake-format';
  return message.proposalTypes.some((type) => forbidden.proposals.includes(type)) ? 'proposal-forbidden' : null;
}
