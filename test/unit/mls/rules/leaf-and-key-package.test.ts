import { describe, expect, it } from 'vitest';
import { openKeyPackage, type Rule } from '../../../../src/mls/index.ts';
import { decodeKeyPackage, type KeyPackage, signedKeyPackage } from '../../../../src/mls/structs/key-package.ts';
import type { LeafNode } from '../../../../src/mls/structs/leaf-node.ts';
import {
  basic,
  capabilities,
  expectAccepted,
  expectRefused,
  newClient,
  newWorld,
  prepare,
  resignedKeyPackage,
  rewritten,
  rules,
  utf8,
} from './world.ts';

interface Damage {
  readonly rule: Rule;
  readonly what: string;
  readonly leaf?: (leaf: LeafNode) => Partial<LeafNode>;
  readonly package?: (keyPackage: KeyPackage) => Partial<KeyPackage>;
  /** After signing. */
  readonly after?: (keyPackage: KeyPackage) => KeyPackage;
  /** Only wrong within a group. */
  readonly inGroup?: true;
}

const dictionary = (data: number[]) => ({ type: 6, data: Uint8Array.from(data) });

const damages: Damage[] = [
  { rule: 'leaf-source', what: 'source', leaf: () => ({ source: { type: 'commit', parentHash: new Uint8Array() } }) },
  {
    rule: 'leaf-lifetime',
    what: 'expired',
    leaf: () => ({ source: { type: 'key-package', lifetime: { notBefore: 1n, notAfter: 999n } } }),
  },
  {
    rule: 'leaf-lifetime',
    what: 'not yet valid',
    leaf: () => ({ source: { type: 'key-package', lifetime: { notBefore: 1001n, notAfter: 2000n } } }),
  },
  {
    rule: 'leaf-version-or-suite',
    what: 'version',
    leaf: () => ({ capabilities: { ...capabilities, versions: [2] } }),
  },
  {
    rule: 'leaf-version-or-suite',
    what: 'suite',
    leaf: () => ({ capabilities: { ...capabilities, cipherSuites: [2] } }),
  },
  {
    rule: 'leaf-extension-not-in-capabilities',
    what: 'leaf extension',
    leaf: () => ({ extensions: [{ type: 0x3a3a, data: utf8('x') }] }),
  },
  {
    rule: 'duplicate-extension',
    what: 'leaf extension twice',
    leaf: () => ({ extensions: [dictionary([0]), dictionary([0])] }),
  },
  {
    rule: 'app-data-dictionary',
    what: 'unsorted leaf dictionary',
    leaf: () => ({ extensions: [dictionary([6, 0, 2, 0, 0, 1, 0])] }),
  },
  {
    rule: 'app-data-dictionary',
    what: 'component twice',
    leaf: () => ({ extensions: [dictionary([6, 0, 2, 0, 0, 2, 0])] }),
  },
  {
    rule: 'credential-type-unsupported',
    what: 'own credential type',
    leaf: () => ({ capabilities: { ...capabilities, credentials: [2] } }),
  },
  { rule: 'credential', what: 'refused by the application', leaf: () => ({ credential: basic('mallory') }) },
  {
    rule: 'leaf-signature',
    what: 'leaf signature',
    package: ({ leaf }) => ({ leaf: { ...leaf, signature: leaf.signature.with(3, (leaf.signature[3] ?? 0) ^ 1) } }),
  },
  { rule: 'key-package-version-or-suite', what: 'version', package: () => ({ version: 2 }) },
  { rule: 'key-package-version-or-suite', what: 'suite', package: () => ({ cipherSuite: 3 }), inGroup: true },
  {
    rule: 'key-package-init-key',
    what: 'init key is the encryption key',
    package: ({ leaf }) => ({ initKey: leaf.encryptionKey }),
  },
  {
    rule: 'key-package-extension-not-in-capabilities',
    what: 'extension',
    package: () => ({ extensions: [{ type: 0x4a4a, data: utf8('x') }] }),
  },
  {
    rule: 'duplicate-extension',
    what: 'key package extension twice',
    package: () => ({ extensions: [dictionary([0]), dictionary([0])] }),
  },
  {
    rule: 'key-package-signature',
    what: 'signature',
    after: (keyPackage) =>
      signedKeyPackage(keyPackage, keyPackage.signature.with(7, (keyPackage.signature[7] ?? 0) ^ 1)),
  },
];

describe('a damaged key package is refused alone and in an Add, by hub and member', () => {
  it.each(damages)('$rule: $what', async (damage) => {
    const world = await newWorld();
    const dave = newClient('dave');
    const good = decodeKeyPackage(dave.keyPackage);
    const privateKey = dave.secrets.signatureKey;
    const leaf = damage.leaf?.(good.leaf) ?? {};
    const withLeaf = resignedKeyPackage(good, privateKey, { leaf });
    const resigned = resignedKeyPackageKeepingLeaf(withLeaf, privateKey, damage);
    const bad = damage.after?.(resigned) ?? resigned;
    if (damage.inGroup === undefined) {
      const open = () => openKeyPackage(bad.encoded, rules);
      expect(open).toThrow(expect.objectContaining({ rule: damage.rule }));
    }
    expect(openKeyPackage(good.encoded, rules).member.credential).toEqual(basic('dave'));

    const prepared = await prepare(world, 0, { proposals: [{ type: 'add', keyPackage: good.encoded }] });
    const damaged = rewritten(world, prepared.commit, (content) => ({
      ...content,
      body: {
        type: 'commit',
        commit: { proposals: [{ proposal: { type: 'add', keyPackage: bad.encoded, parsed: bad } }], path: undefined },
      },
    }));
    await expectRefused(world, damaged, damage.rule);
    await expectAccepted(world, prepared.commit);
  });
});

function resignedKeyPackageKeepingLeaf(keyPackage: KeyPackage, privateKey: Uint8Array, damage: Damage): KeyPackage {
  if (damage.package === undefined) return keyPackage;
  return resignedKeyPackage(keyPackage, privateKey, { package: damage.package(keyPackage) });
}

describe('key packages', () => {
  it('last resort is a component of the key package, and only where it was asked for', () => {
    expect(openKeyPackage(newClient('dave', { lastResort: true }).keyPackage, rules).lastResort).toBe(true);
    expect(openKeyPackage(newClient('dave').keyPackage, rules).lastResort).toBe(false);
  });

  it('a suite that does not exist is refused', () => {
    const good = decodeKeyPackage(newClient('dave').keyPackage);
    const odd = signedKeyPackage({ ...good, cipherSuite: 0x1a1a }, good.signature);
    const open = () => openKeyPackage(odd.encoded, rules);
    expect(open).toThrow(expect.objectContaining({ rule: 'unsupported-cipher-suite' }));
  });

  it('a credential type that does not exist is refused', () => {
    const { keyPackage } = newClient('dave');
    // The credential type stands before the identity: 00 01 04 'dave'.
    const at = Buffer.from(keyPackage).indexOf(Buffer.from('00010464617665', 'hex'));
    const open = () => openKeyPackage(keyPackage.with(at + 1, 9), rules);
    expect(open).toThrow(expect.objectContaining({ rule: 'unsupported-credential-type' }));
  });
});
