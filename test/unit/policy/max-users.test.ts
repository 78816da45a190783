import { describe, expect, it } from 'vitest';
import { parseDomain, roomUri, userUri } from '../../../src/identifiers/index.ts';
import { decide, newRoomState, presetRoles } from '../../../src/policy/index.ts';

const hub = parseDomain('mimi.example.org');
const person = (name: string) => userUri(parseDomain('example.net'), name);

describe('the limit of users', () => {
  it('counts people, not the policy enforcer', () => {
    const room = roomUri(hub, 'garden');
    const alone = newRoomState('open', { room, hub, creator: person('alice'), flags: { maxUsers: 2 } });
    const join = { type: 'join' } as const;
    const second = { type: 'user', user: person('bob') } as const;
    expect(decide(alone, second, join)).toMatchObject({ allowed: true });
    const full = { ...alone, participants: [...alone.participants, { user: second.user, role: presetRoles.guest }] };
    const third = { type: 'user', user: person('carol') } as const;
    expect(decide(full, third, join)).toMatchObject({ allowed: false, rule: 'room-full' });
  });
});
