import { decode, type Reader } from '../codec/reader.ts';
import type { Writer } from '../codec/writer.ts';
import type { Proposal } from '../contract.ts';
import { InvalidMessage } from '../invalid-message.ts';
import { proposalType } from './code-points.ts';
import { decodeKeyPackage, type KeyPackage, readKeyPackage } from './key-package.ts';
import { type LeafNode, readExtensions, readLeafNode, writeExtensions } from './leaf-node.ts';
import { readPskId, writePskId } from './psk-id.ts';

/** A proposal whose key package or leaf node is at hand decoded; a `Proposal` for everybody else. */
export type ParsedProposal =
  | Exclude<Proposal, { type: 'add' | 'update' }>
  | (Extract<Proposal, { type: 'add' }> & { readonly parsed: KeyPackage })
  | (Extract<Proposal, { type: 'update' }> & { readonly parsed: LeafNode });

/** The code point of a proposal (RFC 9420 §17.4). */
export function proposalTypeOf(proposal: Proposal): number {
  return proposal.type === 'unknown' ? proposal.proposalType : proposalType[proposal.type];
}

/** Decodes what callers give as octets. Throws `InvalidMessage('malformed')`. */
export function parseProposal(proposal: Proposal): ParsedProposal {
  if (proposal.type === 'add') return { ...proposal, parsed: decodeKeyPackage(proposal.keyPackage) };
  if (proposal.type === 'update') return { ...proposal, parsed: decode(readLeafNode, proposal.leafNode) };
  return proposal;
}

/** RFC 9420 §12.1. A proposal of an unknown type has one opaque vector as its body. */
export function writeProposal(writer: Writer, proposal: Proposal): void {
  writer.uint16(proposalTypeOf(proposal));
  switch (proposal.type) {
    case 'add':
      writer.raw(proposal.keyPackage);
      return;
    case 'update':
      writer.raw(proposal.leafNode);
      return;
    case 'remove':
      writer.uint32(proposal.removed);
      return;
    case 'psk':
      writePskId(writer, proposal.id);
      return;
    case 'reinit':
      writer.opaque(proposal.groupId).uint16(proposal.version).uint16(proposal.cipherSuite);
      writeExtensions(writer, proposal.extensions);
      return;
    case 'external-init':
      writer.opaque(proposal.kemOutput);
      return;
    case 'group-context-extensions':
      writeExtensions(writer, proposal.extensions);
      return;
    case 'app-data-update':
      writer.uint16(proposal.componentId).uint8(proposal.update === null ? 2 : 1);
      if (proposal.update !== null) writer.opaque(proposal.update);
      return;
    case 'app-ephemeral':
      writer.uint16(proposal.componentId).opaque(proposal.data);
      return;
    case 'self-remove':
      return;
    case 'unknown':
      writer.opaque(proposal.body);
  }
}

const readBody: Readonly<Record<keyof typeof proposalType, (reader: Reader) => ParsedProposal>> = {
  add: (reader) => {
    const parsed = readKeyPackage(reader);
    return { type: 'add', keyPackage: parsed.encoded, parsed };
  },
  update: (reader) => {
    const start = reader.position;
    const parsed = readLeafNode(reader);
    return { type: 'update', leafNode: reader.since(start), parsed };
  },
  remove: (reader) => ({ type: 'remove', removed: reader.uint32() }),
  psk: (reader) => ({ type: 'psk', id: readPskId(reader) }),
  reinit: (reader) => ({
    type: 'reinit',
    groupId: reader.opaque(),
    version: reader.uint16(),
    cipherSuite: reader.uint16(),
    extensions: readExtensions(reader),
  }),
  'external-init': (reader) => ({ type: 'external-init', kemOutput: reader.opaque() }),
  'group-context-extensions': (reader) => ({ type: 'group-context-extensions', extensions: readExtensions(reader) }),
  'app-data-update': (reader) => {
    const componentId = reader.uint16();
    const operation = reader.uint8();
    if (operation === 1) return { type: 'app-data-update', componentId, update: reader.opaque() };
    if (operation === 2) return { type: 'app-data-update', componentId, update: null };
    throw new InvalidMessage('malformed', 'AppDataUpdate operation');
  },
  'app-ephemeral': (reader) => ({ type: 'app-ephemeral', componentId: reader.uint16(), data: reader.opaque() }),
  'self-remove': () => ({ type: 'self-remove' }),
};

const bodyByType = new Map(
  Object.entries(readBody).map(([name, read]) => [proposalType[name as keyof typeof proposalType] as number, read]),
);

export function readProposal(reader: Reader): ParsedProposal {
  const type = reader.uint16();
  const read = bodyByType.get(type);
  return read === undefined ? { type: 'unknown', proposalType: type, body: reader.opaque() } : read(reader);
}
