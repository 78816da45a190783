/** Code points of RFC 9420 §17 and draft-ietf-mls-extensions §7. @module */

export const protocolVersion = 1;

export const extensionType = {
  applicationId: 1,
  ratchetTree: 2,
  requiredCapabilities: 3,
  externalPub: 4,
  externalSenders: 5,
  appDataDictionary: 6,
} as const;

/** Extensions that every implementation supports and none lists (RFC 9420 §7.2). */
export function isDefaultExtension(type: number): boolean {
  return type >= 1 && type <= 5;
}

export const proposalType = {
  add: 1,
  update: 2,
  remove: 3,
  psk: 4,
  reinit: 5,
  'external-init': 6,
  'group-context-extensions': 7,
  'app-data-update': 8,
  'app-ephemeral': 9,
  'self-remove': 10,
} as const;

/** Proposals that every implementation supports and none lists (RFC 9420 §7.2). */
export function isDefaultProposal(type: number): boolean {
  return type >= 1 && type <= 7;
}

export const credentialType = { basic: 1, x509: 2 } as const;

export const wireFormat = {
  'public-message': 1,
  'private-message': 2,
  welcome: 3,
  'group-info': 4,
  'key-package': 5,
} as const;

export const contentType = { application: 1, proposal: 2, commit: 3 } as const;

/** Components of draft-ietf-mls-extensions §7.5. */
export const componentId = {
  appComponents: 1,
  safeAad: 2,
  contentMediaTypes: 3,
  lastResortKeyPackage: 4,
  appAck: 5,
} as const;

/** Values that mean nothing, sent so that nobody chokes on unknown ones (RFC 9420 §13.5). */
export const greaseValues: readonly number[] = Array.from({ length: 15 }, (_, i) => 0x0a0a + i * 0x1010);
