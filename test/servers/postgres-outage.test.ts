import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InboundItem } from '../../src/bridge/index.ts';
import { RetryLater } from '../../src/rooms/index.ts';
import { openDatabase } from '../../src/store/index.ts';
import { balcony, BridgeStage } from '../unit/bridge/bridge-stage.ts';
import { type Postgres, startPostgres } from './support/postgres.ts';

let postgres: Postgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

const inOrder = Array.from({ length: 400 }, (_, index) => String(index));

describe('an outage of PostgreSQL', () => {
  const stage = new BridgeStage(() => openDatabase({ kind: 'postgres', url: postgres.url, poolSize: 5 }));

  it('OD-02 OD-16: loses and doubles nothing that networks bring in meanwhile, and keeps its order', async () => {
    const { inbox } = await stage.attach();
    /** As a network does that gets no acknowledgement: again and again, in order. */
    const deliver = async (item: InboundItem): Promise<void> => {
      for (;;) {
        try {
          await inbox.accept([item]);
          return;
        } catch (error) {
          if (!(error instanceof RetryLater)) throw error;
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      }
    };
    const bringing = (async () => {
      for (const text of inOrder)
        await deliver({ identity: text, lane: `lane ${Number(text) % 3}`, payload: { text } });
    })();
    await stage.network.until(() => stage.network.handled.length > 50);
    await postgres.kill();
    await postgres.start();
    await bringing;
    await stage.network.until(() => stage.network.handled.length >= inOrder.length);
    for (let lane = 0; lane < 3; lane++)
      expect(stage.handledTexts().filter((text) => Number(text) % 3 === lane)).toEqual(
        inOrder.filter((text) => Number(text) % 3 === lane),
      );
    await stage.detach();
    expect(await stage.inboxRows()).toBe(0);
  });

  it('OD-02: moves the positions of what was shown meanwhile when it is over', async () => {
    const gateway = await stage.attach();
    await gateway.links.link(balcony, 'native balcony', { fromSeq: 0 });
    await postgres.kill();
    stage.rooms.says(balcony, '1', '2', '3');
    await stage.network.until(() => stage.network.shown.length === 3);
    await postgres.start();
    await stage.detach();
    const again = await stage.reattach();
    expect(await again.deliveredUpTo(balcony)).toBe(3);
    expect(stage.network.shown).toEqual([]);
  });
});
