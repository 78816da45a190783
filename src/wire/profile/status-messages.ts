/**
 * Presence, typing and the like (decision WF-20): the drafts have no class for what need not be kept. Types and names
 * are ours, from the vendor tree of media types.
 * @module
 */

/** Media type of a status message between gateways, marked as one without a fallback. */
export const statusMediaType = 'application/vnd.mimi-gateway.status+cbor';

/** Milliseconds after its accepted time at which a status message means nothing any more. */
export const statusLifetime = 60_000;

/** What a room lets be sent as a status. */
export interface StatusRoom {
  /** The group requires the content types of ephemeral messages (draft-mahy-mls-new-content-types). */
  readonly newContentTypes: boolean;
  /** Every client of the group is one of a gateway that knows our media type. */
  readonly gatewaysOnly: boolean;
}

/** In which form a status is sent; `nothing` to peers who would show it as garbage (MD-13). */
export function statusForm(room: StatusRoom): 'new-content-type' | 'application-message' | 'nothing' {
  if (room.newContentTypes) return 'new-content-type';
  return room.gatewaysOnly ? 'application-message' : 'nothing';
}

/** Whether a status still means something. Times in milliseconds since 1970. */
export function isStatusPresent(acceptedTimestamp: number, now: number): boolean {
  return now - acceptedTimestamp < statusLifetime;
}
