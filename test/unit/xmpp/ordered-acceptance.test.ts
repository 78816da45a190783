import { describe, expect, it } from 'vitest';
import { OrderedAcceptance } from '../../../bridges/xmpp/inbound/ordered-acceptance.ts';
import type { Gateway, InboundItem } from '../../../src/bridge/index.ts';
import { createLog } from '../../../src/observe/index.ts';
import { RetryLater } from '../../../src/rooms/index.ts';

const item = (identity: string): InboundItem => ({ identity, lane: 'one', payload: identity });

describe('what comes in while the database is away', () => {
  it('OD-02 GW-10: waits, and goes in once and in the order of arrival', async () => {
    let away = true;
    const stored: string[] = [];
    const inbox = {
      accept: (items: readonly InboundItem[]) => {
        if (away) return Promise.reject(new RetryLater('away'));
        const fresh = items.filter(({ identity }) => !stored.includes(identity));
        stored.push(...fresh.map(({ identity }) => identity));
        return Promise.resolve(fresh.map(() => 1n));
      },
      waiting: () => 0,
    };
    const gateway = { inbox, log: createLog({ level: 'silent' }) } as unknown as Gateway;
    const acceptance = new OrderedAcceptance(gateway);
    const names = Array.from({ length: 50 }, (_, n) => `stanza ${n}`);
    const first = names.slice(0, 30).map((name) => acceptance.accept(item(name)));
    await new Promise((resolve) => setTimeout(resolve, 20));
    away = false;
    const second = names.slice(30).map((name) => acceptance.accept(item(name)));
    expect(await Promise.all([...first, ...second])).toEqual(names.map(() => true));
    expect(stored).toEqual(names);
    expect(await acceptance.accept(item('stanza 3'))).toBe(false);
  });
});
