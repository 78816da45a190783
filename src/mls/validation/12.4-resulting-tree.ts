import { demand } from '../invalid-message.ts';
import type { RatchetTree } from '../tree/ratchet-tree.ts';
import { checkCredentialTypes } from './7.2-capabilities.ts';

/** RFC 9420 §7.3, §12.4.2: what must hold among the members of the new epoch's tree. */
export function checkResultingTree(tree: RatchetTree): void {
  demand(tree.encryptionKeys.unique, 'encryption-key-not-unique');
  demand(tree.signatureKeys.unique, 'signature-key-not-unique');
  checkCredentialTypes(tree.leaves());
}
