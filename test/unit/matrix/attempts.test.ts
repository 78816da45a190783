import { describe, expect, it } from 'vitest';
import { parseEvent } from '../../../bridges/matrix/event.ts';
import { attemptsOf } from '../../../bridges/matrix/inbound/attempts.ts';
import type { Leg } from '../../../bridges/matrix/leg.ts';
import { parseMessageId, parseRoomUri, parseUserUri, type UserUri } from '../../../src/identifiers/index.ts';
import type { ParticipantView, RoomView } from '../../../src/rooms/index.ts';

const room = { room: parseRoomUri('mimi://hub.test/r/a'), nativeRoom: '!r' };
const target = parseMessageId(Buffer.from([1, ...new Uint8Array(31)]).toString('base64url'));
const userOf = (id: string): UserUri => parseUserUri(`mimi://matrix.test/u/${id.slice(1, id.indexOf(':'))}`);

/** As much of the surroundings as the translation asks for. */
const leg = {
  ghosts: { userOf: (id: string) => Promise.resolve(id === '@bot:hs' ? null : userOf(id)) },
  gateway: {
    nativeIds: { messageOf: (_room: string, id: string) => Promise.resolve(id === '$known' ? target : null) },
  },
} as unknown as Leg;

function viewWith(roles: Readonly<Record<string, number>>): RoomView {
  const participants = new Map<UserUri, ParticipantView>();
  for (const [id, role] of Object.entries(roles)) {
    participants.set(userOf(id), { user: userOf(id), role, active: true, network: 'matrix', nickname: null });
  }
  return { participants } as unknown as RoomView;
}

function tried(type: string, content: object, more: object = {}, roles: Readonly<Record<string, number>> = {}) {
  const event = parseEvent({ event_id: '$1', room_id: '!r', sender: '@a:hs', type, content, ...more });
  if (event === null) throw new Error('the test made a malformed event');
  return attemptsOf(leg, room, event, viewWith(roles));
}

describe('what an event tries', () => {
  it('RC-30: each level that changed is a change of role, in places that stay when it is handled again', async () => {
    const before = { users: { '@a:hs': 100, '@b:hs': 0, '@c:hs': 0 } };
    const after = { users: { '@a:hs': 100, '@b:hs': 50, '@c:hs': 80, '@bot:hs': 100 } };
    const change = { state_key: '', unsigned: { prev_content: before } };
    const first = await tried('m.room.power_levels', after, change, { '@b:hs': 3, '@c:hs': 3 });
    expect(first).toEqual([
      { type: 'set-role', user: userOf('@b:hs'), role: 5 },
      { type: 'set-role', user: userOf('@c:hs'), role: 6 },
      null,
    ]);
    const again = await tried('m.room.power_levels', after, change, { '@b:hs': 5, '@c:hs': 3 });
    expect(again).toEqual([null, first[1], null]);
  });

  it('reads nothing into levels of other types than the specification has', async () => {
    for (const users of ['all', [1], 7, null]) {
      const change = { state_key: '', unsigned: { prev_content: {} } };
      expect(await tried('m.room.power_levels', { users }, change)).toEqual([]);
    }
  });

  it('takes names, topics and rules from room state only', async () => {
    expect(await tried('m.room.name', { name: 'Tea' }, { state_key: '' })).toEqual([
      { type: 'set-metadata', name: 'Tea' },
    ]);
    expect(await tried('m.room.topic', { topic: 'x' }, { state_key: '' })).toEqual([
      { type: 'set-metadata', subject: 'x' },
    ]);
    expect(await tried('m.room.join_rules', { join_rule: 'knock' }, { state_key: '' })).toEqual([
      { type: 'set-policy', flags: { membersOnly: true } },
    ]);
    for (const type of ['m.room.name', 'm.room.topic', 'm.room.join_rules', 'm.room.power_levels']) {
      expect(await tried(type, { name: 'Tea', body: 'Tea' })).toEqual([]);
      expect(await tried(type, { name: 'Tea' }, { state_key: 'other' })).toEqual([]);
    }
  });

  it('takes a redaction wherever the room version puts its target, if the room knows the message', async () => {
    const retract = [{ type: 'retract', target, reason: 'oops' }];
    expect(await tried('m.room.redaction', { redacts: '$known', reason: 'oops' })).toEqual(retract);
    expect(await tried('m.room.redaction', { reason: 'oops' }, { redacts: '$known' })).toEqual(retract);
    expect(await tried('m.room.redaction', { redacts: '$other' })).toEqual([]);
  });

  it('keeps what an answer refers to', async () => {
    const content = { msgtype: 'm.text', body: 'yes', 'm.relates_to': { 'm.in_reply_to': { event_id: '$known' } } };
    expect(await tried('m.room.message', content)).toEqual([
      { type: 'send', body: { kind: 'text', text: 'yes' }, inReplyTo: target },
    ]);
  });

  it("leaves the bot's own membership and unknown state alone", async () => {
    expect(await tried('m.room.member', { membership: 'ban' }, { state_key: '@bot:hs' })).toEqual([]);
    expect(await tried('org.example.state', { body: 'text' }, { state_key: '' })).toEqual([]);
  });
});
