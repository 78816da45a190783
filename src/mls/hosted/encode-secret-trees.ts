import type { Reader } from '../codec/reader.ts';
import type { Writer } from '../codec/writer.ts';
import { InvalidMessage } from '../invalid-message.ts';
import type { ExporterTree } from '../schedule/exporter-tree.ts';
import type { MessageKey, Ratchet } from '../secret-tree/ratchet.ts';
import type { SecretNode } from '../secret-tree/secret-tree.ts';

/** Component ids have 16 bits. */
const deepest = 16;

function writeRatchet(writer: Writer, ratchet: Ratchet): void {
  writer.opaque(ratchet.secret).uint32(ratchet.generation);
  writer.vector(ratchet.skipped, (w, [generation, { key, nonce }]) => w.uint32(generation).opaque(key).opaque(nonce));
}

function readRatchet(reader: Reader): Ratchet {
  const secret = reader.opaque();
  const generation = reader.uint32();
  const skipped = reader.vector((r): [number, MessageKey] => [r.uint32(), { key: r.opaque(), nonce: r.opaque() }]);
  return { secret, generation, skipped: new Map(skipped) };
}

export function writeSecretNode(writer: Writer, node: SecretNode): void {
  if ('secret' in node) writer.uint8(1).opaque(node.secret);
  else if ('left' in node) {
    writeSecretNode(writer.uint8(2), node.left);
    writeSecretNode(writer, node.right);
  } else {
    writeRatchet(writer.uint8(3), node.ratchets.handshake);
    writeRatchet(writer, node.ratchets.application);
  }
}

/** @param height of the subtree: 0 at a leaf */
export function readSecretNode(reader: Reader, height: number): SecretNode {
  const kind = reader.uint8();
  if (kind === 1) return { secret: reader.opaque() };
  if (kind === 2 && height > 0)
    return { left: readSecretNode(reader, height - 1), right: readSecretNode(reader, height - 1) };
  if (kind === 3 && height === 0)
    return { ratchets: { handshake: readRatchet(reader), application: readRatchet(reader) } };
  throw new InvalidMessage('malformed', 'secret tree');
}

export function writeExporterTree(writer: Writer, tree: ExporterTree): void {
  if (tree === null) writer.uint8(0);
  else if (tree instanceof Uint8Array) writer.uint8(1).opaque(tree);
  else {
    writeExporterTree(writer.uint8(2), tree.left);
    writeExporterTree(writer, tree.right);
  }
}

export function readExporterTree(reader: Reader, depth = 0): ExporterTree {
  const kind = reader.uint8();
  if (kind === 0) return null;
  if (kind === 1) return reader.opaque();
  if (kind === 2 && depth < deepest)
    return { left: readExporterTree(reader, depth + 1), right: readExporterTree(reader, depth + 1) };
  throw new InvalidMessage('malformed', 'exporter tree');
}
