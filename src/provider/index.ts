/**
 * What providers say to one another, and how a room's MLS group is read: which user a leaf belongs to, what the policy
 * sees in a GroupContext. Start at contract.ts (the three calls) and room-group.ts.
 * @module
 */
export type * from './contract.ts';
export { type Deed, decodeDeed, deedComponent, encodeDeed } from './deed.ts';
export { gatewayMarker, isRunByGateway } from './gateway-marker.ts';
export { groupRules } from './group-rules.ts';
export { NoSuchRoom } from './no-such-room.ts';
export {
  clientOf,
  clientOfKeyPackage,
  isGatewayKeyPackage,
  roomStateOf,
  serviceUserOf,
  userOf,
  userOfKeyPackage,
} from './room-group.ts';
