import { beforeEach, describe, expect, it } from 'vitest';
import type { EventContent } from '../../../bridges/matrix/contract.ts';
import { parseEvent } from '../../../bridges/matrix/event.ts';
import type { HomeserverRequest } from '../../../bridges/matrix/homeserver.ts';
import { Backfill } from '../../../bridges/matrix/inbound/backfill.ts';
import type { Intake } from '../../../bridges/matrix/inbound/intake.ts';
import { SkippedTransactions } from '../../../bridges/matrix/inbound/skipped-transactions.ts';
import type { Leg } from '../../../bridges/matrix/leg.ts';
import { parseRoomUri } from '../../../src/identifiers/index.ts';

const room = { room: parseRoomUri('mimi://hub.test/r/a'), nativeRoom: '!r' };

const said = (id: string): EventContent => ({
  ...{ event_id: id, room_id: '!r', sender: '@a:example.org', type: 'm.room.message', origin_server_ts: now },
  content: { body: id },
});

let now: number;
/** Ids in the order in which they were written. */
let written: string[];
let taken: string[];
let readings: number;
let skips: number;
let readUpTo: string | null;
let backfill: Backfill;
/** Called before a reading is answered. */
let onReading: () => Promise<void>;

beforeEach(() => {
  now = 1_800_000_000_000;
  [written, taken] = [['$0'], []];
  [readings, skips] = [0, 0];
  readUpTo = null;
  onReading = () => Promise.resolve();
  const leg = {
    gateway: { links: { byNative: () => Promise.resolve(room) }, log: { info: () => undefined } },
    homeserver: {
      request: async ({ path }: HomeserverRequest) => {
        if (!path.endsWith('/messages')) throw new Error(`asked for ${path}`);
        readings++;
        const chunk = written.toReversed().map(said);
        await onReading();
        return { chunk };
      },
    },
    portals: {
      find: () => Promise.resolve({ readUpTo }),
      setReadUpTo: (_room: string, id: string) => {
        readUpTo = id;
        return Promise.resolve();
      },
    },
  } as unknown as Leg;
  const intake = {
    take: (events: readonly { readonly eventId: string }[]) => {
      for (const { eventId } of events) if (!taken.includes(eventId)) taken.push(eventId);
      return Promise.resolve(0);
    },
  } as unknown as Intake;
  const skipped = new SkippedTransactions(() => now);
  backfill = new Backfill({ leg, intake, skipped, onSkipped: () => skips++ });
});

/** A transaction with one event comes. */
async function comes(transaction: string, id: string): Promise<void> {
  const event = parseEvent(said(id));
  if (event === null) throw new Error('the test made a malformed event');
  await backfill.take([event], transaction);
}

describe('a transaction that the homeserver leaves out when it recovers', () => {
  it('OD-02: is read back before what comes after it, so that nobody’s messages change places', async () => {
    await comes('7', '$0');
    written.push('$1', '$2');
    await comes('9', '$2');
    expect(taken).toEqual(['$0', '$1', '$2']);
    expect(skips).toBe(1);
  });

  it('is looked for again when a reading was under way that began before it was written', async () => {
    await comes('7', '$0');
    let late: Promise<void> = Promise.resolve();
    onReading = () => {
      onReading = () => Promise.resolve();
      written.push('$1', '$2');
      late = comes('9', '$2');
      return Promise.resolve();
    };
    await backfill.read(room);
    await late;
    expect(taken).toEqual(['$0', '$1', '$2']);
  });

  it('costs nothing while transactions follow one another, come again, or have no numbers', async () => {
    for (const transaction of ['7', '8', '8', '9', 'x', 'z', '10']) await comes(transaction, '$0');
    expect({ readings, skips }).toEqual({ readings: 1, skips: 0 });
  });

  it('is not looked for when the backlog of a break has long ended: other services share the numbers', async () => {
    await comes('7', '$0');
    now += 60_000;
    await comes('8', '$0');
    await comes('10', '$0');
    expect({ readings, skips }).toEqual({ readings: 1, skips: 0 });
    backfill.broke();
    await comes('11', '$0');
    await comes('13', '$0');
    expect({ readings, skips }).toEqual({ readings: 3, skips: 1 });
  });

  it('is found by the first transaction that comes, however late', async () => {
    await comes('7', '$0');
    now += 60_000;
    written.push('$1', '$2');
    await comes('9', '$2');
    expect(taken).toEqual(['$0', '$1', '$2']);
  });

  it('is looked for as long as there is a backlog', async () => {
    const old = parseEvent(said('$0'));
    if (old === null) throw new Error('the test made a malformed event');
    for (const transaction of ['7', '8']) {
      now += 60_000;
      await backfill.take([old], transaction);
    }
    await comes('10', '$0');
    expect(skips).toBe(1);
  });
});
