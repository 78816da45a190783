import type { Reader, Writer } from '../../mls/index.ts';
import type { Participant, ParticipantListUpdate } from '../contract.ts';
import { codecOf, readText, writeText } from './presentation.ts';

function writeParticipant(writer: Writer, participant: Participant): void {
  writeText(writer, participant.user);
  writer.uint32(participant.role);
}

const readParticipant = (reader: Reader): Participant => ({ user: readText(reader), role: reader.uint32() });

/** Component 0x0022, ParticipantListData (draft-ietf-mimi-protocol §7.5). */
export const participantList = codecOf<readonly Participant[]>(
  (writer, list) => writer.vector(list, writeParticipant),
  (reader) => reader.vector(readParticipant),
);

/** ParticipantListUpdate (draft-ietf-mimi-protocol §7.5). */
export const participantListUpdate = codecOf<ParticipantListUpdate>(
  (writer, update) => {
    writer.vector(update.changedRoleParticipants, (inner, change) =>
      inner.uint32(change.userIndex).uint32(change.role),
    );
    writer.vector(update.removedIndices, (inner, index) => inner.uint32(index));
    writer.vector(update.addedParticipants, writeParticipant);
  },
  (reader) => ({
    changedRoleParticipants: reader.vector((inner) => ({ userIndex: inner.uint32(), role: inner.uint32() })),
    removedIndices: reader.vector((inner) => inner.uint32()),
    addedParticipants: reader.vector(readParticipant),
  }),
);
