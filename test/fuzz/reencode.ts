/**
 * Encodes a decoded message from its fields alone: where the engine keeps the octets that it read (they are signed),
 * this makes them anew, so that a lenient decoder would show.
 */
import { encode } from '../../src/mls/codec/writer.ts';
import type { Commit } from '../../src/mls/structs/commit.ts';
import { type KeyPackage, signedKeyPackage } from '../../src/mls/structs/key-package.ts';
import { writeLeafNode } from '../../src/mls/structs/leaf-node.ts';
import { decodeMessage, encodeMessage, framedContent, type ContentBody } from '../../src/mls/structs/message.ts';
import type { ParsedProposal } from '../../src/mls/structs/proposal.ts';

function freshKeyPackage(keyPackage: KeyPackage): KeyPackage {
  const { signature, encoded: _read, ...unsigned } = keyPackage;
  return signedKeyPackage(unsigned, signature);
}

function freshProposal(proposal: ParsedProposal): ParsedProposal {
  if (proposal.type === 'add') return { ...proposal, keyPackage: freshKeyPackage(proposal.parsed).encoded };
  if (proposal.type === 'update') return { ...proposal, leafNode: encode(writeLeafNode, proposal.parsed) };
  return proposal;
}

function freshCommit(commit: Commit): Commit {
  return {
    ...commit,
    proposals: commit.proposals.map((entry) =>
      'proposal' in entry ? { proposal: freshProposal(entry.proposal) } : entry,
    ),
  };
}

function freshBody(body: ContentBody): ContentBody {
  if (body.type === 'proposal') return { type: 'proposal', proposal: freshProposal(body.proposal) };
  if (body.type === 'commit') return { type: 'commit', commit: freshCommit(body.commit) };
  return body;
}

/** Throws what the decoder throws. */
export function reencode(octets: Uint8Array): Uint8Array {
  const decoded = decodeMessage(octets);
  if (decoded.wireFormat === 'key-package') {
    return encodeMessage({ ...decoded, message: freshKeyPackage(decoded.message) });
  }
  if (decoded.wireFormat !== 'public-message') return encodeMessage(decoded);
  const { encoded: _read, ...fields } = decoded.message.content;
  const content = framedContent({ ...fields, body: freshBody(fields.body) });
  return encodeMessage({ ...decoded, message: { ...decoded.message, content } });
}
