import { capabilities, type CapabilityName } from '../code-points.ts';
import { componentDefaults } from '../components/defaults.ts';
import type { Bot, Role } from '../contract.ts';
import { has } from '../standing.ts';
import type { Bound, Detail, Flag, Grants, Mode, PolicyValues } from './contract.ts';

const flag = (value: boolean, strict: boolean | null): Flag => ({ kind: 'flag', value, strict });
const bound = (value: number | null): Bound => ({ kind: 'bound', value });
const mode = (value: Mode['value']): Mode => ({ kind: 'mode', value });
const grants = (names: Iterable<string>): Grants => ({ kind: 'grants', value: new Set(names) });

const nameOf = new Map<number, string>(Object.entries(capabilities).map(([name, code]) => [code, name]));

/** Registered name of a capability; its number where there is none. */
export const capabilityName = (code: number): string => nameOf.get(code) ?? `0x${code.toString(16).padStart(4, '0')}`;

const strangersMay = (roles: readonly Role[], capability: CapabilityName): boolean =>
  has(roles.find(({ index }) => index === 0) ?? null, capability);

const botsThat = (bots: readonly Bot[], does: (bot: Bot) => boolean): Grants =>
  grants(bots.filter(does).map(({ name }) => name));

/** Values of a policy are numbers, texts and lists of them; bigints are spelled as texts. */
const detail = (value: unknown): Detail => ({
  kind: 'detail',
  value: JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? String(each) : each)),
});

/** Sizes of assets that no file reaches are no bound. */
const size = (octets: bigint): Bound => bound(octets > BigInt(Number.MAX_SAFE_INTEGER) ? null : Number(octets));

function membership({ base, roles, gatewaysRefused }: PolicyValues) {
  return {
    'fixed membership': flag(base.fixedMembership, true),
    'parent-dependent': flag(base.parentDependent, true),
    'several devices': flag(base.multiDevice, false),
    'most clients': bound(base.maxClients),
    'most users': bound(base.maxUsers),
    pseudonyms: flag(base.pseudonymsAllowed, false),
    persistent: flag(base.persistentRoom, null),
    discoverable: flag(base.discoverable, false),
    'gateways refused': flag(gatewaysRefused, true),
    'open to strangers': flag(strangersMay(roles, 'canOpenJoin'), false),
    'join codes': flag(strangersMay(roles, 'canUseJoinCode'), false),
    knocking: flag(strangersMay(roles, 'canKnock'), false),
    capabilities: grants(roles.flatMap((role) => role.capabilities.map(capabilityName))),
  } as const;
}

function furtherPolicies(policy: PolicyValues) {
  const { statusNotifications, logging, history, expiration, linkPreviews, bots, assets, operational } = {
    ...componentDefaults,
    ...policy.components,
  };
  return {
    'delivery notifications': mode(statusNotifications.deliveryNotifications),
    'read receipts': mode(statusNotifications.readReceipts),
    logging: mode(logging.logging),
    'history sharing': mode(history.sharing),
    'automatic history': flag(history.automaticallyShare, false),
    'longest history': bound(history.maxTimePeriod),
    'expiring messages': mode(expiration.expiring),
    'longest expiration': bound(expiration.maximum),
    'links detected': mode(linkPreviews.autodetectHyperlinks),
    'previews by senders': mode(linkPreviews.sendPreviews),
    'previews by receivers': mode(linkPreviews.automaticPreviews),
    'preview proxy': mode(linkPreviews.proxyUse),
    bots: botsThat(bots.allowedBots, () => true),
    'bots with content for each user': botsThat(bots.allowedBots, ({ perUserContent }) => perUserContent),
    'bots that write to one user': botsThat(bots.allowedBots, ({ canTargetMessage }) => canTargetMessage),
    'shortest expiration': bound(-expiration.minimum),
    'largest image': size(assets.maxImage),
    'largest audio': size(assets.maxAudio),
    'largest video': size(assets.maxVideo),
    'largest attachment': size(assets.maxAttachment),
    'external proposals': flag(operational.externalProposalAllowed, false),
    'external commits': flag(operational.externalCommitAllowed, false),
  } as const;
}

/** What can only be the same or not. Who logs is not among it: a room says that for itself. */
function details({ base, components }: PolicyValues) {
  const { assets, expiration, history, joinLinkPolicy, linkPreviews, operational } = {
    ...componentDefaults,
    ...components,
  };
  const { externalProposalAllowed: _, externalCommitAllowed: __, ...operation } = operational;
  return {
    'parent room': detail(base.parentRoom),
    'places of assets': detail([assets.uploadLocation, assets.uploadDomains, assets.download]),
    'types of assets': detail([assets.forbiddenMediaTypes, assets.permittedMediaTypes]),
    'usual expiration': detail(expiration.default),
    'roles that share history': detail(history.rolesThatCanShare),
    'join links': detail(joinLinkPolicy),
    'address of the preview proxy': detail(linkPreviews.proxy),
    operation: detail(operation),
    'types of content': detail(components?.contentMediaTypes ?? []),
  } as const;
}

/** A policy in single features, each with a name that people read (room-policy §3 to §7). */
export function featuresOf(policy: PolicyValues) {
  return { ...membership(policy), ...furtherPolicies(policy), ...details(policy) } as const;
}

export type Features = ReturnType<typeof featuresOf>;
export type FeatureName = keyof Features;
