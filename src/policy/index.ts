/**
 * Room policy: the components of a room's GroupContext and the one decision function over them (draft-ietf-mimi-room-policy-03,
 * draft-ietf-mimi-protocol-06 §7.5, §7.6). Hub, follower and client ask the same questions and get the same answers.
 *
 * - Who may do what? `decide`, a file per family of actions under rules/; what a role is, in standing.ts.
 * - May this proposal or commit stand? `decideProposal`, `decideCommit`; what may stand together, in combinations.ts.
 * - How does a component look on the wire? components/. What makes a room valid? room-state.ts.
 * - How is a new room set up? presets/, as data. What do networks call it? flags.ts.
 *
 * In two places the house refuses more than the draft does, each with its reason: rules/moderation.ts (kick) and
 * rules/leaving.ts (remove-participant).
 * @module
 */
export type * from './contract.ts';
export type * from './rules/contract.ts';
export { applyPolicyComponent } from './apply-component.ts';
export { capabilities, type CapabilityName, componentIds } from './code-points.ts';
export { baseRoomPolicy } from './components/base-room-policy.ts';
export { gatewayPolicy } from './components/gateway-policy.ts';
export { participantList, participantListUpdate } from './components/participant-list.ts';
export { preauthorizedList } from './components/preauthorized-list.ts';
export { rolesList } from './components/roles-list.ts';
export { roomMetadata } from './components/room-metadata.ts';
export { presetRoles } from './contract.ts';
export { decide } from './decide.ts';
export { decideCommit } from './decide-commit.ts';
export { decideProposal } from './decide-proposal.ts';
export { policyFlags, type PolicyFlags, withFlags } from './flags.ts';
export { effectiveState } from './handshake.ts';
export { type ComponentRule, InvalidPolicy } from './invalid-policy.ts';
export { applyParticipantListUpdate } from './participants.ts';
export { isPresetName, type NewRoom, newRoomState, type PresetName, presetOf, presets } from './presets/preset-of.ts';
export { checkRoomState, readRoomState } from './room-state.ts';
export { defaultRole, invitedRole } from './rules/entering.ts';
