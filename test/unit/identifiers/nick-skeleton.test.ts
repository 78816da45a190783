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
    ['Alice', 'AIice', 'a capital i'],
    ['bill', 'bi1|', 'a digit and a bar'],
    ['ivan', '\u04C0van', 'a Cyrillic bar'],
    ['Bob', 'Bob\u2800', 'a blank of Braille'],
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

  it.each(['\u3164', '\u115F', '\u2800', '\u00AD', ' \u200B '])('nothing, where nothing is to be seen: %j', (nick) => {
    expect(nickSkeleton(nick)).toBe('');
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
