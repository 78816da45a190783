import type { ProviderDomain, RoomUri } from '../identifiers/index.ts';
import type { FrameHead } from '../mls/index.ts';
import type { UpdateResponse } from '../provider/index.ts';
import { decideOnVersion, ifCurrent } from './decide-on-version.ts';
import { faultOf, type HubContext } from './hub-context.ts';
import { type OpenRoom, storeGroup } from './open-room.ts';
import { appendChange, type Appended, moved } from './room-log.ts';

/** A change of a room's group that may be written. */
export interface CheckedChange {
  readonly next: OpenRoom;
  readonly entries: readonly Appended[];
}

export const notAllowed = (errorDescription: string): UpdateResponse => ({ code: 'notAllowed', errorDescription });

/** Whether a handshake message was made for the room's present epoch. */
export function isOfEpoch({ epoch, groupId }: FrameHead, { group }: OpenRoom): boolean {
  const { context } = group;
  return epoch === context.epoch && groupId !== undefined && Buffer.compare(groupId, context.groupId) === 0;
}

export function wrongEpoch({ group }: OpenRoom): UpdateResponse {
  return { code: 'wrongEpoch', currentEpoch: group.context.epoch, errorDescription: 'The group is in another epoch' };
}

/**
 * Decides on a handshake and writes it: the entries into the log, the changed group beside them.
 * @param check all that can be checked without writing. What it throws about what was handed in is a refusal.
 * @throws NoSuchRoom
 */
export async function acceptChange(
  hub: HubContext,
  source: ProviderDomain,
  room: RoomUri,
  undertaking: string,
  check: (open: OpenRoom) => Promise<UpdateResponse | CheckedChange>,
): Promise<UpdateResponse> {
  return decideOnVersion(hub, room, undertaking, async (open) => {
    const checked = await refusing(() => check(open));
    if (!('code' in checked)) return store(hub, source, open, checked);
    // A success is the answer that a repeated request had before: no later version changes it.
    return checked.code === 'success' ? checked : ifCurrent(hub, open, checked);
  });
}

async function refusing(check: () => Promise<UpdateResponse | CheckedChange>): Promise<UpdateResponse | CheckedChange> {
  try {
    return await check();
  } catch (error) {
    const fault = faultOf(error);
    if (fault === null) throw error;
    return notAllowed(fault);
  }
}

async function store(
  hub: HubContext,
  source: ProviderDomain,
  open: OpenRoom,
  { next, entries: news }: CheckedChange,
): Promise<UpdateResponse | typeof moved> {
  return hub.database.transaction(async (tx) => {
    const entries = await appendChange(tx, open, source, news, hub.clock());
    if (entries === moved) return moved;
    await storeGroup(tx, next);
    tx.afterCommit(() => {
      hub.open.put(next);
      hub.roomLog.appended(open.uri, entries);
    });
    return { code: 'success', acceptedTimestamp: entries[0]?.acceptedAt ?? 0 };
  });
}
