/**
 * The wire format between MIMI providers (draft-ietf-mimi-protocol-06 §5): a strict codec a struct, both ways, and
 * nothing that does I/O. P in comments is that draft; others are named in full, with their number where they have one, as
 * in what a refusal says.
 *
 * A file an operation: key-material.ts, update.ts, submit-message.ts, fanout.ts, group-info.ts, consent.ts,
 * identifier-query.ts, abuse-report.ts, assets.ts. What all are made of is in presentation.ts, with mls-messages.ts for the
 * MLS structs inside; the codes by name are in codes.ts, HTTP statuses in http-status.ts. What is signed or sealed is in signed/ and franking/, what companion drafts
 * add in ratchet-tree-options/ and semi-private-message/, where the endpoints are in directory/.
 *
 * Where the drafts are silent or contradict themselves, profile/ names what was decided.
 *
 * Every refusal is an `InvalidWire`; RangeError and TypeError are mistakes of the caller.
 * @module
 */
export type * from './contract.ts';
export { InvalidWire, type WireRule } from './invalid-wire.ts';
export { bodyLimits, listLimits } from './limits.ts';
export {
  abuseTypes,
  consentOperations,
  fieldSources,
  groupInfoCodes,
  groupInfoRepresentations,
  identifierQueryCodes,
  keyMaterialClientCodes,
  keyMaterialUserCodes,
  protocols,
  searchIdentifierTypes,
  submitResponseCodes,
  updateResponseCodes,
} from './codes.ts';
export {
  bodyMediaType,
  type NotifyOutcome,
  notifyOutcome,
  otherStatuses,
  statusOfRule,
  statusOfTaken,
} from './http-status.ts';
export { checkTargetUser, keyMaterialRequest, keyMaterialResponse } from './key-material.ts';
export { updateRequest, updateRequestWith, updateResponse } from './update.ts';
export { submitMessageRequest, submitMessageResponse } from './submit-message.ts';
export { checkGroups, messagesOf, notifyRequest, notifyRequestWith } from './fanout.ts';
export { keyPackageRefsOf, welcomeFor } from './welcome.ts';
export { groupInfoAndTree, groupInfoAndTreeWith, groupInfoRequest, groupInfoResponse } from './group-info.ts';
export { checkConsentParties, consentScope, requestConsent, updateConsent } from './consent.ts';
export { identifierRequest, identifierResponse } from './identifier-query.ts';
export { identifierPaging, nextPage, type PageRequest, pageRequest } from './identifier-paging.ts';
export {
  answerIdentifierQuery,
  matches as matchesQuery,
  type SearchableProfile,
  type SearchRules,
} from './identifier-search.ts';
export { abuseReport } from './abuse-report.ts';
export { checkAssetSource, ohttpMediaTypes, parseAssetUrl } from './assets.ts';
export {
  checkKeyMaterialRequest,
  keyMaterialRequestToBeSigned,
  signKeyMaterialRequest,
} from './signed/key-material-request.ts';
export {
  checkGroupInfoRequest,
  groupInfoReplayKey,
  groupInfoRequestToBeSigned,
  signGroupInfoRequest,
} from './signed/group-info-request.ts';
export {
  type AskedGroupInfo,
  groupInfoResponseToBeSigned,
  openGroupInfo,
  sealGroupInfo,
  signGroupInfoResponse,
} from './signed/group-info-response.ts';
export { frankingTag, frankingTagIn, withFrankingTag } from './franking/franking-tag.ts';
export {
  frankingIntegrityToBeSigned,
  type FrankingContext,
  frankMessage,
  serverFrank,
} from './franking/server-frank.ts';
export { type HubKeyPeriod, hubKeysFor, outdatedHubKeys, presentHubKey } from './franking/hub-keys.ts';
export {
  type FrankedMessage,
  type FrankEvidence,
  type FrankFailure,
  type FrankingRoom,
  type FrankVerdict,
  onFrankFailure,
  verifyFrank,
} from './franking/verify-frank.ts';
export {
  type FrankingHub,
  type ReportedClaims,
  type ReportFailure,
  type ReportVerdict,
  verifyReportedMessage,
} from './franking/verify-report.ts';
export type * from './directory/contract.ts';
export { type Connection, connectionFor, type HostHeader, providerOfHost } from './directory/connection.ts';
export { directoryAt, directoryPath, parseDirectory, writeDirectory } from './directory/directory-document.ts';
export { endpointUrl, type EndpointRequest, readRequestTarget } from './directory/endpoints.ts';
export { fillTemplate, parseTemplate } from './directory/url-template.ts';
export { ratchetTreeOptionCodec } from './ratchet-tree-options/ratchet-tree-option.ts';
export { completeGroupInfo, partialGroupInfoCodec } from './ratchet-tree-options/partial-group-info.ts';
export { checkTreeSource, ratchetTreeSourceDomains } from './ratchet-tree-options/source-domains.ts';
export type * from './semi-private-message/contract.ts';
export { externalReceiverRef, semiPrivateMessageCodec } from './semi-private-message/structs.ts';
export { externalReceivers, usesSemiPrivateMessages, wireFormats } from './semi-private-message/external-receivers.ts';
export { signSemiPrivate } from './semi-private-message/frame.ts';
export { openAsExternalReceiver, openAsMember, type SemiPrivateEpoch } from './semi-private-message/open.ts';
export { type SealingKeys, sealSemiPrivate } from './semi-private-message/seal.ts';
export {
  codePoints,
  type CodePointOverrides,
  type CodePoints,
  codePointsWith,
  type OptionalExtension,
} from './profile/code-points.ts';
export { type WireDecision, wireDecisions, wireProfile } from './profile/wire-profile.ts';
export {
  type FixedMembershipHub,
  fixedMembershipConsent,
  fixedMembershipName,
  fixedMembershipNameOf,
  fixedMembershipRoom,
  type KnownRoom,
  survivingRoom,
} from './profile/fixed-membership-rooms.ts';
export { isStatusPresent, statusForm, statusLifetime, statusMediaType } from './profile/status-messages.ts';
export { dueInExternalCommit, ownLeave, voidedRemovals } from './profile/leaving.ts';
export { externalSendersWithout } from './profile/external-senders.ts';
export { movedSections } from './profile/sections.ts';
export { ohttpGatewayOf } from './directory/endpoints.ts';
export { checkExternalPub } from './ratchet-tree-options/partial-group-info.ts';
export { isKeyOfProvider } from './franking/provider-of-credential.ts';
export { externalReceiversIn } from './semi-private-message/external-receivers.ts';
