import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyPolicyComponent,
  baseRoomPolicy,
  componentDefaults,
  componentIds,
  componentRegistry,
  decideCommit,
  decideProposal,
  encodeRoomComponents,
  type HandshakeProposal,
  joinLinksUpdate,
  presetOf,
  readRoomState,
  type RoomComponents,
  type RoomState,
  statusNotificationPolicy,
} from '../../../src/policy/index.ts';
import { componentValues } from './component-values.ts';
import { as, hub, room, ruleOf, user } from './rooms.ts';

// Commits as a hub sees them: the dictionary is changed by the updates, and the room is read anew from it.

type Dictionary = ReadonlyMap<number, Uint8Array>;

const fresh: Dictionary = presetOf('open', { room, creator: user('founder'), hub });
const clients = new Map([[user('founder'), 1]]);

const read = (dictionary: Dictionary): RoomState =>
  readRoomState({ room, dictionary: (id) => dictionary.get(id), clients, gatewayLeaves: 0 });

type Update = readonly [componentId: number, update: Uint8Array | null];

/** The dictionary after some updates (draft-ietf-mls-extensions §4.7). */
function updated(dictionary: Dictionary, updates: readonly Update[]): Dictionary {
  const next = new Map(dictionary);
  for (const [id, update] of updates) {
    if (update) next.set(id, applyPolicyComponent(id, next.get(id), [update]));
    else next.delete(id);
  }
  return next;
}

const proposalOf = ([componentId, update]: Update): HandshakeProposal => ({
  by: as('founder'),
  type: 'component',
  componentId,
  update,
});

function commit(dictionary: Dictionary, updates: readonly Update[]): string {
  const proposals = updates.map((update) => ({ ...proposalOf(update), byReference: false }));
  const after = read(updated(dictionary, updates));
  return ruleOf(decideCommit(read(dictionary), { committer: as('founder'), external: false, proposals, after }));
}

const listing = (dictionary: Dictionary, ...policyComponents: readonly number[]): Update => [
  componentIds.baseRoomPolicy,
  baseRoomPolicy.encode({ ...read(dictionary).base, policyComponents }),
];

const notices: Update = [
  componentIds.statusNotificationPolicy,
  statusNotificationPolicy.encode({ deliveryNotifications: 'forbidden', readReceipts: 'optional' }),
];
const standard = [componentIds.rolesList, componentIds.preauthorizedList];

describe('commits that change components', () => {
  it('BP-09: a policy component comes and goes with its place in the base policy’s list', () => {
    const added = [notices, listing(fresh, ...standard, notices[0])];
    expect(commit(fresh, added)).toBe('allowed');
    expect(commit(fresh, [notices])).toBe('invalid-component');
    expect(commit(fresh, [listing(fresh, ...standard, notices[0])])).toBe('invalid-component');
    const room2 = updated(fresh, added);
    expect(commit(room2, [[notices[0], null], listing(room2, ...standard)])).toBe('allowed');
    expect(commit(room2, [[notices[0], null]])).toBe('invalid-component');
    expect(commit(room2, [notices])).toBe('allowed');
  });

  it('BP-09 BP-15: a room that lists otherwise from of old stays as it is, and a component that nobody knows with it', () => {
    const old = new Map([...fresh, [0x8042, new Uint8Array([0xff, 0xff])] as const, notices as [number, Uint8Array]]);
    const [, named] = listing(old, ...standard);
    expect(commit(old, [[componentIds.baseRoomPolicy, named]])).toBe('allowed');
    expect(commit(old, [[0x8042, null]])).toBe('allowed');
    expect(commit(old, [listing(old, ...standard, notices[0], 0x8042)])).toBe('allowed');
  });

  it('BP-15: a value that does not decode makes its proposal invalid, of whatever component', () => {
    for (const { id } of componentRegistry.values()) {
      const octets = new Uint8Array([0xc0, 0xff]);
      expect(ruleOf(decideProposal(read(fresh), proposalOf([id, octets])))).toBe('invalid-component');
    }
  });

  it('PC-20: an owner sets any further policy that its draft allows and that fits the room, with its place in the list', () => {
    fc.assert(
      fc.property(fc.record(componentValues), (values) => {
        const rolesThatCanShare = values.history.rolesThatCanShare.map(() => 4);
        const allowedBots = values.bots.allowedBots.map((bot) => ({ ...bot, role: bot.localClient ? 0 : 4 }));
        const fitting: RoomComponents = {
          ...values,
          history: { ...values.history, rolesThatCanShare },
          bots: { allowedBots },
        };
        // Links come by updates of their own, and an operational policy is not an owner's to change in this room.
        const { joinLinks: _links, operational: _operational, ...settable } = fitting;
        const whole = encodeRoomComponents(settable);
        const listed = whole.map(([id]) => id).filter((id) => componentRegistry.get(id)?.policy);
        expect(commit(fresh, [...whole, listing(fresh, ...standard, ...listed)])).toBe('allowed');
        expect(commit(fresh, [...whole, listing(fresh, ...standard, ...listed.slice(1))])).toBe('invalid-component');
      }),
      { numRuns: 30 },
    );
  });

  it('RC-24 JN-07: links need codes of their own, and the operational policy its own', () => {
    const links = joinLinksUpdate.encode({ removedIndices: [], addedLinks: [new Uint8Array([1])] });
    expect(ruleOf(decideProposal(read(fresh), proposalOf([componentIds.joinLinks, links])))).toBe('lacks-capability');
    const [operational] = encodeRoomComponents({ operational: componentDefaults.operational });
    expect(ruleOf(decideProposal(read(fresh), proposalOf(operational!)))).toBe('lacks-capability');
    const roles = read(fresh).roles.map((role) =>
      role.index === 7 ? { ...role, capabilities: [...role.capabilities, 0x0007, 0x0600] } : role,
    );
    const able = { ...read(fresh), roles };
    expect(ruleOf(decideProposal(able, proposalOf([componentIds.joinLinks, links])))).toBe('allowed');
    expect(ruleOf(decideProposal(able, proposalOf(operational!)))).toBe('allowed');
  });
});
