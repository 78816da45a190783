/**
 * Room policy: the components of a room's GroupContext and the one decision function over them (draft-ietf-mimi-room-policy-03,
 * draft-ietf-mimi-protocol-06 §7.5, §7.6). Hub, follower and client ask the same questions and get the same answers.
 *
 * - Who may do what? `decide`, a file per family of actions under rules/; what a role is, in standing.ts.
 * - May this proposal or commit stand? `decideProposal`, `decideCommit`; what may stand together, in combinations.ts.
 * - How does a component look on the wire? components/, a file each; who may change it and how, in registry.ts.
 * - What makes a room valid? room-state.ts, and components/agreement.ts for what its policies say of one another.
 * - What does a policy ask of whoever sends, reads, stores or commits? enforcement/.
 * - What does a credential say of its holder, for preauthorisation? claims/.
 * - How is a policy shown to people? presentation/, as JSON and as a text.
 * - How does a policy compare with another? compare/. What does a hub allow? envelope/. What does one accept? acceptance/.
 * - How is a new room set up? presets/, as data. What do networks call it? flags.ts.
 *
 * Where the house fills a hole of the draft is said at the action in rules/contract.ts: the ban role by bans alone, fixed
 * membership, reserved capabilities. What a hub asks of its users beside the draft is in envelope/rank.ts.
 * @module
 */
export type * from './claims/contract.ts';
export type * from './compare/contract.ts';
export type * from './contract.ts';
export type * from './envelope/contract.ts';
export type * from './handshake-contract.ts';
export type * from './rules/contract.ts';
export { accessTable, type ProposalKind } from './access-table.ts';
export { applyPolicyComponent } from './apply-component.ts';
export { acceptPolicy } from './acceptance/accept-policy.ts';
export { claimSources } from './claims/credential-types.ts';
export { claimsOfCwt } from './claims/cwt-claims.ts';
export { claimsOfJwt } from './claims/jwt-claims.ts';
export { claimsOfProvider, claimsOfUser, userClaim } from './claims/user-claims.ts';
export { claimsOfCertificate } from './claims/x509-claims.ts';
export { capabilities, type CapabilityName, componentIds } from './code-points.ts';
export { comparePolicies, compareWithKind, compareWithKinds } from './compare/compare-policies.ts';
export { type FeatureName, type Features, featuresOf } from './compare/features.ts';
export { checkListedComponents } from './components/agreement.ts';
export { assetPolicy } from './components/asset-policy.ts';
export { baseRoomPolicy } from './components/base-room-policy.ts';
export { botPolicy } from './components/bot-policy.ts';
export {
  contentMediaTypes,
  frameApplicationData,
  readApplicationData,
  unreadMediaTypes,
} from './components/content-media-types.ts';
export { componentDefaults, noCapabilities } from './components/defaults.ts';
export { frankingAgent } from './components/franking-agent.ts';
export { gatewayPolicy } from './components/gateway-policy.ts';
export { historyPolicy } from './components/history-policy.ts';
export { joinLinkPolicy } from './components/join-link-policy.ts';
export { applyJoinLinksUpdates, joinLinks, joinLinksUpdate } from './components/join-links.ts';
export { linkPreviewPolicy } from './components/link-preview-policy.ts';
export { loggingPolicy } from './components/logging-policy.ts';
export { formatMediaType, matchesMediaType } from './components/media-type.ts';
export { messageExpirationPolicy } from './components/message-expiration-policy.ts';
export { operationalPolicy } from './components/operational-policy.ts';
export { participantList, participantListUpdate } from './components/participant-list.ts';
export { preauthorizedList, preauthorizedLists } from './components/preauthorized-list.ts';
export { type ComponentEntry, type ComponentGuard, componentRegistry } from './components/registry.ts';
export { rolesList } from './components/roles-list.ts';
export { encodeRoomComponents, readRoomComponents, updateRoomComponents } from './components/room-components.ts';
export { roomMetadata } from './components/room-metadata.ts';
export { statusNotificationPolicy } from './components/status-notification-policy.ts';
export { presetRoles } from './contract.ts';
export { decide } from './decide.ts';
export { decideCommit } from './decide-commit.ts';
export { decideProposal } from './decide-proposal.ts';
export {
  type Asset,
  type AssetKind,
  assetKindOf,
  type AssetRefusal,
  downloadOrder,
  isUploadHost,
  refuseAsset,
  uploadDestinations,
} from './enforcement/assets.ts';
export { type BotConduct, type BotFault, botFault } from './enforcement/bots.ts';
export {
  capabilityFaults,
  type CapabilityFault,
  type ClientCapabilities,
  type HandshakeFault,
  handshakeFault,
} from './enforcement/client-capabilities.ts';
export { commitDelay } from './enforcement/commit-delay.ts';
export { historyVisibleFrom, mayShareHistory } from './enforcement/history.ts';
export { type JoinCode, type JoinCodeFault, judgeJoinCode } from './enforcement/join-codes.ts';
export {
  isCredentialLifetimeAllowed,
  isKeyPackageLifetimeAllowed,
  isResumptionPskExpired,
  keptKeys,
  leafUpdateDue,
  mayBuffer,
  timeWithin,
} from './enforcement/lifetimes.ts';
export { outgoingLinks, type PreviewFetch, previewFetch } from './enforcement/link-previews.ts';
export { isLogged, type LoggingNotice, loggingNotice } from './enforcement/logging.ts';
export { type Expiry, expiryOf, keepsExpiryPolicy } from './enforcement/message-expiry.ts';
export { passesStatusNotice, type StatusNotice } from './enforcement/status-notices.ts';
export { decideCreation, decidePolicyChange } from './envelope/envelope.ts';
export { refuseOutranked } from './envelope/rank.ts';
export { unmetDemands } from './envelope/unmet-demands.ts';
export { policyFlags, type PolicyFlags, withFlags } from './flags.ts';
export { effectiveState } from './handshake.ts';
export { type ComponentRule, componentRules, InvalidPolicy } from './invalid-policy.ts';
export { applyParticipantListUpdate } from './participants.ts';
export { type Affiliation } from './presentation/affiliations.ts';
export { describePolicy, type PolicyView } from './presentation/describe-policy.ts';
export { policyTable } from './presentation/policy-table.ts';
export {
  isPresetName,
  type NewRoom,
  newPolicy,
  newRoomState,
  type PresetName,
  presetOf,
  presets,
  type RoomKind,
  roomKinds,
} from './presets/preset-of.ts';
export { checkRoomState, readRoomState } from './room-state.ts';
export { type Place, visibleTo } from './rules/visible-to.ts';
export { strayFromParent } from './rules/parent-room.ts';
export { defaultRole, invitedRole } from './rules/entering.ts';
export { isBanRole, takesPart } from './standing.ts';
