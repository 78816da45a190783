import type { ProviderDomain, RoomUri } from '../identifiers/index.ts';
import { domainOf } from '../identifiers/index.ts';
import { messageHash, readFrame } from '../mls/index.ts';
import { decide } from '../policy/index.ts';
import type { LogEntry, SubmitMessageRequest, SubmitMessageResponse } from '../provider/index.ts';
import { decideOnVersion, ifCurrent } from './decide-on-version.ts';
import { faultOf, type HubContext } from './hub-context.ts';
import type { OpenRoom } from './open-room.ts';
import { isLeaving } from './pending-removals.ts';
import { acceptedBefore, moved } from './room-log.ts';

/** Epochs that a message may be behind (MF-05): commits are made while messages are under way. */
const epochTolerance = 3n;

/**
 * Decides on an application message, which the hub can't read (draft-ietf-mimi-protocol-06 §5.4): whether its sender may
 * speak now, and whether its epoch is near enough. The same bytes again get the first answer. @throws NoSuchRoom
 */
export async function acceptMessage(
  hub: HubContext,
  source: ProviderDomain,
  room: RoomUri,
  request: SubmitMessageRequest,
): Promise<SubmitMessageResponse> {
  const hash = messageHash(request.appMessage);
  return decideOnVersion(hub, room, 'a message', async (open) => {
    const refusal = check(source, open, request);
    const entry = refusal ? null : await append(hub, source, open, request, hash);
    if (entry) return { code: 'accepted', acceptedTimestamp: entry.acceptedAt };
    const before = await acceptedBefore(hub.database, open, hash);
    if (before !== null) return { code: 'accepted', acceptedTimestamp: before };
    return refusal ? ifCurrent(hub, open, refusal) : moved;
  });
}

/** null: acceptable. */
function check(
  source: ProviderDomain,
  open: OpenRoom,
  { appMessage, sendingUri }: SubmitMessageRequest,
): SubmitMessageResponse | null {
  const notAllowed = (errorDescription: string): SubmitMessageResponse => ({ code: 'notAllowed', errorDescription });
  let head;
  try {
    head = readFrame(appMessage);
  } catch (error) {
    const fault = faultOf(error);
    if (fault === null) throw error;
    return notAllowed(fault);
  }
  if (head.wireFormat !== 'private-message' || head.contentType !== 'application' || head.epoch === undefined) {
    return notAllowed('A message must be a PrivateMessage with application data');
  }
  if (domainOf(sendingUri) !== source) return notAllowed(`${sendingUri} is not a user of ${source}`);
  const current = open.group.context.epoch;
  if (!head.groupId || Buffer.compare(head.groupId, open.group.context.groupId) !== 0) {
    return { code: 'epochTooOld', currentEpoch: current };
  }
  if (head.epoch > current) return notAllowed('The message is of an epoch that has not begun');
  if (head.epoch + epochTolerance < current) return { code: 'epochTooOld', currentEpoch: current };
  if (isLeaving(open, sendingUri)) {
    return { code: 'notAllowed', errorDescription: 'Your removal from this room is decided', rule: 'removal-pending' };
  }
  if ((open.state.clients.get(sendingUri) ?? 0) === 0) {
    return { code: 'notAllowed', errorDescription: `${sendingUri} has no client here`, rule: 'not-a-participant' };
  }
  const decision = decide(open.effective, { type: 'user', user: sendingUri }, { type: 'send-message' });
  return decision.allowed
    ? null
    : { code: 'notAllowed', errorDescription: `${decision.text} (${decision.section})`, rule: decision.rule };
}

interface Appended {
  readonly position: bigint;
  readonly accepted_at: bigint;
}

/** null: the room has another version by now, or the log has these bytes already. */
async function append(
  hub: HubContext,
  source: ProviderDomain,
  open: OpenRoom,
  request: SubmitMessageRequest,
  hash: Uint8Array,
): Promise<LogEntry | null> {
  const entryOf = (row: Appended): LogEntry => ({
    position: Number(row.position),
    kind: 'message',
    acceptedAt: Number(row.accepted_at),
    hash,
    content: request.appMessage,
    welcome: null,
    sender: request.sendingUri,
    source,
  });
  const { rows } = await hub.database.write<Appended>(
    `WITH turn AS (
       UPDATE room SET log_length = log_length + 1, last_accepted_at = GREATEST(last_accepted_at, $4)
       WHERE id = $1 AND version = $2 AND destroyed_at IS NULL
         AND NOT EXISTS (SELECT 1 FROM room_log WHERE room_id = $1 AND hash = $3)
       RETURNING log_length, last_accepted_at)
     INSERT INTO room_log (room_id, position, kind, accepted_at, hash, content, sender, source)
     SELECT $1, log_length, 'message', last_accepted_at, $3, $5, $6, $7 FROM turn RETURNING position, accepted_at`,
    [open.id, open.version, hash, hub.clock(), request.appMessage, request.sendingUri, source],
    (appended) => {
      const entries = appended.rows.map(entryOf);
      if (entries.length > 0) hub.roomLog.appended(open.uri, entries);
    },
  );
  return rows[0] ? entryOf(rows[0]) : null;
}
