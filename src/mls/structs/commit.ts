import type { Reader } from '../codec/reader.ts';
import type { Writer } from '../codec/writer.ts';
import type { Proposal } from '../contract.ts';
import { InvalidMessage } from '../invalid-message.ts';
import { type LeafNode, readLeafNode, writeLeafNode } from './leaf-node.ts';
import { type ParsedProposal, readProposal, writeProposal } from './proposal.ts';

/** RFC 9420 §6.3 and §12.4.3.1: what HPKE gives. */
export interface HpkeCiphertext {
  readonly kemOutput: Uint8Array;
  readonly ciphertext: Uint8Array;
}

/** RFC 9420 §7.6. */
export interface UpdatePath {
  readonly leaf: LeafNode;
  readonly nodes: readonly UpdatePathNode[];
}

export interface UpdatePathNode {
  readonly encryptionKey: Uint8Array;
  readonly encryptedPathSecrets: readonly HpkeCiphertext[];
}

export type ProposalOrRef<P extends Proposal = ParsedProposal> =
  | { readonly proposal: P }
  | { readonly reference: Uint8Array };

/** RFC 9420 §12.4. */
export interface Commit {
  readonly proposals: readonly ProposalOrRef[];
  readonly path: UpdatePath | undefined;
}

export function writeHpkeCiphertext(writer: Writer, sealed: HpkeCiphertext): void {
  writer.opaque(sealed.kemOutput).opaque(sealed.ciphertext);
}

export function readHpkeCiphertext(reader: Reader): HpkeCiphertext {
  return { kemOutput: reader.opaque(), ciphertext: reader.opaque() };
}

export function writeUpdatePath(writer: Writer, path: UpdatePath): void {
  writeLeafNode(writer, path.leaf);
  writer.vector(path.nodes, (w, node) =>
    w.opaque(node.encryptionKey).vector(node.encryptedPathSecrets, writeHpkeCiphertext),
  );
}

export function readUpdatePath(reader: Reader): UpdatePath {
  return {
    leaf: readLeafNode(reader),
    nodes: reader.vector((r) => ({
      encryptionKey: r.opaque(),
      encryptedPathSecrets: r.vector(readHpkeCiphertext),
    })),
  };
}

export function writeCommit(writer: Writer, commit: Commit): void {
  writer.vector(commit.proposals, (w, entry) => {
    if ('proposal' in entry) writeProposal(w.uint8(1), entry.proposal);
    else w.uint8(2).opaque(entry.reference);
  });
  writer.optional(commit.path, writeUpdatePath);
}

function readProposalOrRef(reader: Reader): ProposalOrRef {
  const type = reader.uint8();
  if (type === 1) return { proposal: readProposal(reader) };
  if (type === 2) return { reference: reader.opaque() };
  throw new InvalidMessage('malformed', 'proposal or reference');
}

export function readCommit(reader: Reader): Commit {
  return { proposals: reader.vector(readProposalOrRef), path: reader.optional(readUpdatePath) };
}
