import { describe, expect, it } from 'vitest';
import { hubSuite } from '../../../src/hub/index.ts';
import { groupIdOf, groupUri, roomUri } from '../../../src/identifiers/index.ts';
import { createHostedLeaf } from '../../../src/members/hosted-leaf.ts';
import { HostedRoom } from '../../../src/members/hosted-room.ts';
import { commit, createGroup, dictionaryExtension, encrypt, propose } from '../../../src/mls/index.ts';
import { presetOf } from '../../../src/policy/index.ts';
import { groupRules, serviceUserOf } from '../../../src/provider/index.ts';
import { alice, hubDomain } from './house.ts';

const uri = roomUri(hubDomain, 'keys');
const rules = groupRules(null);
const text = new TextEncoder().encode('words');

/** A room of which only the group matters. */
function roomOfItsOwn(): HostedRoom {
  const { group } = createGroup({
    suite: hubSuite,
    groupId: groupIdOf(groupUri(hubDomain, 'keys')),
    leaf: createHostedLeaf(hubSuite, serviceUserOf(hubDomain), 'service', 0n),
    extensions: [dictionaryExtension(presetOf('open', { room: uri, creator: alice, hub: hubDomain }))],
    rules,
  });
  const parts = { context: { hub: { domain: hubDomain } }, row: { uri }, group };
  return new HostedRoom(parts as unknown as ConstructorParameters<typeof HostedRoom>[0]);
}

describe('keys of what was sent', () => {
  const again = (room: HostedRoom, generation: number) => () => encrypt(room.group, 0, { generation, plaintext: text });

  it('are gone when the message is encrypted, and those of later ones are there (RFC 9420 §9.2)', () => {
    const room = roomOfItsOwn();
    room.seal(0, 0, text);
    expect(again(room, 0)).toThrow(RangeError);
    room.seal(0, 1, text);
    // A restart goes on behind a reserved block: what lies between is never used.
    room.seal(0, 40, text);
    for (const generation of [0, 1, 2, 39, 40]) expect(again(room, generation)).toThrow(RangeError);
    expect(again(room, 41)).not.toThrow();
  });

  it('do not come back with what was being taken in meanwhile', () => {
    const room = roomOfItsOwn();
    const before = room.group;
    room.seal(0, 0, text);
    room.adopt(before);
    expect(again(room, 0)).toThrow(RangeError);
    const later = room.group;
    room.adopt(later);
    expect(room.group).toBe(later);
  });

  it('do not come back when Updates were proposed while something was being taken in', async () => {
    const room = roomOfItsOwn();
    const before = room.group;
    room.seal(0, 0, text);
    room.keepUpdates((await propose(room.group, 0, { type: 'update' })).group);
    room.adopt(before);
    expect(again(room, 0)).toThrow(RangeError);
  });

  it('a new epoch has keys of its own', async () => {
    const room = roomOfItsOwn();
    room.seal(0, 0, text);
    room.adopt((await commit(room.group, 0, { forcePath: true, rules })).next);
    expect(again(room, 0)).not.toThrow();
  });
});
