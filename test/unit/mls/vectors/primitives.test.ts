import { describe, expect, it } from 'vitest';
import { decode } from '../../../../src/mls/codec/reader.ts';
import type { CipherSuiteId } from '../../../../src/mls/index.ts';
import {
  cipherSuite,
  decryptWithLabel,
  deriveSecret,
  deriveTreeSecret,
  encryptWithLabel,
  expandWithLabel,
  refHash,
  signWithLabel,
  verifyWithLabel,
} from '../../../../src/mls/suites/index.ts';
import {
  directPath,
  leftOf,
  nodeWidth,
  parentOf,
  rightOf,
  rootOf,
  siblingOf,
} from '../../../../src/mls/tree/tree-math.ts';
import { hex, unhex, vectors } from './vector-files.ts';

interface CryptoBasics {
  cipher_suite: CipherSuiteId;
  ref_hash: { label: string; out: string; value: string };
  expand_with_label: { secret: string; label: string; context: string; length: number; out: string };
  derive_secret: { secret: string; label: string; out: string };
  derive_tree_secret: { secret: string; label: string; generation: number; length: number; out: string };
  sign_with_label: { priv: string; pub: string; content: string; label: string; signature: string };
  encrypt_with_label: Record<'priv' | 'pub' | 'label' | 'context' | 'plaintext' | 'kem_output' | 'ciphertext', string>;
}

describe('crypto-basics', () => {
  it.each(vectors<CryptoBasics>('crypto-basics'))('suite $cipher_suite', (v) => {
    const suite = cipherSuite(v.cipher_suite);
    const { ref_hash: ref, expand_with_label: expand, derive_secret: derive, derive_tree_secret: tree } = v;
    expect(hex(refHash(suite, ref.label, unhex(ref.value)))).toBe(ref.out);
    const expanded = expandWithLabel(suite, unhex(expand.secret), expand.label, unhex(expand.context), expand.length);
    expect(hex(expanded)).toBe(expand.out);
    expect(hex(deriveSecret(suite, unhex(derive.secret), derive.label))).toBe(derive.out);
    const treeSecret = deriveTreeSecret(suite, unhex(tree.secret), tree.label, tree.generation, tree.length);
    expect(hex(treeSecret)).toBe(tree.out);

    const { priv, pub, content, label, signature } = v.sign_with_label;
    expect(verifyWithLabel(suite, unhex(pub), label, unhex(content), unhex(signature))).toBe(true);
    const signed = signWithLabel(suite, unhex(priv), label, unhex(content));
    expect(verifyWithLabel(suite, unhex(pub), label, unhex(content), signed)).toBe(true);
    expect(verifyWithLabel(suite, unhex(pub), `${label}x`, unhex(content), signed)).toBe(false);

    const e = v.encrypt_with_label;
    const sealed = { kemOutput: unhex(e.kem_output), ciphertext: unhex(e.ciphertext) };
    const opened = decryptWithLabel(suite, unhex(e.priv), e.label, unhex(e.context), sealed);
    expect(opened && hex(opened)).toBe(e.plaintext);
    const again = encryptWithLabel(suite, unhex(e.pub), e.label, unhex(e.context), unhex(e.plaintext));
    expect(hex(decryptWithLabel(suite, unhex(e.priv), e.label, unhex(e.context), again) ?? new Uint8Array())).toBe(
      e.plaintext,
    );
    expect(decryptWithLabel(suite, unhex(e.priv), e.label, unhex(`${e.context}00`), again)).toBeNull();
  });
});

describe('deserialization', () => {
  it.each(vectors<{ vlbytes_header: string; length: number }>('deserialization'))('$vlbytes_header', (v) => {
    expect(decode((reader) => reader.vectorLength(), unhex(v.vlbytes_header))).toBe(v.length);
  });
});

interface TreeMath {
  n_leaves: number;
  n_nodes: number;
  root: number;
  left: (number | null)[];
  right: (number | null)[];
  parent: (number | null)[];
  sibling: (number | null)[];
}

describe('tree-math', () => {
  it.each(vectors<TreeMath>('tree-math'))('$n_leaves leaves', (v) => {
    const width = nodeWidth(v.n_leaves);
    expect(width).toBe(v.n_nodes);
    expect(rootOf(width)).toBe(v.root);
    for (let node = 0; node < width; node++) {
      const isLeaf = node % 2 === 0;
      const isRoot = node === v.root;
      expect(isLeaf ? null : leftOf(node)).toBe(v.left[node]);
      expect(isLeaf ? null : rightOf(node)).toBe(v.right[node]);
      expect(isRoot ? null : parentOf(node)).toBe(v.parent[node]);
      expect(isRoot ? null : siblingOf(node)).toBe(v.sibling[node]);
      expect(directPath(node, width).at(-1) ?? node).toBe(v.root);
    }
  });
});
