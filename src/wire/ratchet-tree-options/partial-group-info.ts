import {
  encodeGroupContext,
  encodeWith,
  extensionType,
  type GroupContext,
  readExtensions,
  writeExtensions,
} from '../../mls/index.ts';
import type { PartialGroupInfo } from '../contract.ts';
import { demand } from '../invalid-wire.ts';
import { bodyLimits } from '../limits.ts';
import { code, codecOf, type Field } from '../presentation.ts';

const section = 'draft-ietf-mls-ratchet-tree-options §4';

/** RatchetTreePresence. */
export const ratchetTreePresences = {
  noRatchetTree: 0,
  present: 1,
  removed: 2,
  added: 3,
} as const satisfies Record<PartialGroupInfo['ratchetTreePresence'], number>;

const presence = code(ratchetTreePresences, section);

/** PartialGroupInfo: what a hub that follows the commits can't make of a GroupInfo by itself. */
export const partialGroupInfo: Field<PartialGroupInfo> = {
  write: (writer, partial) => {
    checkExtensions(partial);
    presence.write(writer, partial.ratchetTreePresence);
    writeExtensions(writer, partial.extensions);
    writer.opaque(partial.signature);
  },
  read: (reader) => {
    const partial = {
      ratchetTreePresence: presence.read(reader),
      extensions: readExtensions(reader),
      signature: reader.opaque(),
    };
    checkExtensions(partial);
    return partial;
  },
};

function checkExtensions({ extensions }: PartialGroupInfo): void {
  const types = new Set(extensions.map(({ type }) => type));
  demand(types.size === extensions.length, 'malformed', 'RFC 9420 §13.4', 'an extension twice');
  demand(!types.has(extensionType.ratchetTree), 'embedded-tree', section, 'the extensions have ratchet_tree');
}

/** A PartialGroupInfo by itself. */
export const partialGroupInfoCodec = codecOf<PartialGroupInfo>({
  section,
  limit: bodyLimits.medium,
  ...partialGroupInfo,
});

/**
 * Decision WF-22: the draft calls the extensions often empty, yet nobody can join externally without the external_pub of
 * the epoch. Where external commits are allowed it must be there.
 * @throws {@link InvalidWire} `inconsistent`
 */
export function checkExternalPub(partial: PartialGroupInfo, externalCommitAllowed: boolean): void {
  const has = partial.extensions.some(({ type }) => type === extensionType.externalPub);
  demand(has || !externalCommitAllowed, 'inconsistent', section, 'external_pub is missing');
}

/** What the hub knows of the new epoch when it has applied the commit to its own view of the group. */
export interface NewEpoch {
  readonly context: GroupContext;
  readonly confirmationTag: Uint8Array;
  /** Leaf of the committer. */
  readonly signer: number;
  /** `optional<Node> ratchet_tree<V>` of the new epoch. */
  readonly ratchetTree: Uint8Array;
}

/**
 * The GroupInfo that the committer signed, as an MLSMessage. With a tree in it where the presence says so: the signature
 * covers the extensions, in the committer's order, of which the tree is the last. Whether the signature holds is for
 * the engine to say.
 */
export function completeGroupInfo(partial: PartialGroupInfo, epoch: NewEpoch): Uint8Array {
  const embedded = partial.ratchetTreePresence === 'present' || partial.ratchetTreePresence === 'added';
  const tree = { type: extensionType.ratchetTree, data: epoch.ratchetTree };
  return encodeWith((writer, info: NewEpoch) => {
    writer.uint16(1).uint16(4).raw(encodeGroupContext(info.context));
    writeExtensions(writer, embedded ? [...partial.extensions, tree] : partial.extensions);
    writer.opaque(info.confirmationTag).uint32(info.signer).opaque(partial.signature);
  }, epoch);
}
