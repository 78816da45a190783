import { type Action, isPresetName } from '../policy/index.ts';
import type { Attempt, Outcome } from '../rooms/index.ts';
import { findMessage } from './archive.ts';
import { hasEnoughRooms } from './create-room.ts';
import { handshakeChange } from './handshake-change.ts';
import type { HostedRoom } from './hosted-room.ts';
import type { MembersContext } from './members-context.ts';
import { refusalOf, refused } from './refusals.ts';

/** What the policy would say now. @param room null: no such room */
export async function checkAttempt(
  context: MembersContext,
  room: HostedRoom | null,
  attempt: Attempt,
): Promise<Outcome> {
  if (attempt.type === 'create-room') {
    if (!context.mayCreateRooms(attempt.by)) return refused('creation-not-allowed');
    if (await hasEnoughRooms(context, attempt)) return refused('too-many-rooms');
    if (!isPresetName(attempt.preset === '' ? context.defaultPreset : attempt.preset)) return refused('invalid-name');
    const exists = await context.hub.inspect(attempt.room);
    return exists ? refused('room-exists') : { type: 'accepted', acceptedAt: context.clock(), seq: null };
  }
  if (!room || room.row.destroyed) return refused('no-such-room');
  const actions = await actionsOf(room, attempt);
  if ('rule' in actions) return actions;
  for (const action of actions) {
    const refusal = refusalOf(room.state, attempt.by, action);
    if (refusal) return refusal;
  }
  return { type: 'accepted', acceptedAt: room.row.lastAt, seq: null };
}

async function actionsOf(
  room: HostedRoom,
  attempt: Exclude<Attempt, { type: 'create-room' }>,
): Promise<readonly Action[] | Extract<Outcome, { type: 'refused' }>> {
  const listed = room.state.participants.some(({ user }) => user === attempt.by);
  switch (attempt.type) {
    case 'join':
      if (room.leafOf(attempt.by) !== null) return [];
      return [{ type: listed ? 'add-own-client' : 'join', gateway: true }];
    case 'leave':
      return listed ? [{ type: 'remove-self' }] : [];
    case 'send':
      return [{ type: 'send-message' }];
    case 'retract': {
      const { database, vault } = room.context;
      const found = await findMessage(database, vault, room.archiveRoom, attempt.target);
      if (!found) return refused('unknown-message');
      const own = 'sender' in found.event && found.event.sender === attempt.by;
      return [{ type: own ? 'delete-own-message' : 'delete-other-message' }];
    }
    case 'rename':
      return listed ? [] : [{ type: 'send-message' }];
    case 'destroy-room':
      return [{ type: 'destroy-room' }];
    default: {
      const change = handshakeChange({ group: room.group.public, state: room.state }, attempt, {});
      return change === 'nothing' ? [] : change.actions;
    }
  }
}
