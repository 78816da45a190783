import { describe, expect, it } from 'vitest';
import type { Member, Membership } from '../../../bridges/matrix/contract.ts';
import { differences } from '../../../bridges/matrix/repair/differences.ts';
import { parseUserUri, type UserUri } from '../../../src/identifiers/index.ts';
import type { ParticipantView } from '../../../src/rooms/index.ts';
import { openRoomFlags } from '../rooms/flags.ts';

const ghost = parseUserUri('mimi://xmpp.test/u/bob');
const own = parseUserUri('mimi://matrix.test/u/alice');
const appearance = {
  bot: '@bot:hs',
  ownUser: (user: UserUri) => (user === own ? '@alice:hs' : null),
  nativeOf: (user: UserUri) => (user === own ? '@alice:hs' : '@ghost:hs'),
};

function compare(
  listed: readonly (readonly [UserUri, number, boolean])[],
  members: Readonly<Record<string, Membership>>,
  o: { membersOnly?: boolean } = {},
) {
  const participants = new Map<UserUri, ParticipantView>(
    listed.map(([user, role, active]) => [user, { user, role, active, network: null, nickname: null }]),
  );
  const present = new Map<string, Member>(
    Object.entries({ '@bot:hs': 'join' as const, ...members }).map(([userId, membership]) => [
      userId,
      { membership, displayname: null },
    ]),
  );
  return differences(
    { participants, flags: { ...openRoomFlags, membersOnly: o.membersOnly ?? false } },
    present,
    appearance,
  );
}

describe('what differs between Matrix and the hub', () => {
  it('nothing, when nothing differs', () => {
    expect(
      compare(
        [
          [ghost, 3, true],
          [own, 7, true],
        ],
        { '@ghost:hs': 'join', '@alice:hs': 'join' },
      ),
    ).toEqual([]);
    expect(compare([[ghost, 1, false]], { '@ghost:hs': 'ban' })).toEqual([]);
    expect(compare([[own, 7, false]], { '@alice:hs': 'leave' })).toEqual([]);
  });

  it('ghosts that are missing come in, persons who are missing are invited', () => {
    expect(
      compare(
        [
          [ghost, 3, true],
          [own, 3, true],
        ],
        {},
      ),
    ).toEqual([
      { type: 'bring-in', user: ghost },
      { type: 'invite', userId: '@alice:hs' },
    ]);
    expect(compare([[own, 3, true]], { '@alice:hs': 'invite' })).toEqual([]);
  });

  it('bans stand on both sides or on none', () => {
    expect(compare([[own, 1, false]], { '@alice:hs': 'join' })).toEqual([{ type: 'ban', userId: '@alice:hs' }]);
    expect(compare([], { '@alice:hs': 'ban' })).toEqual([{ type: 'unban', userId: '@alice:hs' }]);
    expect(compare([[own, 3, false]], { '@alice:hs': 'ban' })).toEqual([{ type: 'unban', userId: '@alice:hs' }]);
  });

  it('whoever the hub does not have is put out, the bot never', () => {
    expect(compare([[own, 3, false]], { '@alice:hs': 'join', '@ghost:hs': 'join' })).toEqual([
      { type: 'put-out', userId: '@alice:hs' },
      { type: 'put-out', userId: '@ghost:hs' },
    ]);
  });

  it('invites listed people to an invite-only portal once, and never one who was kicked', () => {
    expect(compare([[own, 4, false]], {}, { membersOnly: true })).toEqual([{ type: 'invite', userId: '@alice:hs' }]);
    expect(compare([[own, 4, false]], { '@alice:hs': 'leave' }, { membersOnly: true })).toEqual([]);
    expect(compare([[own, 4, false]], {})).toEqual([]);
  });
});
