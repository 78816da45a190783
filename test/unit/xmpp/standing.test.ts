import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mayChange, mayRead } from '../../../bridges/xmpp/muc/privileges.ts';
import { roleOfAffiliation, roleOfVoice, standingOf } from '../../../bridges/xmpp/muc/standing.ts';

const affiliations = ['none', 'member', 'admin', 'owner'] as const;
const roles = ['visitor', 'participant', 'moderator'] as const;

describe('roles of the hub and standing in a MUC room', () => {
  it.each([
    [0, 'none', 'none'],
    [1, 'outcast', 'none'],
    [2, 'none', 'visitor'],
    [3, 'none', 'participant'],
    [4, 'member', 'participant'],
    [5, 'member', 'moderator'],
    [6, 'admin', 'moderator'],
    [7, 'owner', 'moderator'],
  ])('RC-16: role %i is %s with %s', (role, affiliation, shown) => {
    expect(standingOf(role, null)).toEqual({ affiliation, role: shown });
  });

  it('an affiliation that is given is shown as given, whatever room', () => {
    fc.assert(
      fc.property(fc.constantFrom(...affiliations, 'outcast' as const), fc.boolean(), (affiliation, moderated) => {
        expect(standingOf(roleOfAffiliation(affiliation, moderated), null).affiliation).toBe(affiliation);
      }),
    );
  });

  it('KB-08: a role that is given for a visit is shown as given and leaves the affiliation as it is', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...roles),
        fc.constantFrom('none' as const, 'member' as const),
        fc.boolean(),
        (role, affiliation, moderated) => {
          const given = roleOfVoice(role, affiliation, moderated);
          expect(standingOf(given.role, given.keep)).toEqual({ affiliation, role });
        },
      ),
    );
  });
});

describe('privileges (XEP-0045 §5)', () => {
  const standing = (affiliation: (typeof affiliations)[number], role: (typeof roles)[number]) => ({
    affiliation,
    role,
  });
  const owner = standing('owner', 'moderator');
  const admin = standing('admin', 'moderator');
  const moderator = standing('none', 'moderator');
  const memberModerator = standing('member', 'moderator');
  const participant = standing('none', 'participant');
  const become = (role: 'none' | (typeof roles)[number]) => ({ type: 'role', role }) as const;
  const be = (affiliation: 'outcast' | (typeof affiliations)[number]) =>
    ({ type: 'affiliation', affiliation }) as const;

  it.each([
    ['a moderator kicks a participant', moderator, participant, become('none'), undefined],
    ['a participant kicks', participant, participant, become('none'), 'forbidden'],
    ['a moderator kicks an admin', memberModerator, admin, become('none'), 'not-allowed'],
    ['an admin kicks an owner', admin, owner, become('none'), 'not-allowed'],
    ['a moderator takes voice', moderator, participant, become('visitor'), undefined],
    ['a moderator takes the voice of an owner', moderator, owner, become('visitor'), 'not-allowed'],
    ['an admin takes the voice of an owner', admin, owner, become('visitor'), 'not-allowed'],
    ['a moderator makes a moderator', moderator, participant, become('moderator'), 'forbidden'],
    ['an admin makes a moderator', admin, participant, become('moderator'), undefined],
    ['an admin takes moderation of an admin', admin, admin, become('participant'), 'not-allowed'],
    ['an admin takes moderation of a member', admin, memberModerator, become('participant'), undefined],
    ['a moderator bans', moderator, participant, be('outcast'), 'forbidden'],
    ['an admin bans', admin, participant, be('outcast'), undefined],
    ['an admin bans an owner', admin, owner, be('outcast'), 'not-allowed'],
    ['an admin makes an admin', admin, participant, be('admin'), 'forbidden'],
    ['an owner makes an owner', owner, participant, be('owner'), undefined],
    ['an admin takes ownership', admin, owner, be('none'), 'forbidden'],
  ] as const)('KB-02 KB-04: %s', (_words, actor, target, change, condition) => {
    expect(mayChange(actor, target, change, false)?.condition).toBe(condition);
  });

  it('a ban of oneself is a conflict', () => {
    expect(mayChange(owner, owner, be('outcast'), true)?.condition).toBe('conflict');
  });

  it('lists are for those who may change them, in open view also for members', () => {
    const anonymous = { membersOnly: true, anonymous: true };
    const open = { membersOnly: true, anonymous: false };
    const member = standing('member', 'participant');
    expect(mayRead(admin, be('owner'), anonymous)?.condition).toBe('forbidden');
    expect(mayRead(owner, be('owner'), anonymous)).toBeNull();
    expect(mayRead(member, be('member'), anonymous)?.condition).toBe('forbidden');
    expect(mayRead(member, be('member'), open)).toBeNull();
    expect(mayRead(moderator, be('outcast'), open)?.condition).toBe('forbidden');
    expect(mayRead(moderator, become('participant'), open)).toBeNull();
    expect(mayRead(moderator, become('moderator'), open)?.condition).toBe('forbidden');
  });
});
