import type { Reader, Writer } from '../../mls/index.ts';
import { InvalidPolicy } from '../invalid-policy.ts';
import { readList, readUint32s, writeList, writeUint32s } from './bounded-list.ts';
import type { JoinLinks, JoinLinksUpdate } from './contract.ts';
import { codecOf } from './presentation.ts';

/** `opaque join_link` lacks its `<V>` in the draft (decision WF-05). */
function writeLinks(writer: Writer, links: JoinLinks): void {
  writeList(writer, links, (inner, link) => inner.opaque(link));
}

const readLinks = (reader: Reader): JoinLinks => readList(reader, (inner) => inner.opaque());

/** Component 0x002A, JoinLinksData (draft-ietf-mimi-room-policy §6.2). */
export const joinLinks = codecOf<JoinLinks>(writeLinks, readLinks);

/** JoinLinksUpdate (draft-ietf-mimi-room-policy §6.2). */
export const joinLinksUpdate = codecOf<JoinLinksUpdate>(
  (writer, update) => {
    writeUint32s(writer, update.removedIndices);
    writeLinks(writer, update.addedLinks);
  },
  (reader) => ({ removedIndices: readUint32s(reader), addedLinks: readLinks(reader) }),
  ({ removedIndices }) => {
    if (new Set(removedIndices).size !== removedIndices.length) {
      throw new InvalidPolicy('join-links', 'an index is removed twice');
    }
  },
);

/**
 * The links after the updates of one commit, as participants are changed (decision WF-11): every index refers to the
 * links of the epoch, removals close up, additions are appended in the order of the updates.
 * @throws InvalidPolicy `join-links` for an index beyond the list, or removed twice
 */
export function applyJoinLinksUpdates(links: JoinLinks, updates: readonly JoinLinksUpdate[]): JoinLinks {
  const removed = updates.flatMap(({ removedIndices }) => removedIndices);
  if (removed.some((index) => index >= links.length)) {
    throw new InvalidPolicy('join-links', 'an index is beyond the list');
  }
  const gone = new Set(removed);
  if (gone.size !== removed.length) throw new InvalidPolicy('join-links', 'an index is removed twice');
  return [...links.filter((_, index) => !gone.has(index)), ...updates.flatMap(({ addedLinks }) => addedLinks)];
}
