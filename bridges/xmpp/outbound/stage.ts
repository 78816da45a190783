import type { RoomView } from '../../../src/rooms/index.ts';
import type { Service } from '../muc/contract.ts';
import type { MucRoom } from '../muc/muc-room.ts';
import type { Occupancy } from '../muc/occupancy.ts';
import type { RoomDirectory } from '../muc/room-directory.ts';

/** Where an event is shown. */
export interface Stage {
  readonly service: Service;
  readonly directory: RoomDirectory;
  readonly occupancy: Occupancy;
  readonly room: MucRoom;
  /** null once the room is destroyed. */
  readonly view: RoomView | null;
}
