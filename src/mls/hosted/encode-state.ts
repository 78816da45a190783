import { hex } from '../codec/octets.ts';
import { decode, type Reader } from '../codec/reader.ts';
import { encode, type Writer } from '../codec/writer.ts';
import type { HostedGroup, LeafIndex, LocalLeaf, Retention } from '../contract.ts';
import { InvalidMessage } from '../invalid-message.ts';
import { readPublicState, writePublicState } from '../public/encode-state.ts';
import type { KeptSecrets } from '../schedule/key-schedule.ts';
import { readGroupContext, writeGroupContext } from '../structs/group-info.ts';
import { type LeafNode, readLeafNode, writeLeafNode } from '../structs/leaf-node.ts';
import type { TreeNode } from '../structs/tree-node.ts';
import { RatchetTree } from '../tree/ratchet-tree.ts';
import { level, rootOf } from '../tree/tree-math.ts';
import { readExporterTree, readSecretNode, writeExporterTree, writeSecretNode } from './encode-secret-trees.ts';
import { type HostedState, hostedStateOf, type PastEpoch, type PresentEpoch } from './hosted-state.ts';

/** Version of our own form of a hosted group's state; a new form gets a new number and this one stays readable. */
const formVersion = 1;
/** More leaves than any group of ours will have; keeps damaged state from asking for all the memory. */
const widest = 2 ** 22 - 1;

const secretNames = [
  'senderData',
  'exporter',
  'external',
  'confirmationKey',
  'membershipKey',
  'resumptionPsk',
  'epochAuthenticator',
  'init',
] as const satisfies readonly (keyof KeptSecrets)[];

function writePresent(writer: Writer, present: PresentEpoch): void {
  for (const name of secretNames) writer.opaque(present.secrets[name]);
  writeSecretNode(writer.uint32(present.secretTree.width), present.secretTree.root);
  writeExporterTree(writer, present.exporterTree);
}

function readPresent(reader: Reader): PresentEpoch {
  const [senderData, exporter, external, confirmationKey, membershipKey, resumptionPsk, epochAuthenticator, init] =
    secretNames.map(() => reader.opaque()) as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
      Uint8Array,
      Uint8Array,
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ];
  const secrets = {
    senderData,
    exporter,
    external,
    confirmationKey,
    membershipKey,
    resumptionPsk,
    epochAuthenticator,
    init,
  };
  const width = readWidth(reader);
  const secretTree = { width, root: readSecretNode(reader, level(rootOf(width))) };
  return { secrets, secretTree, exporterTree: readExporterTree(reader) };
}

function readWidth(reader: Reader): number {
  const width = reader.uint32();
  if (width > widest || (width & (width + 1)) !== 0) throw new InvalidMessage('malformed', 'width of a tree');
  return width;
}

/** A past tree is kept as its difference from the present one, and of leaves only: who sent what. */
function writePast(writer: Writer, past: PastEpoch, present: RatchetTree): void {
  writeGroupContext(writer, past.context);
  writer.opaque(past.senderData).uint32(past.tree.width);
  const changed: [LeafIndex, LeafNode | undefined][] = [];
  for (let leaf = 0; leaf < past.tree.leafCount; leaf++) {
    if (past.tree.leafAt(leaf) !== present.leafAt(leaf)) changed.push([leaf, past.tree.leafAt(leaf)]);
  }
  writer.vector(changed, (w, [index, leaf]) => w.uint32(index).optional(leaf, writeLeafNode));
  writeSecretNode(writer, past.secretTree.root);
}

function readPast(reader: Reader, present: RatchetTree): PastEpoch {
  const context = readGroupContext(reader);
  const senderData = reader.opaque();
  const width = readWidth(reader);
  const changed = new Map(reader.vector((r) => [r.uint32(), r.optional(readLeafNode)] as const));
  const nodes = Array.from({ length: width }, (_, node): TreeNode | undefined => {
    if (node % 2 === 1) return undefined;
    const leaf = changed.has(node / 2) ? changed.get(node / 2) : present.leafAt(node / 2);
    return leaf && { leaf };
  });
  const root = readSecretNode(reader, level(rootOf(width)));
  return { context, senderData, tree: new RatchetTree(nodes), secretTree: { width, root } };
}

function writeRetention(writer: Writer, retention: Retention): void {
  writer.uint32(retention.pastEpochs).uint32(retention.maxForward);
  writer.uint32(retention.maxSkipped).uint32(retention.resumptionEpochs);
}

function readRetention(reader: Reader): Retention {
  return {
    pastEpochs: reader.uint32(),
    maxForward: reader.uint32(),
    maxSkipped: reader.uint32(),
    resumptionEpochs: reader.uint32(),
  };
}

function writeState(writer: Writer, state: HostedState): void {
  const { tree } = state.public;
  writePublicState(writer.uint8(formVersion), state.public);
  writer.vector(state.local, (w, { leafIndex, signaturePublicKey }) => w.uint32(leafIndex).opaque(signaturePublicKey));
  writer.vector(state.signatureKeys, (w, [leafIndex, key]) => w.uint32(leafIndex).opaque(key));
  writer.vector(state.nodeKeys, (w, [node, key]) => w.uint32(node).opaque(key));
  writer.vector(state.updates, (w, [publicKey, key]) => w.opaque(Buffer.from(publicKey, 'hex')).opaque(key));
  writer.optional(state.present, writePresent);
  writer.vector(state.past, (w, past) => writePast(w, past, tree));
  writer.vector(state.resumption, (w, [epoch, psk]) => w.uint64(epoch).opaque(psk));
  writeRetention(writer, state.retention);
}

function readState(reader: Reader): HostedState {
  const version = reader.uint8();
  if (version !== formVersion) throw new InvalidMessage('malformed', `state form ${version} is not known`);
  const publicState = readPublicState(reader);
  const local = reader.vector((r): LocalLeaf => ({ leafIndex: r.uint32(), signaturePublicKey: r.opaque() }));
  const signatureKeys = new Map(reader.vector((r) => [r.uint32(), r.opaque()] as const));
  const nodeKeys = new Map(reader.vector((r) => [r.uint32(), r.opaque()] as const));
  const updates = new Map(reader.vector((r) => [hex(r.opaque()), r.opaque()] as const));
  const present = reader.optional(readPresent) ?? null;
  const past = reader.vector((r) => readPast(r, publicState.tree));
  const resumption = new Map(reader.vector((r) => [r.uint64(), r.opaque()] as const));
  return {
    public: publicState,
    local,
    signatureKeys,
    nodeKeys,
    updates,
    present,
    past,
    resumption,
    retention: readRetention(reader),
    epochAuthenticator: present?.secrets.epochAuthenticator ?? new Uint8Array(0),
  };
}

/** A hosted group as octets, in a versioned form of our own. It is full of secrets: encrypt it before it is stored. */
export function encodeHostedGroup(group: HostedGroup): Uint8Array {
  return encode(writeState, hostedStateOf(group));
}

/** Strict: throws `InvalidMessage('malformed')`. What is read is trusted, since it was ours. */
export function decodeHostedGroup(octets: Uint8Array): HostedGroup {
  return decode(readState, octets);
}
