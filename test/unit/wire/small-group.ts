import {
  type CipherSuiteId,
  createGroup,
  createKeyPackage,
  type CreatedGroup,
  type Extension,
  generateSignatureKeyPair,
  type GroupRules,
  type KeyPair,
} from '../../../src/mls/index.ts';

const utf8 = new TextEncoder();

export const plainRules: GroupRules = {
  applyComponent: (_componentId, _state, updates) => updates.at(-1) ?? new Uint8Array(0),
  authenticate: () => undefined,
  sameClient: () => false,
  now: 1000n,
};

/** A group of one member, who is alice, and her signature keys. */
export function smallGroup(
  suite: CipherSuiteId = 1,
  extensions: readonly Extension[] = [],
): CreatedGroup & { readonly signature: KeyPair } {
  const signature = generateSignatureKeyPair(suite);
  const leaf = createKeyPackage({
    suite,
    credential: { type: 'basic', identity: utf8.encode('mimi://a.example/d/alice/1') },
    signature,
    capabilities: {
      versions: [1],
      cipherSuites: [1, 2, 3, 4, 5, 6, 7],
      extensions: [6, 8],
      proposals: [8, 9, 10],
      credentials: [1],
    },
    lifetime: { notBefore: 500n, notAfter: 1500n },
  });
  const groupId = utf8.encode('mimi://a.example/g/clubhouse');
  return { ...createGroup({ suite, groupId, leaf, extensions, rules: plainRules }), signature };
}
