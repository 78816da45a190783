import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nickSkeleton } from '../../../src/identifiers/index.ts';

describe('what people take for the same nick', () => {
  it.each([
    ['bob', 'Bob', 'case'],
    ['bob', 'ｂｏｂ', 'width'],
    ['bob', 'b\u200Bob', 'an invisible character'],
    ['bob', 'b\u043Eb', 'a Cyrillic letter'],
    ['boss', '\u0412OSS', 'a Cyrillic capital'],
    ['alice', '\u03B1lice', 'a Greek letter'],
    ['John Doe', 'john\u00A0 doe', 'spaces'],
  ])('%s and %s: %s', (one, other) => {
    expect(nickSkeleton(other)).toBe(nickSkeleton(one));
  });

  it.each([
    ['bob', 'rob'],
    ['bob1', 'bob2'],
    ['bob', 'bob2'],
    ['боб', 'бобр'],
    ['Zoë', 'Zoe'],
  ])('%s and %s are two', (one, other) => {
    expect(nickSkeleton(other)).not.toBe(nickSkeleton(one));
  });

  it('a skeleton is its own', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (nick) => {
        const skeleton = nickSkeleton(nick);
        expect(nickSkeleton(skeleton)).toBe(skeleton);
      }),
    );
  });
});
