import {
  readCredential,
  readExternalSender,
  readHpkeCiphertext,
  type Reader,
  writeCredential,
  writeExternalSender,
  writeHpkeCiphertext,
  type Writer,
} from '../mls/index.ts';
import { groupInfoCodes } from './codes.ts';
import type {
  GroupInfoAndTree,
  GroupInfoRequest,
  GroupInfoResponse,
  PendingProposalEntry,
  UnsignedGroupInfoRequest,
  UnsignedGroupInfoSuccess,
  WireCodec,
} from './contract.ts';
import { demand } from './invalid-wire.ts';
import { bodyLimits, listLimits } from './limits.ts';
import { groupInfo, message } from './mls-messages.ts';
import { code, codecOf, list, protocol, room, time } from './presentation.ts';
import { type CodePoints, codePoints } from './profile/code-points.ts';
import { ratchetTreeOption } from './ratchet-tree-options/ratchet-tree-option.ts';

const section = 'draft-ietf-mimi-protocol-06 §5.6';
const status = code(groupInfoCodes, section);
const none = new Uint8Array(0);

function writeRequester(writer: Writer, request: UnsignedGroupInfoRequest): void {
  protocol.write(writer);
  writer.uint16(request.cipherSuite).opaque(request.requestingSignatureKey);
  writeCredential(writer, request.requestingCredential);
  writer.opaque(request.groupInfoPublicKey);
}

/** GroupInfoRequestTBS: there the joining code is optional, with an octet before it (decision WF-16). */
export function writeGroupInfoRequestTbs(writer: Writer, request: UnsignedGroupInfoRequest): void {
  writeRequester(writer, request);
  writer.optional(request.joiningCode, (inner, joiningCode) => inner.opaque(joiningCode));
}

function readJoiningCode(reader: Reader): Uint8Array | null {
  const joiningCode = reader.opaque();
  return joiningCode.length === 0 ? null : joiningCode;
}

/** Body of POST groupInfo: there a joining code of no octets is none (decision WF-16). */
export const groupInfoRequest = codecOf<GroupInfoRequest>({
  section,
  limit: bodyLimits.small,
  write: (writer, request) => {
    writeRequester(writer, request);
    writer.opaque(request.joiningCode ?? none).opaque(request.signature);
  },
  read: (reader) => {
    protocol.read(reader);
    return {
      cipherSuite: reader.uint16(),
      requestingSignatureKey: reader.opaque(),
      requestingCredential: readCredential(reader),
      groupInfoPublicKey: reader.opaque(),
      joiningCode: readJoiningCode(reader),
      signature: reader.opaque(),
    };
  },
  check: ({ joiningCode }) => {
    demand(joiningCode?.length !== 0, 'inconsistent', section, 'an empty joining code is spelled null');
  },
});

/** GroupInfoResponseTBS. */
export function writeUnsignedGroupInfoSuccess(writer: Writer, answer: UnsignedGroupInfoSuccess): void {
  protocol.write(writer);
  room.write(writer, answer.room);
  status.write(writer, answer.status);
  writer.uint16(answer.cipherSuite);
  writeExternalSender(writer, answer.hubSender);
  writeHpkeCiphertext(writer, answer.encryptedGroupInfoAndTree);
}

/** Answer to POST groupInfo. */
export const groupInfoResponse = codecOf<GroupInfoResponse>({
  section,
  limit: bodyLimits.large,
  write: (writer, answer) => {
    if (answer.status === 'success') {
      writeUnsignedGroupInfoSuccess(writer, answer);
      writer.opaque(answer.signature);
      return;
    }
    protocol.write(writer);
    room.write(writer, answer.room);
    status.write(writer, answer.status);
  },
  read: (reader) => {
    protocol.read(reader);
    const asked = room.read(reader);
    const answered = status.read(reader);
    if (answered !== 'success') return { status: answered, room: asked };
    return {
      status: answered,
      room: asked,
      cipherSuite: reader.uint16(),
      hubSender: readExternalSender(reader),
      encryptedGroupInfoAndTree: readHpkeCiphertext(reader),
      signature: reader.opaque(),
    };
  },
});

/**
 * GroupInfoRatchetTreeTBE: what the answer encrypts to the requester.
 * @param numbers a deployment's own (decision WF-01)
 */
export function groupInfoAndTreeWith(numbers: CodePoints): WireCodec<GroupInfoAndTree> {
  const proposal = message('proposal', section, numbers);
  const writePending = (writer: Writer, pending: PendingProposalEntry): void => {
    proposal.write(writer, pending.proposal);
    time.write(writer, pending.acceptedTimestamp);
  };
  const readPending = (reader: Reader): PendingProposalEntry => ({
    proposal: proposal.read(reader),
    acceptedTimestamp: time.read(reader),
  });
  const pendingProposals = list({ write: writePending, read: readPending }, listLimits.messages, section);
  return codecOf<GroupInfoAndTree>({
    section,
    limit: bodyLimits.large,
    write: (writer, value) => {
      groupInfo.write(writer, value.groupInfo);
      ratchetTreeOption.write(writer, value.ratchetTree);
      pendingProposals.write(writer, value.pendingProposals);
    },
    read: (reader) => ({
      groupInfo: groupInfo.read(reader),
      ratchetTree: ratchetTreeOption.read(reader),
      pendingProposals: pendingProposals.read(reader),
    }),
  });
}

/** What the answer encrypts, with the numbers of the profile. */
export const groupInfoAndTree = groupInfoAndTreeWith(codePoints);
