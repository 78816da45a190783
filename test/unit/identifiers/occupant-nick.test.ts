import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { occupantNick, parseUserUri, prepareResource } from '../../../src/identifiers/index.ts';

const alice = parseUserUri('mimi://matrix.example.org/u/alice');
const nobody = (): boolean => false;

describe('nicks of users from elsewhere', () => {
  it.each([
    ['Alice', 'Alice'],
    ['  Alice \n Smith\t', 'Alice Smith'],
    ['Ａｌｉｃｅ', 'Alice'],
    ['\u202eecilA', 'ecilA'],
    ['👩\u200d🚀', '👩🚀'],
    ['', 'alice'],
    [' \u200b\u2060', 'alice'],
    ['\u2800', 'alice'],
  ])('%j is shown as %j', (name, nick) => {
    expect(occupantNick(name, alice, nobody)).toBe(nick);
  });

  it('who comes later with the same name gets the provider behind it, then numbers', () => {
    const taken = new Set<string>();
    const nicks = [1, 2, 3, 4].map(() => {
      const nick = occupantNick('Alice', alice, (other) => taken.has(other));
      taken.add(nick);
      return nick;
    });
    expect(nicks).toEqual([
      'Alice',
      'Alice (matrix.example.org)',
      'Alice (matrix.example.org) 2',
      'Alice (matrix.example.org) 3',
    ]);
  });

  it('any name gives a legal resource that preparation leaves alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
        const nick = occupantNick(name, alice, nobody);
        expect(prepareResource(nick)).toBe(nick);
        expect(nick.normalize('NFKC')).toBe(nick);
        expect(Buffer.byteLength(nick)).toBeLessThanOrEqual(256);
      }),
      { numRuns: 500 },
    );
  });
});
