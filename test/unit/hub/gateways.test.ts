import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseDomain, roomUri, type UserUri, userUri } from '../../../src/identifiers/index.ts';
import { members, proposeAsNewMember, type Proposal } from '../../../src/mls/index.ts';
import { componentIds, gatewayPolicy, presetRoles } from '../../../src/policy/index.ts';
import { serviceUserOf, userOf } from '../../../src/provider/index.ts';
import { alice, bob, hubDomain, type House, openHouse, story } from '../members/house.ts';
import { gatewayExtensions, gatewayKeyPackageOf, keyPackageOf, listProposal, NativeClient } from './native-client.ts';

const native = parseDomain('b.example');
const adam: UserUri = userUri(native, 'adam');
const zoe: UserUri = userUri(native, 'zoe');
const refusing: Proposal = {
  type: 'app-data-update',
  componentId: componentIds.gatewayPolicy,
  update: gatewayPolicy.encode({ refused: true }),
};

let rooms = 0;

describe('a room that refuses gateways', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  }, 120_000);
  afterAll(() => house.close(), 60_000);

  /** A room that refuses them from the start. */
  async function closed(owner: UserUri = adam): Promise<void> {
    house.room = roomUri(hubDomain, `closed-${++rooms}`);
    const made = { preset: 'open', flags: { gatewaysRefused: true } } as const;
    expect(await house.attempt('create-room', owner, made, `admin:closed-${rooms}`)).toMatchObject({
      type: 'accepted',
    });
  }

  async function inside(user: UserUri = adam, role: number | null = null): Promise<NativeClient> {
    const client = new NativeClient(house.hub, house.room, user);
    expect(await client.join(role, { takesAlong: true })).toMatchObject({ code: 'success' });
    return client;
  }

  const users = async (): Promise<readonly UserUri[]> =>
    members((await house.hub.inspect(house.room))!.publicGroup).map(userOf);

  it('GW-03: nobody of an attached network gets in, listed or not, and each is told why', async () => {
    await closed(alice);
    const refused = { type: 'refused', rule: 'gateways-refused', section: 'room-policy §5' };
    expect(await house.attempt('join', alice, {})).toMatchObject(refused);
    expect(await house.attempt('join', bob, { nickname: 'bob' })).toMatchObject(refused);
    const trial = { type: 'join', by: alice, room: house.room, cause: 'test:gateways' } as const;
    expect(await house.rooms.check(trial)).toMatchObject(refused);
    expect(await users()).toEqual([serviceUserOf(hubDomain)]);
  });

  it('GW-03: the first client takes the service leaf out, and no key of the room is left here', async () => {
    await closed();
    const second = { user: zoe, role: presetRoles.member };
    expect(await house.attempt('invite', adam, second, `admin:second-${rooms}`)).toMatchObject({ type: 'accepted' });
    const client = await inside();
    expect(await users()).toEqual([adam]);
    expect(await client.say('between us')).toMatchObject({ code: 'accepted' });
    await inside(zoe);
    expect(await house.rooms.view(house.room)).toBeNull();
    expect(story(await house.events())).toEqual(['created by adam', 'invited zoe by adam', 'destroyed']);
    const kept = await house.database.read(
      'SELECT 1 FROM hosted_state JOIN hosted_room ON id = room_id WHERE uri = $1',
      [house.room],
    );
    expect(kept).toEqual([]);
  });

  it('GW-03: a room in which none of our clients is answers ours as before, and after a restart', async () => {
    await closed();
    await inside();
    const refused = { type: 'refused', rule: 'gateways-refused' };
    expect(await house.attempt('join', alice, {})).toMatchObject(refused);
    await house.restart();
    expect(await house.attempt('join', bob, {})).toMatchObject(refused);
    expect(await house.attempt('create-room', bob, { preset: 'open', nickname: 'bob' })).toMatchObject(refused);
    expect(await users()).toEqual([adam]);
  });

  it('GW-03: from the question for the GroupInfo on the service leaf commits nothing, over a restart too', async () => {
    await closed();
    const provider = house.hub.providerFor(native);
    const asked = await provider.groupInfo(house.room, { user: adam });
    expect(asked).toMatchObject({ code: 'success', pendingProposals: [expect.anything()] });
    expect(await provider.groupInfo(house.room, { user: adam })).toEqual(asked);
    await house.restart();
    const invitation = house.attempt('invite', adam, { user: zoe }, `admin:late-${rooms}`);
    await expect(invitation).rejects.toMatchObject({ kind: 'retry-later' });
    await inside();
    expect(await users()).toEqual([adam]);
  });

  it('GW-03 UP-40: a room that nobody has entered yet can be ended', async () => {
    await closed();
    await house.hub.providerFor(native).groupInfo(house.room, { user: adam });
    expect(await house.attempt('destroy-room', adam, {}, `admin:end-${rooms}`)).toMatchObject({ type: 'accepted' });
    expect(await house.hub.inspect(house.room)).toBeNull();
  });

  it('GW-03 UP-40: a room that went on without gateways is ended by the operator, and by nobody else here', async () => {
    await closed();
    const client = await inside();
    await vi.waitFor(async () => expect(await house.rooms.view(house.room)).toBeNull(), 10_000);
    expect(await house.attempt('destroy-room', alice, {})).toMatchObject({ rule: 'gateways-refused' });
    const cause = `admin:over-${rooms}`;
    const end = () => house.attempt('destroy-room', serviceUserOf(hubDomain), { reason: 'over' }, cause);
    expect(await end()).toMatchObject({ type: 'accepted' });
    expect(await end()).toMatchObject({ type: 'accepted' });
    expect(await house.hub.inspect(house.room)).toBeNull();
    await expect(client.say('late')).rejects.toThrow('There is no room');
    const again = house.attempt('destroy-room', serviceUserOf(hubDomain), {}, `admin:again-${rooms}`);
    expect(await again).toMatchObject({ type: 'refused', rule: 'no-such-room' });
  });

  it('GW-03: who comes first and leaves the service leaf in is refused', async () => {
    await closed();
    const client = new NativeClient(house.hub, house.room, adam);
    expect(await client.join(null)).toMatchObject({ code: 'notAllowed', rule: 'gateways-refused' });
  });

  it('GW-03: a marked leaf is refused as joiner, as newcomer and as somebody else’s addition', async () => {
    await closed();
    const client = await inside();
    const marked = new NativeClient(house.hub, house.room, zoe, gatewayKeyPackageOf(zoe));
    expect(await marked.join(3)).toMatchObject({ code: 'notAllowed', rule: 'gateways-refused' });
    const own = gatewayKeyPackageOf(zoe);
    const proposed = proposeAsNewMember(client.group.public.context, own);
    expect(await client.provider.update(house.room, { type: 'proposals', proposals: [proposed] })).toMatchObject({
      code: 'invalidProposal',
      rule: 'gateways-refused',
    });
    const listed = listProposal({ addedParticipants: [{ user: zoe, role: presetRoles.member }] });
    const adding = (keyPackage: Uint8Array) => client.prepare({ proposals: [{ type: 'add', keyPackage }, listed] });
    expect(await client.submit(await adding(own.keyPackage))).toMatchObject({
      code: 'notAllowed',
      rule: 'gateways-refused',
    });
    expect(await client.submit(await adding(keyPackageOf(zoe).keyPackage))).toMatchObject({ code: 'success' });
  });

  it('nobody but the hub brings in a client of its service user', async () => {
    const hubert = userUri(hubDomain, 'hubert');
    await closed(hubert);
    const client = await inside(hubert);
    const service = serviceUserOf(hubDomain);
    const adding: readonly Proposal[] = [
      { type: 'add', keyPackage: keyPackageOf(service).keyPackage },
      listProposal({ addedParticipants: [{ user: service, role: presetRoles.member }] }),
    ];
    for (const proposals of [adding, adding.slice(0, 1)]) {
      expect(await client.submit(await client.prepare({ proposals }))).toMatchObject({
        code: 'notAllowed',
        errorDescription: 'Only the hub adds and removes its service leaf',
      });
    }
    expect(await users()).toEqual([hubert]);
  });

  it('GW-03: a client does not come to be run by a gateway while it is in', async () => {
    await closed();
    const client = await inside();
    const prepared = await client.prepare({ leaf: { extensions: gatewayExtensions } });
    expect(await client.submit(prepared)).toMatchObject({ code: 'notAllowed', rule: 'gateways-refused' });
  });
});

describe('refusing gateways from now on', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  }, 120_000);
  afterAll(() => house.close(), 60_000);

  it('GW-03: is refused while a client that a gateway runs is in the room', async () => {
    await house.open(alice, [bob]);
    const answer = await house.attempt('set-policy', alice, { flags: { gatewaysRefused: true } });
    expect(answer).toMatchObject({ type: 'refused', rule: 'gateways-present', section: 'room-policy §5' });
    expect((await house.rooms.view(house.room))?.flags.gatewaysRefused).toBe(false);
  });

  it('GW-03: is an owner’s right', async () => {
    await house.open(alice, [bob]);
    const answer = await house.attempt('set-policy', bob, { flags: { gatewaysRefused: true } });
    expect(answer).toMatchObject({ type: 'refused', rule: 'lacks-capability' });
  });

  it('GW-03: one commit of an owner with keys of one’s own takes all of them out and closes the room', async () => {
    await house.open(alice, [bob]);
    await house.attempt('invite', alice, { user: adam, role: presetRoles.owner });
    const client = new NativeClient(house.hub, house.room, adam);
    expect(await client.join(null)).toMatchObject({ code: 'success' });
    const update = await client.submit(await client.prepare({ proposals: [refusing] }));
    expect(update).toMatchObject({ code: 'notAllowed', rule: 'gateways-present' });
    const removes = [alice, bob, serviceUserOf(hubDomain)].flatMap((user) => client.removesOf(user));
    const all = await client.submit(await client.prepare({ proposals: [...removes, refusing] }));
    expect(all).toMatchObject({ code: 'success' });
    const { state, publicGroup } = (await house.hub.inspect(house.room))!;
    expect(members(publicGroup).map(userOf)).toEqual([adam]);
    expect(state.gatewaysRefused).toBe(true);
    expect(await house.attempt('join', bob, {})).toMatchObject({ type: 'refused', rule: 'gateways-refused' });
    expect(story(await house.events()).at(-1)).toBe('destroyed');
  });
});
