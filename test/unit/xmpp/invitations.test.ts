import { describe, expect, it } from 'vitest';
import { Invitations } from '../../../bridges/xmpp/muc/invitations.ts';
import { xmppUser } from './support/muc-bed.ts';

const [bob, erin] = [xmppUser('bob'), xmppUser('erin')];
const hour = 3_600_000;

describe('invitations that can be declined', () => {
  it('stand for an hour, between those two, until they are answered', () => {
    const invitations = new Invitations();
    invitations.made(bob, erin, 1000);
    expect(invitations.stands(bob, erin, 1000 + hour - 1)).toBe(true);
    expect(invitations.stands(bob, erin, 1000 + hour)).toBe(false);
    expect(invitations.stands(erin, bob, 1000)).toBe(false);
    invitations.answered(bob, erin);
    expect(invitations.stands(bob, erin, 1000)).toBe(false);
  });

  it('are the newest thousand; one that is made again is new', () => {
    const invitations = new Invitations();
    invitations.made(bob, erin, 0);
    invitations.made(bob, xmppUser('second'), 0);
    invitations.made(bob, erin, 1);
    for (let at = 0; at < 999; at++) invitations.made(bob, xmppUser(`user${at}`), 2);
    expect(invitations.stands(bob, erin, 3)).toBe(true);
    expect(invitations.stands(bob, xmppUser('second'), 3)).toBe(false);
    invitations.made(bob, xmppUser('last'), 3);
    expect(invitations.stands(bob, erin, 3)).toBe(false);
  });
});
