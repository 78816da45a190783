import type {
  ConsentOperation,
  GroupInfoOption,
  GroupInfoResponse,
  IdentifierQueryCode,
  KeyMaterialClientCode,
  KeyMaterialUserCode,
  ProfileField,
  SearchIdentifierType,
  SubmitMessageResponse,
  UpdateResponse,
} from './contract.ts';

// Every enum of draft-ietf-mimi-protocol-06, by the draft's names. A value that is in none of them is `unknown-code`.

/** P §5, Protocol. */
export const protocols = { mls10: 1 } as const;

/** P §5.2. */
export const keyMaterialUserCodes = {
  success: 0,
  partialSuccess: 1,
  incompatibleProtocol: 2,
  noCompatibleMaterial: 3,
  userUnknown: 4,
  noConsent: 5,
  noConsentForThisRoom: 6,
  userDeleted: 7,
} as const satisfies Record<KeyMaterialUserCode, number>;

/** P §5.2. */
export const keyMaterialClientCodes = {
  success: 0,
  keyMaterialExhausted: 1,
  nothingCompatible: 2,
} as const satisfies Record<KeyMaterialClientCode, number>;

/** P §5.3. */
export const groupInfoRepresentations = {
  full: 1,
  partial: 2,
} as const satisfies Record<GroupInfoOption['representation'], number>;

/** P §5.3. */
export const updateResponseCodes = {
  success: 0,
  wrongEpoch: 1,
  notAllowed: 2,
  invalidProposal: 3,
} as const satisfies Record<UpdateResponse['code'], number>;

/** P §5.4; the enum says accepted, the select success, and both are 0 (decision WF-10). */
export const submitResponseCodes = {
  accepted: 0,
  notAllowed: 1,
  epochTooOld: 2,
} as const satisfies Record<SubmitMessageResponse['code'], number>;

/** P §5.6. */
export const groupInfoCodes = {
  success: 1,
  notAuthorized: 2,
  noSuchRoom: 3,
} as const satisfies Record<GroupInfoResponse['status'], number>;

/** P §5.7. */
export const consentOperations = {
  cancel: 0,
  request: 1,
  grant: 2,
  revoke: 3,
} as const satisfies Record<ConsentOperation, number>;

/** P §5.8. */
export const searchIdentifierTypes = {
  handle: 1,
  nick: 2,
  email: 3,
  phone: 4,
  partialName: 5,
  wholeProfile: 6,
  oidcStdClaim: 7,
  vcardField: 8,
} as const satisfies Record<SearchIdentifierType, number>;

/** P §5.8. */
export const identifierQueryCodes = {
  success: 0,
  notFound: 1,
  ambiguous: 2,
  forbidden: 3,
  unsupportedField: 4,
} as const satisfies Record<IdentifierQueryCode, number>;

/** P §5.8. */
export const fieldSources = {
  oidcStdClaim: 7,
  vcardField: 8,
} as const satisfies Record<ProfileField['source'], number>;

/**
 * P §5.9: the draft has only reserved(0), which is read as "unspecified". 240 to 254 are ours, between gateways
 * (decision WF-13).
 */
export const abuseTypes = { unspecified: 0, spam: 240, abuse: 241, illegal: 242, other: 243 } as const;
