import { decodeRatchetTree, type Reader, type Writer } from '../../mls/index.ts';
import type { RatchetTreeOption } from '../contract.ts';
import { bodyLimits } from '../limits.ts';
import { code, codecOf, type Field, text } from '../presentation.ts';
import { checkTreeUrl } from './source-domains.ts';

const section = 'draft-ietf-mls-ratchet-tree-options §3';

/** RatchetTreeRepresentation. The draft's select says `httpsUrl` for its `httpsUri`: the same value. */
export const ratchetTreeRepresentations = {
  full: 1,
  httpsUri: 2,
  outOfBand: 3,
  distributionService: 4,
} as const satisfies Record<RatchetTreeOption['representation'], number>;

const representation = code(ratchetTreeRepresentations, section);

/**
 * RatchetTreeOption (decision WF-21): nodes are `optional<Node>`, as RFC 9420 §12.4.3.3 has them. The draft signs
 * nothing: the group's tree_hash proves a tree, wherever it came from.
 */
export const ratchetTreeOption: Field<RatchetTreeOption> = {
  write: (writer: Writer, option: RatchetTreeOption): void => {
    representation.write(writer, option.representation);
    switch (option.representation) {
      case 'full':
        decodeRatchetTree(option.ratchetTree);
        writer.raw(option.ratchetTree);
        return;
      case 'httpsUri':
        checkTreeUrl(option.url);
        text.write(writer, option.url);
        return;
      case 'outOfBand':
      case 'distributionService':
    }
  },
  read: (reader: Reader): RatchetTreeOption => {
    const kind = representation.read(reader);
    if (kind === 'full') return { representation: kind, ratchetTree: readTree(reader) };
    if (kind === 'outOfBand' || kind === 'distributionService') return { representation: kind };
    const url = text.read(reader);
    checkTreeUrl(url);
    return { representation: kind, url };
  },
};

function readTree(reader: Reader): Uint8Array {
  const start = reader.position;
  reader.raw(reader.vectorLength());
  const octets = reader.since(start);
  // Its shape only; whether it is the group's tree needs the group.
  decodeRatchetTree(octets);
  return octets;
}

/** A RatchetTreeOption by itself. */
export const ratchetTreeOptionCodec = codecOf<RatchetTreeOption>({
  section,
  limit: bodyLimits.large,
  ...ratchetTreeOption,
});
