import type { ProviderDomain } from '../identifiers/index.ts';
import { domainOf } from '../identifiers/index.ts';
import { messageHash } from '../mls/index.ts';
import { decide } from '../policy/index.ts';
import type { Destruction } from '../provider/index.ts';
import type { CheckedChange } from './accept-change.ts';
import type { DestroyRoomRequest, DestroyRoomResponse } from './contract.ts';
import { decideOnVersion, ifCurrent } from './decide-on-version.ts';
import { checkFinalCommit } from './final-commit.ts';
import { faultOf, type HubContext } from './hub-context.ts';
import { type OpenRoom, storeGroup } from './open-room.ts';
import { appendChange, moved } from './room-log.ts';

/**
 * Ends a room: its final commit takes everybody out, its log closes with an entry that says by whom and why, its group
 * accepts nothing more, and its name is free at once (UP-40, room-policy §8.6 canDestroyRoom). @throws NoSuchRoom
 */
export async function destroyRoom(
  hub: HubContext,
  source: ProviderDomain,
  request: DestroyRoomRequest,
): Promise<DestroyRoomResponse> {
  return decideOnVersion(hub, request.room, 'its destruction', async (open) => {
    const refusal = check(hub, source, open, request);
    if (refusal) return ifCurrent(hub, open, refusal);
    const final = await checkFinal(hub, source, open, request);
    return final && 'code' in final ? ifCurrent(hub, open, final) : store(hub, source, open, request, final);
  });
}

function check(
  hub: HubContext,
  source: ProviderDomain,
  open: OpenRoom,
  { by }: DestroyRoomRequest,
): DestroyRoomResponse | null {
  // The provider that runs the hub may always stop serving a room.
  if (by === null && source === hub.domain) return null;
  // The gateway asks for users of the networks that are attached to it, each a provider domain of its own.
  if (by === null || (domainOf(by) !== source && source !== hub.domain)) {
    return { code: 'notAllowed', rule: 'lacks-capability', errorDescription: `${source} can't speak for that user` };
  }
  const decision = decide(open.effective, { type: 'user', user: by }, { type: 'destroy-room' });
  return decision.allowed
    ? null
    : { code: 'notAllowed', rule: decision.rule, errorDescription: `${decision.text} (${decision.section})` };
}

/** null: the room ends by its log alone, because no leaf of the hub is there to commit. */
async function checkFinal(
  hub: HubContext,
  source: ProviderDomain,
  open: OpenRoom,
  { finalCommit }: DestroyRoomRequest,
): Promise<CheckedChange | DestroyRoomResponse | null> {
  if (!finalCommit) return null;
  if (source !== hub.domain) return { code: 'notAllowed', errorDescription: `${source} has no service leaf here` };
  try {
    return await checkFinalCommit(hub, open, finalCommit);
  } catch (error) {
    const fault = faultOf(error);
    if (fault === null) throw error;
    return { code: 'notAllowed', errorDescription: fault };
  }
}

async function store(
  hub: HubContext,
  source: ProviderDomain,
  open: OpenRoom,
  request: DestroyRoomRequest,
  final: CheckedChange | null,
): Promise<DestroyRoomResponse | typeof moved> {
  const destruction: Destruction & { group: string } = {
    by: request.by,
    ...(request.reason === undefined ? {} : { reason: request.reason }),
    ...(request.alternate === undefined ? {} : { alternate: request.alternate }),
    // Two destructions of a room of one name are two entries.
    group: open.groupUri,
  };
  const content = new TextEncoder().encode(JSON.stringify(destruction));
  const now = hub.clock();
  return hub.database.transaction(async (tx) => {
    const entry = { kind: 'destroyed', hash: messageHash(content), content, welcome: null, sender: null } as const;
    const entries = await appendChange(tx, open, source, [...(final?.entries ?? []), entry], now);
    if (entries === moved) return moved;
    if (final) await storeGroup(tx, final.next);
    await tx.query('UPDATE room SET destroyed_at = $2 WHERE id = $1', [open.id, now]);
    const ended = await tx.query('UPDATE room_group SET is_current = false WHERE room_id = $1 AND is_current', [
      open.id,
    ]);
    if (ended.affected !== 1) throw new Error(`Room ${open.uri} had no current group`);
    tx.afterCommit(() => {
      hub.open.forget(open.uri);
      hub.roomLog.appended(open.uri, entries);
    });
    return { code: 'destroyed', acceptedTimestamp: entries[0]?.acceptedAt ?? now };
  });
}
