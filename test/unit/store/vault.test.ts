import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidSealed, openVault } from '../../../src/store/index.ts';

const keyOf = (id: string, octet: number) => ({ id, key: new Uint8Array(32).fill(octet) });
const vault = openVault([keyOf('2026-02', 2), keyOf('2026-01', 1)]);
const secret = new TextEncoder().encode('epoch secret');

function ruleOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof InvalidSealed) return error.rule;
    throw error;
  }
  return 'opened';
}

describe('the vault', () => {
  it('opens what it sealed, in the same place only', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), fc.string(), (plaintext, place, elsewhere) => {
        const sealed = vault.seal(plaintext, place);
        expect(vault.open(sealed, place)).toEqual(plaintext);
        if (elsewhere !== place) expect(ruleOf(() => vault.open(sealed, elsewhere))).toBe('changed-or-moved');
      }),
    );
  });

  it('notices every changed octet', () => {
    const sealed = vault.seal(secret, 'group/1');
    for (let index = 0; index < sealed.length; index++) {
      const changed = sealed.slice();
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(ruleOf(() => vault.open(changed, 'group/1'))).not.toBe('opened');
    }
  });

  it('notices what was cut off', () => {
    const sealed = vault.seal(secret, 'group/1');
    for (let length = 0; length < sealed.length; length++)
      expect(ruleOf(() => vault.open(sealed.subarray(0, length), 'group/1'))).not.toBe('opened');
  });

  it('never seals the same twice alike', () => {
    expect(vault.seal(secret, 'group/1')).not.toEqual(vault.seal(secret, 'group/1'));
  });

  it('opens what older keys sealed, and tells that it is not current', () => {
    const older = openVault([keyOf('2026-01', 1)]).seal(secret, 'group/1');
    expect(vault.open(older, 'group/1')).toEqual(secret);
    expect(vault.isCurrent(older)).toBe(false);
    expect(vault.isCurrent(vault.seal(secret, 'group/1'))).toBe(true);
  });

  it('names the key that is missing', () => {
    const sealed = vault.seal(secret, 'group/1');
    const without = openVault([keyOf('2026-01', 1)]);
    expect(() => without.open(sealed, 'group/1')).toThrow('The key "2026-02" that group/1 was sealed with');
  });

  it('refuses keys that are too short, share an id, or are none', () => {
    expect(() => openVault([])).toThrow('at least one key');
    expect(() => openVault([{ id: 'a', key: new Uint8Array(16) }])).toThrow('16 octets instead of 32');
    expect(() => openVault([keyOf('a', 1), keyOf('a', 2)])).toThrow('Two keys have the id "a"');
  });
});
