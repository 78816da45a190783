import { decode, type Reader } from '../codec/reader.ts';
import { encode, type Writer } from '../codec/writer.ts';
import type { PublicGroup } from '../contract.ts';
import { InvalidMessage } from '../invalid-message.ts';
import { readGroupContext, writeGroupContext } from '../structs/group-info.ts';
import { readSender, writeSender } from '../structs/message.ts';
import { readProposal, writeProposal } from '../structs/proposal.ts';
import { decodeRatchetTree, encodeRatchetTree } from '../structs/tree-node.ts';
import { RatchetTree } from '../tree/ratchet-tree.ts';
import { type PublicState, publicStateOf, refKey, type StoredProposal } from './public-state.ts';

/** Version of our own form of a public group's state; a new form gets a new number and this one stays readable. */
const formVersion = 1;

export function writePublicState(writer: Writer, state: PublicState): void {
  writer.uint8(formVersion).uint8(state.reinitialized ? 1 : 0);
  writeGroupContext(writer, state.context);
  writer.opaque(state.confirmationTag).opaque(encodeRatchetTree(state.tree.nodes));
  writer.vector(state.pending.values(), (w, { ref, sender, proposal, message }) => {
    writeSender(w.opaque(ref), sender);
    writeProposal(w, proposal);
    w.opaque(message);
  });
}

export function readPublicState(reader: Reader): PublicState {
  const version = reader.uint8();
  if (version !== formVersion) throw new InvalidMessage('malformed', `state form ${version} is not known`);
  const reinitialized = reader.uint8();
  if (reinitialized > 1) throw new InvalidMessage('malformed', 'flag is neither 0 nor 1');
  const context = readGroupContext(reader);
  const confirmationTag = reader.opaque();
  const tree = new RatchetTree(decodeRatchetTree(reader.opaque()));
  const stored = reader.vector((r): StoredProposal => {
    const ref = r.opaque();
    const sender = readSender(r);
    return { ref, sender, proposal: readProposal(r), message: r.opaque() };
  });
  const pending = new Map(stored.map((proposal) => [refKey(proposal.ref), proposal]));
  return { context, confirmationTag, pending, reinitialized: reinitialized === 1, tree };
}

/** A public group as octets, in a versioned form of our own. It has no secrets. */
export function encodePublicGroup(group: PublicGroup): Uint8Array {
  return encode(writePublicState, publicStateOf(group));
}

/**
 * Strict: throws `InvalidMessage('malformed')`. What is read is trusted, since it was verified before it was written.
 */
export function decodePublicGroup(octets: Uint8Array): PublicGroup {
  return decode(readPublicState, octets);
}
