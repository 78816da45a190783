/**
 * The configuration after it was read and checked. Durations are in seconds unless the name says otherwise.
 * @module
 */
import type { ProviderDomain } from '../identifiers/index.ts';

export interface Configuration {
  readonly hub: {
    readonly domain: ProviderDomain;
    /** Preset of rooms made without one. */
    readonly defaultPreset: string;
    /** Policy envelope: who may create rooms from an attached network. */
    readonly roomCreation: 'anyone' | 'admins-only';
    /** How many a user of an attached network may have made. */
    readonly roomsPerUser: number;
    /** Age in days at which the keys of a room's hosted leaves are renewed. */
    readonly keyRenewalDays: number;
  };
  readonly database:
    | { readonly kind: 'postgres'; readonly url: string; readonly poolSize: number }
    | { readonly kind: 'pglite'; readonly directory: string };
  /** Keys for encryption at rest, newest first; the first seals, all open. 32 octets each. */
  readonly keys: readonly { readonly id: string; readonly key: Uint8Array }[];
  readonly matrix: MatrixConfiguration | null;
  readonly xmpp: XmppConfiguration | null;
  readonly admin: { readonly host: string; readonly port: number; readonly tokenFile: string };
  readonly log: { readonly level: 'debug' | 'info' | 'warn' | 'error' };
  readonly retention: {
    /** Days that the archive keeps messages; null keeps them. */
    readonly archiveDays: number | null;
    /** Days that handled inbox rows stay for deduplication. */
    readonly inboxDays: number;
  };
  readonly guests: { /** Guests not seen for so long are removed, in one commit. */ readonly removeAfter: number };
}

export interface MatrixConfiguration {
  readonly homeserverUrl: string;
  readonly serverName: string;
  /** Provider domain of the homeserver's users. */
  readonly providerDomain: ProviderDomain;
  /** Id of the application service in the registration file. */
  readonly id: string;
  readonly asToken: string;
  readonly hsToken: string;
  readonly listen: { readonly host: string; readonly port: number };
  /** URL at which the homeserver reaches `listen`, for the registration file. */
  readonly url: string;
  readonly senderLocalpart: string;
  /** Prefix of ghosts and aliases: `_mimi_`. */
  readonly prefix: string;
  readonly backfillInterval: number;
}

export interface XmppConfiguration {
  /** Where the server listens for components (XEP-0114). */
  readonly host: string;
  readonly port: number;
  /** The component's domain: rooms and remote users are addresses in it. */
  readonly domain: string;
  readonly secret: string;
  /** Provider domain of the XMPP users. */
  readonly providerDomain: ProviderDomain;
  /** The server's own host, whose users get short URIs. */
  readonly home: string;
  /** Bare JIDs that may create rooms when creation is for admins only, and use the service's commands. */
  readonly admins: readonly string[];
  readonly keepAlive: number;
  /** Messages of history at join when the client doesn't say. */
  readonly historyLength: number;
}
