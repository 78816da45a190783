/**
 * The directory document of a provider (draft-ietf-mimi-protocol-06 §5.1) as values. Types only.
 * @module
 */
import type { ProviderDomain, RoomUri } from '../../identifiers/index.ts';
import type { PersonUri } from '../contract.ts';

/** Keys of the document, as its example spells them (decision WF-02). */
export type EndpointName =
  | 'keyMaterial'
  | 'update'
  | 'notify'
  | 'submitMessage'
  | 'groupInfo'
  | 'requestConsent'
  | 'updateConsent'
  | 'identifierQuery'
  | 'reportAbuse'
  | 'proxyDownload';

/** What the variable of an endpoint's template stands for. */
export interface EndpointSubject {
  readonly keyMaterial: PersonUri;
  readonly update: RoomUri;
  readonly notify: RoomUri;
  readonly submitMessage: RoomUri;
  readonly groupInfo: RoomUri;
  /** The target of the consent. */
  readonly requestConsent: PersonUri;
  /** The requester whom the consent is about. */
  readonly updateConsent: PersonUri;
  readonly identifierQuery: ProviderDomain;
  readonly reportAbuse: RoomUri;
  /** An https URL. */
  readonly proxyDownload: string;
}

/** An https URL with one variable in its path or query: `https://host/v1/update/{roomId}`. Made by the parsers only. */
export interface UrlTemplate {
  readonly before: string;
  readonly variable: string;
  readonly after: string;
}

/** What a provider offers, and where. An endpoint that is absent is not supported by the peer (PV-07). */
export interface Directory {
  readonly endpoints: { readonly [Name in EndpointName]?: UrlTemplate };
  /** Where the provider's OHTTP gateway is, when the document says so (decision WF-31). */
  readonly ohttpGateway: string | null;
}
