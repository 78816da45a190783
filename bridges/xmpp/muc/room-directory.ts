import type { BareJid, RoomUri } from '../../../src/identifiers/index.ts';
import { roomJidOfUri, roomOfJid } from '../../../src/identifiers/index.ts';
import { RetryLater, type RoomView } from '../../../src/rooms/index.ts';
import type { RoomSettings, Service } from './contract.ts';
import { MucRoom } from './muc-room.ts';
import type { StoredOccupant } from './occupant-table.ts';
import { forgetRoom, readSettings, writeSettings } from './settings-table.ts';

/** A room that exists at the hub, with the hub's view of it. */
export interface OpenRoom {
  readonly room: MucRoom;
  readonly view: RoomView;
}

/** Rooms by address. Each is opened once and kept; the hub says whether it exists. */
export class RoomDirectory {
  readonly #service: Service;
  readonly #open = new Map<BareJid, Promise<MucRoom>>();
  readonly #linked = new Set<RoomUri>();
  readonly #stored = new Map<BareJid, StoredOccupant[]>();

  constructor(service: Service, stored: readonly StoredOccupant[]) {
    this.#service = service;
    for (const occupant of stored) {
      this.#stored.set(occupant.room, [...(this.#stored.get(occupant.room) ?? []), occupant]);
    }
  }

  uriOf(jid: BareJid): RoomUri | null {
    return roomOfJid(jid, { service: this.#service.domain, hub: this.#service.hub });
  }

  jidOf(uri: RoomUri): BareJid {
    return roomJidOfUri(uri, { service: this.#service.domain, hub: this.#service.hub }).jid;
  }

  /** Opens the rooms that somebody was in before a restart, beside those that are open. */
  async openStored(): Promise<readonly MucRoom[]> {
    for (const jid of [...this.#stored.keys()]) await this.find(jid);
    return Promise.all(this.#open.values());
  }

  /**
   * Every room of the hub is shown here, so that invitations reach XMPP users who were never in it.
   * @returns the way to stop linking new ones
   */
  async linkAll(): Promise<() => void> {
    const { rooms, log } = this.#service.gateway;
    const stop = rooms.onEvents((uri) => {
      if (this.#linked.has(uri)) return;
      this.#link(uri, 0).catch((error: unknown) => {
        log.error({ room: uri, error }, 'A new room could not be linked to XMPP.');
      });
    });
    for (const uri of await rooms.list()) await this.#link(uri, (await rooms.view(uri))?.seq ?? 0);
    return stop;
  }

  /** null when the hub has no such room. */
  async find(jid: BareJid): Promise<OpenRoom | null> {
    const uri = this.uriOf(jid);
    const view = uri === null ? null : await this.#service.gateway.rooms.view(uri);
    if (uri === null || view === null) return null;
    let room = await this.#load(jid, uri, view);
    if (room.createdAt !== view.createdAt) {
      // Another room of the same name: what was known of the former one is void.
      this.#open.delete(jid);
      this.#stored.delete(jid);
      await forgetRoom(this.#service.gateway.database, jid);
      room = await this.#load(jid, uri, view);
    }
    return { room, view };
  }

  /** The view as it is when it has come at least as far as `seq`; it follows decisions at once, but not before. */
  async viewAfter(room: MucRoom, seq: number | null): Promise<RoomView | null> {
    const { rooms } = this.#service.gateway;
    for (let tries = 0; tries < 100; tries += 1) {
      const view = await rooms.view(room.uri);
      if (view === null || seq === null || view.seq >= seq) return view;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new RetryLater(`the view of ${room.uri} does not follow its events`);
  }

  findByUri(uri: RoomUri): Promise<OpenRoom | null> {
    return this.find(this.jidOf(uri));
  }

  /** The room if it was opened, whether or not the hub still has it. */
  async known(jid: BareJid): Promise<MucRoom | null> {
    return (await this.#open.get(jid)) ?? null;
  }

  /**
   * After it was destroyed: its name is free. Whoever destroys it and the event that tells of it both ask for this, and
   * in between a new room may have been given the name: the second time is nothing.
   */
  async forget(room: MucRoom): Promise<void> {
    if ((await this.known(room.jid)) !== room) return;
    this.#stored.delete(room.jid);
    // The next room of this name begins its own archive.
    await this.#service.gateway.links.unlink(room.uri);
    this.#linked.delete(room.uri);
    await forgetRoom(this.#service.gateway.database, room.jid);
    // Last: what could not be forgotten is known until somebody asks again.
    if ((await this.known(room.jid)) === room) this.#open.delete(room.jid);
  }

  /** Changes settings in memory and in the store. */
  async change(room: MucRoom, changes: Partial<RoomSettings>): Promise<void> {
    const { database, vault } = this.#service.gateway;
    room.settings = { ...room.settings, ...changes };
    room.written = room.written.then(
      () => writeSettings(database, vault, room.jid, room.settings),
      () => writeSettings(database, vault, room.jid, room.settings),
    );
    await room.written;
  }

  #load(jid: BareJid, uri: RoomUri, view: RoomView): Promise<MucRoom> {
    const known = this.#open.get(jid);
    if (known !== undefined) return known;
    const opening = this.#read(jid, uri, view);
    this.#open.set(jid, opening);
    opening.catch(() => this.#open.delete(jid));
    return opening;
  }

  async #read(jid: BareJid, uri: RoomUri, view: RoomView): Promise<MucRoom> {
    const { database, vault } = this.#service.gateway;
    const settings = await readSettings(database, vault, jid);
    await this.#link(uri, view.seq);
    const shownUpTo = await this.#service.gateway.deliveredUpTo(uri);
    const room = new MucRoom({ jid, uri, settings, createdAt: view.createdAt, shownUpTo, openedAt: view.seq });
    for (const { user, nick, session } of this.#stored.get(jid) ?? []) room.restore(view, user, nick, session);
    this.#stored.delete(jid);
    room.syncRemote(view);
    return room;
  }

  async #link(uri: RoomUri, fromSeq: number): Promise<void> {
    const { links } = this.#service.gateway;
    this.#linked.add(uri);
    if ((await links.byRoom(uri)) === null) await links.link(uri, this.jidOf(uri), { fromSeq });
  }
}
