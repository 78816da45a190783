import { providerUri, domainOf } from '../../identifiers/index.ts';
import { type CapabilityName, capabilities } from '../code-points.ts';
import type { MediaType, Optionality } from '../components/contract.ts';
import { componentDefaults } from '../components/defaults.ts';
import { formatMediaType } from '../components/media-type.ts';
import { isLogged } from '../enforcement/logging.ts';
import type { RoleIndex, RoomState } from '../contract.ts';
import { policyFlags } from '../flags.ts';
import { has, isParticipantsRole, isProvider, roleAt } from '../standing.ts';
import {
  type Affiliation,
  affiliationsOf,
  preauthorizedAs,
  type RuleView,
  usersByAffiliation,
} from './affiliations.ts';

/** How somebody who is not listed comes in, the widest way that there is. */
export type Admission = 'open' | 'preauthorized' | 'join-code' | 'knock-first' | 'members-only' | 'fixed';

/** One role, for people. Numbers are null where there is no limit. */
export interface RoleView {
  readonly index: number;
  readonly name: string;
  readonly description: string;
  readonly affiliation: Affiliation;
  readonly participants: number;
  readonly minimum: number;
  readonly maximum: number | null;
  /** 0: nobody with this role has a client in the room. */
  readonly 'maximum-active': number | null;
  /** Names of the registry; what it has no name for in hex. */
  readonly capabilities: readonly string[];
}

/**
 * A room's policy for people and for peers (requirement BP-14), as JSON. `policy`, `preauth-…`, `owning-system`,
 * `system-auth` and `user-affiliations` are what draft-mahy-mimi-group-chat shows; the rest is what came later. Numbers
 * of 64 bits are text.
 */
export interface PolicyView {
  readonly room: string;
  readonly name: string;
  readonly policy: {
    readonly discoverable: boolean;
    readonly open: boolean;
    readonly membership: Admission;
    readonly moderated: boolean;
    readonly logging: boolean;
    readonly 'fixed-membership': boolean;
    readonly 'multi-device': boolean;
    /** Somebody may add users without asking them here; what they allow is their consent's. */
    readonly 'welcome-directly': boolean;
    readonly persistent: boolean;
    readonly 'parent-room': string | null;
    readonly 'max-users': number | null;
    readonly 'max-clients': number | null;
    readonly 'pseudonyms-allowed': boolean;
    readonly 'gateways-refused': boolean;
  };
  readonly 'preauth-owner': readonly RuleView[];
  readonly 'preauth-admin': readonly RuleView[];
  readonly 'preauth-member': readonly RuleView[];
  readonly 'preauth-visitor': readonly RuleView[];
  readonly 'owning-system': readonly string[];
  /** Providers that hold a role, the hub as policy enforcer among them (decision WF-24). */
  readonly 'system-auth': readonly { readonly system: string; readonly role: string }[];
  readonly 'user-affiliations': Readonly<Record<Affiliation, readonly string[]>>;
  readonly roles: readonly RoleView[];
  readonly components: ComponentsView;
}

/** The further components, or what holds where one is absent. */
export interface ComponentsView {
  readonly 'delivery-notifications': Optionality;
  readonly 'read-receipts': Optionality;
  readonly 'join-links': { readonly active: number; readonly 'on-request': boolean; readonly 'valid-for': number };
  readonly 'link-previews': { readonly sent: Optionality; readonly received: Optionality; readonly proxy: string };
  readonly assets: {
    readonly 'upload-to': string;
    readonly 'download-by': string;
    readonly 'max-octets': Readonly<Record<'image' | 'audio' | 'video' | 'attachment', string>>;
    readonly 'forbidden-types': readonly string[];
    /** null: all that are not forbidden. */
    readonly 'permitted-types': readonly string[] | null;
  };
  readonly loggers: readonly string[];
  readonly 'logging-policy': string;
  readonly history: { readonly sharing: Optionality; readonly roles: readonly string[]; readonly seconds: number };
  readonly bots: readonly { readonly name: string; readonly role: string; readonly homepage: string }[];
  readonly expiring: {
    readonly mode: Optionality;
    readonly minimum: number;
    readonly maximum: number;
    readonly default: number | null;
  };
  /** null: every type; else what all members read. */
  readonly 'media-types': readonly string[] | null;
  readonly franked: boolean;
  /** Whether the room has an operational policy of its own. */
  readonly 'mls-operational': 'own' | 'default';
}

const names = new Map<number, CapabilityName>(
  (Object.entries(capabilities) as [CapabilityName, number][]).map(([name, code]) => [code, name]),
);

const nameOf = (code: number): string => names.get(code) ?? `0x${code.toString(16).padStart(4, '0')}`;

function admissionOf(state: RoomState): Admission {
  const nobody = roleAt(state, 0);
  if (state.base.fixedMembership) return 'fixed';
  if (has(nobody, 'canOpenJoin')) return 'open';
  const enterable = new Set(
    state.roles.filter((role) => has(role, 'canJoinIfPreauthorized')).map(({ index }) => index),
  );
  if (state.preauthorized.some(({ role }) => enterable.has(role))) return 'preauthorized';
  if (has(nobody, 'canUseJoinCode')) return 'join-code';
  return has(nobody, 'canKnock') ? 'knock-first' : 'members-only';
}

function roleViews(state: RoomState, affiliations: ReadonlyMap<RoleIndex, Affiliation>): readonly RoleView[] {
  const counts = new Map<RoleIndex, number>();
  for (const { role } of state.participants) counts.set(role, (counts.get(role) ?? 0) + 1);
  return state.roles.map((role) => ({
    index: role.index,
    name: role.name,
    description: role.description,
    affiliation: affiliations.get(role.index) ?? 'none',
    participants: counts.get(role.index) ?? 0,
    minimum: role.minimumParticipants,
    maximum: role.maximumParticipants,
    'maximum-active': role.maximumActiveParticipants,
    capabilities: role.capabilities.map(nameOf),
  }));
}

/** How a role is called, once for all roles: a room may have very many. */
function roleNames(state: RoomState): (index: RoleIndex) => string {
  const known = new Map(state.roles.map(({ index, name }) => [index, name]));
  return (index) => known.get(index) ?? String(index);
}

const typesOf = (types: readonly MediaType[]): readonly string[] => types.map(formatMediaType);

function componentsView(state: RoomState): ComponentsView {
  const given = state.components ?? {};
  const all = { ...componentDefaults, ...given };
  const { assets, history, expiration, joinLinkPolicy, linkPreviews, logging, statusNotifications } = all;
  const roleName = roleNames(state);
  return {
    'delivery-notifications': statusNotifications.deliveryNotifications,
    'read-receipts': statusNotifications.readReceipts,
    'join-links': {
      active: given.joinLinks?.length ?? 0,
      'on-request': joinLinkPolicy.onRequest,
      'valid-for': joinLinkPolicy.expiration,
    },
    'link-previews': {
      sent: linkPreviews.sendPreviews,
      received: linkPreviews.automaticPreviews,
      proxy: linkPreviews.proxy,
    },
    assets: {
      'upload-to': assets.uploadLocation,
      'download-by': assets.download.default,
      'max-octets': {
        image: String(assets.maxImage),
        audio: String(assets.maxAudio),
        video: String(assets.maxVideo),
        attachment: String(assets.maxAttachment),
      },
      'forbidden-types': typesOf(assets.forbiddenMediaTypes),
      'permitted-types': assets.permittedMediaTypes && typesOf(assets.permittedMediaTypes),
    },
    loggers: logging.loggers,
    'logging-policy': logging.humanReadablePolicy,
    history: {
      sharing: history.sharing,
      roles: history.rolesThatCanShare.map(roleName),
      seconds: history.maxTimePeriod,
    },
    bots: all.bots.allowedBots.map(({ name, role, localClient, homepage }) => ({
      name,
      role: localClient || role === 0 ? 'no participant' : roleName(role),
      homepage,
    })),
    expiring: {
      mode: expiration.expiring,
      minimum: expiration.minimum,
      maximum: expiration.maximum,
      default: expiration.default,
    },
    'media-types': given.contentMediaTypes ? typesOf(given.contentMediaTypes) : null,
    franked: given.frankingAgent !== undefined,
    'mls-operational': given.operational ? 'own' : 'default',
  };
}

/**
 * A room's policy for people. It names everybody who is listed: whom it may be shown to is the caller's to know.
 */
export function describePolicy(state: RoomState): PolicyView {
  const { base, metadata } = state;
  const flags = policyFlags(state);
  const affiliations = affiliationsOf(state);
  const roleName = roleNames(state);
  const claims = (affiliation: Affiliation): readonly RuleView[] => preauthorizedAs(state, affiliations, affiliation);
  return {
    room: state.room,
    name: metadata.name,
    policy: {
      discoverable: base.discoverable,
      open: !flags.membersOnly,
      membership: admissionOf(state),
      moderated: flags.moderated,
      logging: isLogged(state.components?.logging),
      'fixed-membership': base.fixedMembership,
      'multi-device': base.multiDevice,
      'welcome-directly': state.roles.some(
        (role) =>
          isParticipantsRole(state, role.index) &&
          role.maximumActiveParticipants !== 0 &&
          has(role, 'canAddParticipant'),
      ),
      persistent: base.persistentRoom,
      'parent-room': base.parentRoom === '' ? null : base.parentRoom,
      'max-users': base.maxUsers,
      'max-clients': base.maxClients,
      'pseudonyms-allowed': base.pseudonymsAllowed,
      'gateways-refused': state.gatewaysRefused,
    },
    'preauth-owner': claims('owner'),
    'preauth-admin': claims('admin'),
    'preauth-member': claims('member'),
    'preauth-visitor': claims('none'),
    'owning-system': [providerUri(domainOf(state.room))],
    'system-auth': state.participants
      .filter(({ user }) => isProvider(user))
      .map(({ user, role }) => ({ system: user, role: roleName(role) })),
    'user-affiliations': usersByAffiliation(state, affiliations),
    roles: roleViews(state, affiliations),
    components: componentsView(state),
  };
}
