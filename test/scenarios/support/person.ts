/**
 * A person with a client, in one room, in the same verbs on both networks.
 * @module
 */
import { expect } from 'vitest';
import type { MatrixPerson } from '../actors/matrix-person.ts';
import type { XmppPerson } from '../actors/xmpp-person.ts';
import { untilPowerLevel } from './power-level.ts';
import type { RoleName, Shown, Sight } from './sight.ts';
import { sights } from './sight.ts';

export interface RoomAddresses {
  readonly uri: string;
  readonly alias: string;
  readonly muc: string;
}

/** How long it takes until we believe that something is not shown, milliseconds. */
const quiet = 1_500;

export abstract class Person implements Shown {
  readonly name: string;
  /** MIMI user URI. */
  readonly uri: string;
  readonly matrixId: string;
  protected readonly room: RoomAddresses;

  protected constructor(who: Shown & { readonly uri: string; readonly room: RoomAddresses }) {
    this.name = who.nick;
    this.uri = who.uri;
    this.matrixId = who.matrixId;
    this.room = who.room;
  }

  get nick(): string {
    return this.name;
  }

  abstract joins(): Promise<void>;
  /** Tries to enter. @throws when it is let in */
  abstract isRefusedEntry(): Promise<void>;
  abstract leaves(): Promise<void>;
  abstract says(text: string): Promise<void>;
  /** Tries to speak; whoever may not is told so by the own server. @throws when it is let through */
  abstract isRefusedSpeech(text: string): Promise<void>;
  abstract kicks(who: Person, reason?: string): Promise<void>;
  abstract bans(who: Person, reason?: string): Promise<void>;
  abstract unbans(who: Person): Promise<void>;
  abstract invites(who: Person): Promise<void>;
  abstract makes(who: Person, role: RoleName): Promise<void>;
  abstract setsTopic(text: string): Promise<void>;
  abstract goes(): Promise<void>;
  /** Waits until its own client was shown this. */
  abstract sees(sight: Sight): Promise<void>;
  protected abstract hasSeen(sight: Sight): boolean;

  async doesNotSee(sight: Sight): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, quiet));
    expect(this.hasSeen(sight), `${this.name} should not have been shown that`).toBe(false);
  }

  readonly said = (text: string): Sight => sights.said(this, text);
  readonly saidBefore = (text: string): Sight => sights.saidBefore(this, text);
  readonly joined = (): Sight => sights.joined(this);
  readonly left = (): Sight => sights.left(this);
  readonly kicked = (why?: { readonly reason: string }): Sight => sights.kicked(this, why?.reason);
  readonly banned = (why?: { readonly reason: string }): Sight => sights.banned(this, why?.reason);
  readonly unbanned = (): Sight => sights.unbanned(this);
  readonly invited = (): Sight => sights.invited(this);
  readonly is = (role: RoleName): Sight => sights.hasRole(this, role);
}

const powerOf: Readonly<Record<RoleName, number>> = {
  visitor: -1,
  guest: 0,
  member: 0,
  moderator: 50,
  admin: 80,
  owner: 100,
};

export class PersonOnMatrix extends Person {
  readonly client: MatrixPerson;

  constructor(client: MatrixPerson, who: Shown & { readonly uri: string; readonly room: RoomAddresses }) {
    super(who);
    this.client = client;
  }

  async joins(): Promise<void> {
    await this.client.joins(this.room.alias);
  }

  async isRefusedEntry(): Promise<void> {
    await expect(this.client.joins(this.room.alias), `${this.name} should not be let in`).rejects.toThrow();
  }

  async leaves(): Promise<void> {
    await this.client.leaves();
  }

  async says(text: string): Promise<void> {
    await this.client.says(text);
  }

  async isRefusedSpeech(text: string): Promise<void> {
    await expect(this.client.says(text), `${this.name} should not be let through`).rejects.toThrow();
  }

  async kicks(who: Person, reason?: string): Promise<void> {
    await this.client.kicks(who.matrixId, reason);
  }

  async bans(who: Person, reason?: string): Promise<void> {
    await this.client.bans(who.matrixId, reason);
  }

  async unbans(who: Person): Promise<void> {
    await this.client.unbans(who.matrixId);
  }

  async invites(who: Person): Promise<void> {
    await this.client.invites(who.matrixId);
  }

  async makes(who: Person, role: RoleName): Promise<void> {
    await this.client.setsPowerLevel(who.matrixId, powerOf[role]);
  }

  async setsTopic(text: string): Promise<void> {
    await this.client.setsTopic(text);
  }

  goes(): Promise<void> {
    this.client.goes();
    return Promise.resolve();
  }

  async sees({ matrix, power }: Sight): Promise<void> {
    if (power !== undefined) {
      await expect(untilPowerLevel(this.client, power.userId, power.level)).resolves.toBeUndefined();
      return;
    }
    if (matrix === undefined) throw new Error('Matrix does not show that');
    expect(await this.client.sees(matrix)).toBeDefined();
  }

  protected hasSeen({ matrix }: Sight): boolean {
    return matrix !== undefined && this.client.seen(matrix).length > 0;
  }
}

export class PersonOnXmpp extends Person {
  readonly client: XmppPerson;

  constructor(client: XmppPerson, who: Shown & { readonly uri: string; readonly room: RoomAddresses }) {
    super(who);
    this.client = client;
  }

  get muc(): string {
    return this.room.muc;
  }

  async joins(): Promise<void> {
    await this.client.joins(this.muc, this.name);
  }

  async isRefusedEntry(): Promise<void> {
    await expect(this.client.joins(this.muc, this.name), `${this.name} should not be let in`).rejects.toThrow(
      /could not join/,
    );
  }

  async leaves(): Promise<void> {
    await this.client.leaves(this.muc);
  }

  async says(text: string): Promise<void> {
    await this.client.says(this.muc, text);
  }

  async isRefusedSpeech(text: string): Promise<void> {
    const id = await this.client.says(this.muc, text);
    const refusal = await this.client.sees({
      words: `"${text}" refused`,
      matches: (seen) => seen.kind === 'refused' && seen.id === id,
    });
    expect(refusal.error).not.toBeNull();
  }

  async kicks(who: Person, reason?: string): Promise<void> {
    await this.client.kicks(this.muc, who.nick, reason);
  }

  async bans(who: Person, reason?: string): Promise<void> {
    await this.client.bans(this.muc, this.#addressOf(who), reason);
  }

  async unbans(who: Person): Promise<void> {
    await this.client.unbans(this.muc, this.#addressOf(who));
  }

  async invites(who: Person): Promise<void> {
    await this.client.makes(this.muc, this.#addressOf(who), 'member');
  }

  async makes(who: Person, role: RoleName): Promise<void> {
    if (role === 'visitor') await this.client.revokesVoice(this.muc, who.nick);
    else if (role === 'guest') await this.client.grantsVoice(this.muc, who.nick);
    else if (role === 'moderator') await this.client.givesRole(this.muc, who.nick, 'moderator');
    else await this.client.makes(this.muc, this.#addressOf(who), role);
  }

  async setsTopic(text: string): Promise<void> {
    await this.client.setsSubject(this.muc, text);
  }

  async goes(): Promise<void> {
    await this.client.disconnects();
  }

  async sees({ xmpp }: Sight): Promise<void> {
    if (xmpp === undefined) throw new Error('XMPP does not show that');
    expect(await this.client.sees(xmpp(this.muc))).toBeDefined();
  }

  protected hasSeen({ xmpp }: Sight): boolean {
    const matcher = xmpp?.(this.muc);
    return matcher !== undefined && this.client.sightings.all.some((seen) => matcher.matches(seen));
  }

  #addressOf(who: Person): string {
    return who instanceof PersonOnXmpp ? who.client.bareJid : this.client.addressOf(this.muc, who.nick);
  }
}
