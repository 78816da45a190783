import { describe, expect, it } from 'vitest';
import {
  capabilities,
  componentIds,
  decideCommit,
  decideProposal,
  effectiveState,
  gatewayPolicy,
  type HandshakeProposal,
  InvalidPolicy,
  newRoomState,
  policyFlags,
  presetOf,
  presetRoles,
  readRoomState,
  type RoomState,
  withFlags,
} from '../../../src/policy/index.ts';
import { add, answer, as, hub, list, persons, remove, room, roomWith, ruleOf, theHub, user } from './rooms.ts';

const switched = (by: string, refused = true): HandshakeProposal => ({
  by: as(by),
  type: 'component',
  componentId: componentIds.gatewayPolicy,
  update: gatewayPolicy.encode({ refused }),
});
const byGateway = (proposal: HandshakeProposal): HandshakeProposal =>
  ({ ...proposal, gateway: true }) as HandshakeProposal;
const bare = (state: RoomState, proposal: HandshakeProposal, ...pending: readonly HandshakeProposal[]): string =>
  ruleOf(decideProposal(state, proposal, pending));
const commit = (state: RoomState, by: string, proposals: readonly HandshakeProposal[], o: Partial<RoomState> = {}) =>
  ruleOf(
    decideCommit(state, {
      committer: as(by),
      external: false,
      proposals: proposals.map((proposal) => ({ ...proposal, byReference: false })),
      after: { ...effectiveState(state, proposals), ...o },
    }),
  );

const closed = roomWith('open', { gatewaysRefused: true });
const refused = 'gateways-refused';

describe('a room that refuses gateways', () => {
  it('GW-03: a client that a gateway runs does not enter, whoever’s it is; any other does', () => {
    expect(answer(closed, as('stranger'), { type: 'join', gateway: true })).toBe(refused);
    expect(answer(closed, as('stranger'), { type: 'join' })).toBe('allowed');
    for (const name of persons.filter((person) => person !== 'outcast')) {
      expect(answer(closed, as(name), { type: 'add-own-client', gateway: true })).toBe(refused);
      expect(answer(closed, as(name), { type: 'join', gateway: true })).toBe(refused);
      expect(answer(closed, as(name), { type: 'add-own-client' })).toBe('allowed');
    }
    expect(answer(roomWith(), as('stranger'), { type: 'join', gateway: true })).toBe('allowed');
  });

  it('GW-03: a banned user is told of the ban', () => {
    expect(answer(closed, as('outcast'), { type: 'join', gateway: true })).toBe('banned');
    expect(bare(closed, byGateway(add(as('outcast'), 'outcast')))).toBe('banned');
  });

  it('GW-03: no Add brings one in, bare or in a commit, by itself or by an owner', () => {
    const entering = byGateway(add(as('x'), 'x'));
    expect(bare(closed, entering)).toBe(refused);
    const added = byGateway(add(as('owner'), 'x'));
    const listed = list.add(as('owner'), 'x', presetRoles.member);
    expect(commit(closed, 'owner', [added, listed])).toBe(refused);
    expect(commit(closed, 'owner', [add(as('owner'), 'x'), listed])).toBe('allowed');
    expect(commit(roomWith(), 'owner', [added, listed])).toBe('allowed');
  });

  it('GW-03: no Update makes a client one, and the tree that a commit leaves counts, whatever was proposed', () => {
    const update: HandshakeProposal = { by: as('guest'), type: 'other', proposalType: 2 };
    expect(bare(closed, byGateway(update))).toBe(refused);
    expect(bare(closed, update)).toBe('allowed');
    expect(commit(closed, 'guest', [], { gatewayLeaves: 1 })).toBe(refused);
    expect(commit(closed, 'guest', [])).toBe('allowed');
  });

  it('GW-03: the hub’s own leaf stays only while nobody is in', () => {
    const empty = roomWith('open', { gatewaysRefused: true, clients: new Map(), gatewayLeaves: 1 });
    const invitation = [list.add(as('owner'), 'x', presetRoles.member)];
    expect(commit(empty, 'owner', invitation)).toBe('allowed');
    const entered = { clients: new Map([[user('owner'), 1]]) };
    expect(commit(empty, 'owner', [add(as('owner'), 'owner')], entered)).toBe(refused);
    const service = { type: 'self-remove', user: `mimi://${hub}/u/service`, by: theHub, gateway: true } as unknown;
    expect(commit(empty, 'owner', [service as HandshakeProposal, add(as('owner'), 'owner')])).toBe('allowed');
  });
});

describe('whether gateways are refused', () => {
  it('GW-03: an owner decides, and nobody below', () => {
    const rules = persons.map((name) => [
      name,
      answer(roomWith(), as(name), { type: 'change-gateways', refused: true }),
    ]);
    expect(Object.fromEntries(rules)).toEqual({
      outcast: 'banned',
      visitor: 'lacks-capability',
      guest: 'lacks-capability',
      member: 'lacks-capability',
      moderator: 'lacks-capability',
      admin: 'lacks-capability',
      owner: 'allowed',
    });
  });

  it('GW-03: not from now on while one is in; from the commit on that takes the last one out; never hidden by what waits', () => {
    const read = roomWith('open', { gatewayLeaves: 1 });
    expect(answer(read, as('owner'), { type: 'change-gateways', refused: true })).toBe('gateways-present');
    expect(answer({ ...read, gatewaysRefused: true }, as('owner'), { type: 'change-gateways', refused: false })).toBe(
      'allowed',
    );
    expect(bare(read, switched('owner'))).toBe('gateways-present');
    const kick = byGateway(remove(as('owner'), 'guest'));
    expect(commit(read, 'owner', [kick, switched('owner')])).toBe('allowed');
    expect(bare(roomWith(), switched('owner'), byGateway(add(as('x'), 'x')))).toBe('gateways-present');
  });

  it('GW-03: is said once in a commit, and is never taken away as a component', () => {
    expect(commit(roomWith(), 'owner', [switched('owner'), switched('owner', false)])).toBe('invalid-combination');
    const gone: HandshakeProposal = { by: as('owner'), type: 'component', componentId: 0xf0d2, update: null };
    expect(commit(closed, 'owner', [gone])).toBe('immutable');
  });

  it('GW-03: is a component that the base policy names, and a flag', () => {
    const flags = { gatewaysRefused: true };
    const components = presetOf('open', { room, creator: user('founder'), hub, flags });
    expect([...components.get(componentIds.gatewayPolicy)!]).toEqual([1]);
    const state = readRoomState({ room, dictionary: (id) => components.get(id), clients: new Map(), gatewayLeaves: 0 });
    expect(policyFlags(state).gatewaysRefused).toBe(true);
    expect(state.base.policyComponents).toContain(componentIds.gatewayPolicy);
    expect(presetOf('open', { room, creator: user('founder'), hub }).has(componentIds.gatewayPolicy)).toBe(false);
    expect(withFlags(state, { gatewaysRefused: false })).toEqual({ gatewaysRefused: false });
    expect(newRoomState('open', { room, creator: user('founder'), hub }).gatewaysRefused).toBe(false);
  });

  it('GW-03: the component has one spelling', () => {
    expect([...gatewayPolicy.encode({ refused: false })]).toEqual([0]);
    expect(gatewayPolicy.decode(new Uint8Array([1]))).toEqual({ refused: true });
    for (const octets of [[], [2], [1, 0]]) {
      expect(() => gatewayPolicy.decode(new Uint8Array(octets))).toThrow(InvalidPolicy);
    }
    expect(capabilities.canChangeOtherPolicyAttribute).toBe(0x0505);
  });
});
