import { describe, expect, it } from 'vitest';
import { count, textOf } from '../../chaos/count.ts';

const clean = { lost: [], doubled: [], outOfOrder: [] };
const [a1, a2, a3, b1] = [textOf('a', 1), textOf('a', 2), textOf('a', 3), textOf('b', 1)];

describe('counting at the clients', () => {
  it('finds nothing wrong when everything came once, in order, whatever lies between', () => {
    expect(count([a1, b1, a2], [a1, 'hello', b1, a2])).toEqual(clean);
  });

  it('finds what was acknowledged and never came, and forgives what was not acknowledged', () => {
    expect(count([a1, a2], [a1, a3])).toEqual({ ...clean, lost: [a2] });
  });

  it('finds what came twice, once', () => {
    expect(count([a1, a2], [a1, a2, a1, a1])).toEqual({ ...clean, doubled: [a1] });
  });

  it('finds what came before an earlier one of the same speaker', () => {
    expect(count([a1, a2, b1], [a2, b1, a1])).toEqual({ ...clean, outOfOrder: [a1] });
  });
});
