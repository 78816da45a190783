import { describe, expect, it } from 'vitest';
import type { EventContent, MatrixEvent, Membership } from '../../../bridges/matrix/contract.ts';
import { membershipDeed, membershipFrom } from '../../../bridges/matrix/inbound/membership.ts';
import { parseUserUri } from '../../../src/identifiers/index.ts';

function event(sender: string, target: string, content: EventContent, previous?: EventContent): MatrixEvent {
  return {
    eventId: '$1',
    roomId: '!r',
    type: 'm.room.member',
    sender,
    stateKey: target,
    content,
    originServerTs: 1,
    previous,
    redacts: undefined,
  };
}
const own = (now: EventContent, before?: EventContent) => membershipDeed(event('@a:hs', '@a:hs', now, before), null);
const other = (now: EventContent, before?: EventContent) => membershipDeed(event('@a:hs', '@b:hs', now, before), null);
const is = (membership: Membership, more: EventContent = {}): EventContent => ({ membership, ...more });

describe('what a membership event did', () => {
  it('kick, ban and unban by another, each with its reason', () => {
    expect(other(is('leave', { reason: 'spam' }), is('join'))).toEqual({ type: 'kick', reason: 'spam' });
    expect(other(is('ban', { reason: 'spam' }), is('join'))).toEqual({ type: 'ban', reason: 'spam' });
    expect(other(is('leave', { reason: 'sorry' }), is('ban'))).toEqual({ type: 'unban', reason: 'sorry' });
  });

  it('a ban of somebody who was never there', () => {
    expect(other(is('ban'))).toEqual({ type: 'ban' });
  });

  it('a kick is never the leaving of the moderator, and leaving never a kick', () => {
    expect(own(is('leave', { reason: 'bye' }), is('join'))).toEqual({ type: 'leave', reason: 'bye' });
    expect(own(is('leave'), is('invite'))).toEqual({ type: 'leave' });
    expect(own(is('leave'), is('knock'))).toBeNull();
  });

  it('joins with the name shown, from every state that may be before', () => {
    for (const before of [undefined, is('leave'), is('invite'), is('knock')]) {
      expect(own(is('join', { displayname: 'Al' }), before)).toEqual({ type: 'join', nickname: 'Al' });
    }
    expect(own(is('join'))).toEqual({ type: 'join' });
  });

  it('a new name of somebody who is in is a rename and nothing else', () => {
    const before = is('join', { displayname: 'Al' });
    expect(own(is('join', { displayname: 'Bo' }), before)).toEqual({ type: 'rename', nickname: 'Bo' });
    expect(own(is('join', { displayname: 'Al', avatar_url: 'mxc://hs/a' }), before)).toBeNull();
  });

  it('invites, and takes invitations back', () => {
    expect(other(is('invite'))).toEqual({ type: 'invite' });
    expect(other(is('leave'), is('invite'))).toEqual({ type: 'remove' });
    expect(other(is('leave'), is('knock'))).toBeNull();
  });

  it('makes nothing of what it does not know', () => {
    expect(own({ membership: 'sleeping' })).toBeNull();
    expect(own({})).toBeNull();
  });

  it('falls back to the place in the list when the event does not tell what was before', () => {
    const user = parseUserUri('mimi://xmpp.test/u/b');
    const listed = (role: number, active: boolean) => membershipFrom(new Map([[user, { role, active }]]), user, 1);
    const left = event('@a:hs', '@b:hs', is('leave'));
    expect(membershipDeed(left, listed(3, true))).toEqual({ type: 'kick' });
    expect(membershipDeed(left, listed(1, false))).toEqual({ type: 'unban' });
    expect(membershipDeed(left, listed(4, false))).toEqual({ type: 'remove' });
    expect(membershipDeed(left, membershipFrom(new Map(), user, 1))).toBeNull();
  });
});
