import type { RoomUri } from '../identifiers/index.ts';

/** The named hub has no such room, or it was destroyed (draft-ietf-mimi-protocol-06 §5.6 noSuchRoom; HTTP 404). */
export class NoSuchRoom extends Error {
  override readonly name = 'NoSuchRoom';
  readonly kind = 'invalid';
  readonly rule = 'no-such-room';

  constructor(room: RoomUri) {
    super(`There is no room ${room} at its hub`);
  }
}
