import type { LinkedRoom } from '../../../src/bridge/index.ts';
import type { RoomUri } from '../../../src/identifiers/index.ts';
import { presetRoles } from '../../../src/policy/index.ts';
import type { RoomView } from '../../../src/rooms/index.ts';
import { textOf } from '../event.ts';
import { HomeserverError } from '../homeserver-error.ts';
import type { Leg } from '../leg.ts';
import { powerLevelsOf } from '../power-levels.ts';
import { readState } from '../room-requests.ts';
import { portalContent, portalMarker } from './portal-content.ts';
import { portalRoomVersion } from './portal-table.ts';

/** Invitations in the request that makes a room, each of which takes the homeserver some time. */
const invitedAtOnce = 200;

/** Makes Matrix rooms for rooms of the hub, once each. */
export class PortalOpener {
  readonly #leg: Leg;
  readonly #opened: (room: LinkedRoom) => void;
  readonly #opening = new Map<RoomUri, Promise<LinkedRoom | null>>();

  /** @param opened a portal was made and linked; its members are to be brought in */
  constructor(leg: Leg, opened: (room: LinkedRoom) => void) {
    this.#leg = leg;
    this.#opened = opened;
  }

  /** The Matrix room of a room of the hub, made when there is none; null: the hub has no such room. @throws RetryLater */
  async open(room: RoomUri): Promise<LinkedRoom | null> {
    const linked = await this.#leg.gateway.links.byRoom(room);
    if (linked !== null) return linked;
    const opening = this.#opening.get(room) ?? this.#make(room).finally(() => this.#opening.delete(room));
    this.#opening.set(room, opening);
    return opening;
  }

  /**
   * As `open`, for whoever on Matrix asks for the alias: a room that is not discoverable is there for them only when
   * somebody on Matrix has a place in it. @throws RetryLater
   */
  async openByAlias(room: RoomUri): Promise<LinkedRoom | null> {
    const view = await this.#leg.gateway.rooms.view(room);
    if (view === null) return null;
    return view.flags.discoverable || this.#expected(view).length > 0 ? this.open(room) : null;
  }

  /** Takes up again what a crash cut off. */
  async finishUnfinished(): Promise<void> {
    for (const room of await this.#leg.portals.unfinished()) {
      if ((await this.open(room)) === null) await this.#leg.portals.forget(room);
    }
  }

  async #make(room: RoomUri): Promise<LinkedRoom | null> {
    const { gateway, portals } = this.#leg;
    const view = await gateway.rooms.view(room);
    if (view === null) return null;
    await portals.begin(room);
    const nativeRoom = await this.#createOrFind(view);
    const version = await readState(this.#leg.homeserver, nativeRoom, 'm.room.create');
    await portals.finish(room, nativeRoom, textOf(version ?? {}, 'room_version') ?? '1');
    await gateway.links.link(room, nativeRoom, { fromSeq: view.seq });
    const linked = { room, nativeRoom };
    gateway.log.info({ room, nativeRoom }, 'Made a Matrix room for a room of the hub');
    this.#opened(linked);
    return linked;
  }

  /** After a crash between the room's creation and the link, the alias is taken and leads to the room that was made. */
  async #createOrFind(view: RoomView): Promise<string> {
    try {
      return await this.#create(view);
    } catch (cause) {
      if (!(cause instanceof HomeserverError && cause.errcode === 'M_ROOM_IN_USE')) throw cause;
      // Asked only now: an alias that does not exist would make the homeserver ask us for it, and wait.
      return this.#roomBehindAlias(view.room);
    }
  }

  async #create(view: RoomView): Promise<string> {
    const { addresses, homeserver } = this.#leg;
    const alias = addresses.aliasOf(view.room);
    const answer = await homeserver.request({
      method: 'POST',
      path: '/v3/createRoom',
      body: portalContent(view, {
        aliasLocalpart: alias.slice(1, alias.indexOf(':')),
        invite: view.flags.membersOnly ? this.#expected(view) : [],
        roomVersion: portalRoomVersion,
        powerLevels: powerLevelsOf(view, {
          bot: addresses.bot,
          roomVersion: portalRoomVersion,
          nativeOf: (user) => addresses.nativeOf(user),
        }),
      }),
    });
    const roomId = textOf(answer, 'room_id');
    if (roomId === undefined) throw new Error('The homeserver made a room without a room id');
    return roomId;
  }

  /** Matrix users with a place in the room; beyond the first ones the reconciliation invites, which may take longer. */
  #expected(view: RoomView): readonly string[] {
    return [...view.participants.values()]
      .filter(({ role }) => role !== presetRoles.banned && role !== presetRoles.enforcer)
      .map(({ user }) => this.#leg.addresses.ownUser(user))
      .filter((userId) => userId !== null)
      .slice(0, invitedAtOnce);
  }

  async #roomBehindAlias(room: RoomUri): Promise<string> {
    const { homeserver, addresses } = this.#leg;
    const alias = addresses.aliasOf(room);
    const answer = await homeserver.request({ method: 'GET', path: `/v3/directory/room/${encodeURIComponent(alias)}` });
    const roomId = textOf(answer, 'room_id') ?? '';
    const marker = await readState(homeserver, roomId, portalMarker);
    if (marker?.room !== room)
      throw new Error(`The alias ${alias} leads to a room that is not this gateway's; delete the alias`);
    return roomId;
  }
}
