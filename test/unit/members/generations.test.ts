import { describe, expect, it } from 'vitest';
import { Generations } from '../../../src/members/generations.ts';

describe('generations of a hosted leaf', () => {
  it('a reservation that may have failed comes with every message until it is durable', () => {
    const generations = new Generations(5n, new Map());
    const first = generations.next(5n, 0);
    expect(first).toEqual({ generation: 0, reserve: { epoch: 5n, leaf: 0, upTo: 32 } });
    // The first one was not stored: a crash after the second must not find its generation free.
    const second = generations.next(5n, 0);
    expect(second).toEqual({ generation: 1, reserve: { epoch: 5n, leaf: 0, upTo: 32 } });
    generations.confirm(second.reserve!);
    expect(generations.next(5n, 0)).toEqual({ generation: 2, reserve: null });
    for (let generation = 3; generation < 32; generation++) generations.next(5n, 0);
    expect(generations.next(5n, 0)).toEqual({ generation: 32, reserve: { epoch: 5n, leaf: 0, upTo: 64 } });
  });

  it('after a restart it goes on behind what may have been used; an epoch begins anew', () => {
    const generations = new Generations(5n, new Map([[3, 64]]));
    expect(generations.next(5n, 3).generation).toBe(64);
    const late = generations.next(5n, 3).reserve!;
    expect(generations.next(6n, 3)).toEqual({ generation: 0, reserve: { epoch: 6n, leaf: 3, upTo: 32 } });
    generations.confirm(late);
    expect(generations.next(6n, 3).reserve).not.toBeNull();
  });
});
