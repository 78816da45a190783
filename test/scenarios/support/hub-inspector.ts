import { expect } from 'vitest';
import type { RoomReport } from '../../../src/admin/index.ts';
import type { Person } from './person.ts';
import { stage } from './remote-stage.ts';
import type { RoleName } from './sight.ts';

/** The room as the hub holds it; each check waits a little, since a network shows some things before the hub has decided. */
export class HubInspector {
  #room: string | null = null;

  looksAt(room: string): void {
    this.#room = room;
  }

  async room(): Promise<RoomReport> {
    const report = await this.#report();
    if (report === null) throw new Error('The hub has no such room');
    return report;
  }

  async epoch(): Promise<bigint> {
    return BigInt((await this.room()).epoch);
  }

  async holdsALeafOf(person: Person): Promise<void> {
    await expect.poll(async () => (await this.#entryOf(person))?.active ?? false, patience(person, 'in')).toBe(true);
  }

  async holdsNoLeafOf(person: Person): Promise<void> {
    await expect.poll(async () => (await this.#entryOf(person))?.active ?? false, patience(person, 'out')).toBe(false);
  }

  async lists(person: Person, role: RoleName | 'banned'): Promise<void> {
    await expect
      .poll(async () => (await this.#entryOf(person))?.role ?? 'not listed', patience(person, role))
      .toBe(role);
  }

  async doesNotList(person: Person): Promise<void> {
    await expect.poll(async () => (await this.#entryOf(person)) === null, patience(person, 'not listed')).toBe(true);
  }

  async isGone(): Promise<void> {
    await expect.poll(async () => (await this.#report()) === null, { timeout: 10_000 }).toBe(true);
  }

  async #report(): Promise<RoomReport | null> {
    if (this.#room === null) throw new Error('This scenario has no room yet');
    return stage.room(this.#room);
  }

  async #entryOf(person: Person): Promise<RoomReport['participants'][number] | null> {
    const { participants } = await this.room();
    return participants.find(({ user }) => user === person.uri) ?? null;
  }
}

function patience(person: Person, awaited: string): { timeout: number; message: string } {
  return { timeout: 10_000, message: `the hub should hold ${person.name} as: ${awaited}` };
}
