import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Shutdown } from '../../../src/cli/shutdown.ts';
import { createLog } from '../../../src/observe/index.ts';

describe('a gateway that stops', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const lines: string[] = [];
  const log = createLog({ level: 'warn', destination: { write: (line: string) => void lines.push(line) } });

  it('ends what began last first, and what fails keeps nothing else', async () => {
    const shutdown = new Shutdown();
    const ended: string[] = [];
    const ends = (name: string) => () => {
      ended.push(name);
      return name === 'rooms' ? Promise.reject(new Error('no')) : Promise.resolve();
    };
    for (const name of ['database', 'rooms', 'matrix']) shutdown.later(name, ends(name));
    expect(await shutdown.run(log)).toEqual([]);
    expect(ended).toEqual(['matrix', 'rooms', 'database']);
    expect(lines.pop()).toContain('"part":"rooms"');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('names what does not end, and ends the rest', async () => {
    const shutdown = new Shutdown();
    const closed = vi.fn(() => Promise.resolve());
    shutdown.later('database', closed);
    shutdown.later('leases', () => new Promise(() => undefined));
    shutdown.later('rooms', () => new Promise(() => undefined));
    const late = shutdown.run(log);
    await vi.advanceTimersByTimeAsync(29_000);
    expect(closed).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(3000);
    expect(await late).toEqual(['rooms', 'leases']);
    expect(closed).toHaveBeenCalledTimes(1);
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([{ part: 'rooms' }, { part: 'leases' }]);
  });
});
