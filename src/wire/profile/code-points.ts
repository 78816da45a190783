import { componentId, extensionType, proposalType } from '../../mls/index.ts';
import { claimSources, componentIds } from '../../policy/index.ts';
import { InvalidWire } from '../invalid-wire.ts';

/**
 * Every number that the drafts only suggest, or leave open, in one table (decision WF-01). What has no suggestion has
 * one of the private range. A registry is a namespace of its own: the same number in two of them is no clash.
 */
export const codePoints = {
  extensions: {
    appDataDictionary: extensionType.appDataDictionary,
    supportedWireFormats: 0x0007,
    requiredWireFormats: 0x0008,
    /** Suggested twice: by the drafts for new content types and for external pending proposals. Neither is on at first. */
    supportedContentTypes: 0x0009,
    externalPendingProposals: 0x0009,
    ratchetTreeSourceDomains: 0xf0d0,
    /** `external_receivers` where a group has it as an extension and not in the dictionary (decision WF-28). */
    externalReceivers: 0xf0d1,
  },
  proposals: {
    appDataUpdate: proposalType['app-data-update'],
    appEphemeral: proposalType['app-ephemeral'],
    selfRemove: proposalType['self-remove'],
  },
  wireFormats: { semiPrivateMessage: 0xf0d0 },
  credentials: {
    pseudonymous: 0xf0d0,
    /** Ours, of claims alone: no leaf has such a credential. */
    jwtClaims: claimSources.jwt,
    cwtClaims: claimSources.cwt,
    userUriClaims: claimSources.userUri,
  },
  components: {
    ...componentIds,
    appComponents: componentId.appComponents,
    safeAad: componentId.safeAad,
    contentMediaTypes: componentId.contentMediaTypes,
    lastResortKeyPackage: componentId.lastResortKeyPackage,
    appAck: componentId.appAck,
    externalReceivers: 0x0008,
    frankAad: 0x0020,
    messageId: 0x0040,
    hubRetractedMessages: 0x0050,
    hubRetractedRange: 0x0051,
    /** Ours: why a member was removed, and who runs a leaf. */
    gatewayDeed: 0xf0d0,
    gatewayMarker: 0xf0d1,
    /** Ours: pages of an identifier query (decision WF-27). */
    identifierPaging: 0xf0d3,
  },
} as const;

/** The table with the numbers of one deployment. */
export type CodePoints = {
  readonly [Registry in keyof typeof codePoints]: {
    readonly [Name in keyof (typeof codePoints)[Registry]]: number;
  };
};

/** Numbers that a deployment has in place of the suggested ones. */
export type CodePointOverrides = {
  readonly [Registry in keyof CodePoints]?: Partial<CodePoints[Registry]>;
};

export type Registry = keyof CodePoints;

/** A group uses one of two extensions for which the drafts suggest the same number only when an operator enables it. */
export const optionalExtensions = ['supportedContentTypes', 'externalPendingProposals'] as const;
export type OptionalExtension = (typeof optionalExtensions)[number];

/** RFC 9420 §17: the greatest number of each registry that the RFC itself gives a meaning. */
const lastOfRfc: Readonly<Record<Registry, number>> = {
  extensions: 5,
  proposals: 7,
  wireFormats: 5,
  credentials: 2,
  components: 0,
};

/** Numbers that are part of the engine and of the room policy; an override must leave them as they are. */
const builtIn: Readonly<Record<Registry, readonly string[]>> = {
  extensions: ['appDataDictionary'],
  proposals: ['appDataUpdate', 'appEphemeral', 'selfRemove'],
  wireFormats: [],
  credentials: ['jwtClaims', 'cwtClaims', 'userUriClaims'],
  components: [
    ...Object.keys(componentIds),
    'appComponents',
    'safeAad',
    'contentMediaTypes',
    'lastResortKeyPackage',
    'appAck',
    'gatewayDeed',
    'gatewayMarker',
    'identifierPaging',
  ],
};

const section = 'decision WF-01';

/**
 * The table with an operator's numbers in it. They reach whatever takes a `CodePoints`, which is all in this folder that
 * reads or writes one: the wire format of SemiPrivateMessages, where external receivers are named, the franking tag's item,
 * the domains of trees. The engine and the room policy are built on theirs, and refuse others here.
 * @param enabled optional extensions that this deployment uses
 * @throws {@link InvalidWire} `code-point` for a number out of 16 bits, one that is built in, or two names in one
 *   registry with the same number, or one of RFC 9420
 */
export function codePointsWith(overrides: CodePointOverrides, enabled: readonly OptionalExtension[] = []): CodePoints {
  const registries = Object.keys(codePoints) as Registry[];
  const merged = Object.fromEntries(
    registries.map((registry) => [registry, { ...codePoints[registry], ...overrides[registry] }]),
  ) as unknown as CodePoints;
  for (const registry of registries) checkRegistry(registry, merged[registry], enabled);
  return merged;
}

function checkRegistry(
  registry: Registry,
  numbers: Readonly<Record<string, number>>,
  enabled: readonly OptionalExtension[],
): void {
  const suggested: Readonly<Record<string, number>> = codePoints[registry];
  const taken = new Map<number, string>();
  for (const [name, number] of Object.entries(numbers)) {
    const place = `${registry}.${name}`;
    if (!Object.hasOwn(suggested, name)) refuse(`there is no ${place}: leave it out`);
    if (!Number.isInteger(number) || number < 1 || number > 0xffff) refuse(`${place} must be a number from 1 to 65535`);
    if (builtIn[registry].includes(name) && number !== suggested[name])
      refuse(`${place} is built in as ${suggested[name] ?? 0}: leave it out`);
    if (number <= lastOfRfc[registry]) refuse(`${place} can’t be ${number}, which RFC 9420 has: give it another`);
    if (isOff(registry, name, enabled)) continue;
    const other = taken.get(number);
    if (other !== undefined) refuse(`${place} and ${registry}.${other} are both ${number}: give one of them another`);
    taken.set(number, name);
  }
}

function isOff(registry: Registry, name: string, enabled: readonly OptionalExtension[]): boolean {
  const optional: readonly string[] = optionalExtensions;
  const on: readonly string[] = enabled;
  return registry === 'extensions' && optional.includes(name) && !on.includes(name);
}

function refuse(detail: string): never {
  throw new InvalidWire('code-point', section, detail);
}
