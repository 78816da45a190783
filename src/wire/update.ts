import type { Reader, Writer } from '../mls/index.ts';
import { groupInfoRepresentations, updateResponseCodes } from './codes.ts';
import type { GroupInfoOption, UpdateRequest, UpdateResponse, WireCodec } from './contract.ts';
import { demand, InvalidWire } from './invalid-wire.ts';
import { bodyLimits, listLimits } from './limits.ts';
import { eventOf, groupInfo, message, readMlsMessage, welcome } from './mls-messages.ts';
import { code, codecOf, list, optional, text, time } from './presentation.ts';
import { type CodePoints, codePoints } from './profile/code-points.ts';
import { partialGroupInfo } from './ratchet-tree-options/partial-group-info.ts';
import { ratchetTreeOption } from './ratchet-tree-options/ratchet-tree-option.ts';

const section = 'draft-ietf-mimi-protocol-06 §5.3';
const optionalWelcome = optional(welcome);
const representation = code(groupInfoRepresentations, section);
const responseCode = code(updateResponseCodes, section);

function writeGroupInfoOption(writer: Writer, option: GroupInfoOption): void {
  representation.write(writer, option.representation);
  if (option.representation === 'full') groupInfo.write(writer, option.groupInfo);
  else partialGroupInfo.write(writer, option.partialGroupInfo);
}

function readGroupInfoOption(reader: Reader): GroupInfoOption {
  const kind = representation.read(reader);
  return kind === 'full'
    ? { representation: kind, groupInfo: groupInfo.read(reader) }
    : { representation: kind, partialGroupInfo: partialGroupInfo.read(reader) };
}

/**
 * Body of POST update: a HandshakeBundle without a protocol octet (decision WF-09).
 * @param numbers a deployment's own (decision WF-01)
 */
export function updateRequestWith(numbers: CodePoints): WireCodec<UpdateRequest> {
  const commit = message('commit', section, numbers);
  const proposal = message('proposal', section, numbers);
  const moreProposals = list(proposal, listLimits.messages - 1, section);
  return codecOf<UpdateRequest>({
    section,
    limit: bodyLimits.large,
    write: (writer, request) => {
      if (request.type === 'commit') {
        commit.write(writer, request.commit);
        optionalWelcome.write(writer, request.welcome);
        writeGroupInfoOption(writer, request.groupInfo);
        ratchetTreeOption.write(writer, request.ratchetTree);
        return;
      }
      const [first, ...more] = request.proposals;
      if (first === undefined) throw new InvalidWire('empty-list', section, 'a bundle without commit and proposal');
      proposal.write(writer, first);
      moreProposals.write(writer, more);
    },
    read: (reader) => {
      const { octets, head } = readMlsMessage(reader, numbers);
      const event = eventOf(head);
      if (event === 'commit') {
        return {
          type: 'commit',
          commit: octets,
          welcome: optionalWelcome.read(reader),
          groupInfo: readGroupInfoOption(reader),
          ratchetTree: ratchetTreeOption.read(reader),
        };
      }
      demand(event === 'proposal', 'mls-message', section, `${head.wireFormat} is no commit and no proposal`);
      return { type: 'proposals', proposals: [octets, ...moreProposals.read(reader)] };
    },
  });
}

/** Body of POST update, with the numbers of the profile. */
export const updateRequest = updateRequestWith(codePoints);

/** Answer to POST update: UpdateRoomResponse. */
export const updateResponse = codecOf<UpdateResponse>({
  section,
  limit: bodyLimits.medium,
  write: (writer, response) => {
    responseCode.write(writer, response.code);
    text.write(writer, response.errorDescription);
    switch (response.code) {
      case 'success':
        time.write(writer, response.acceptedTimestamp);
        return;
      case 'wrongEpoch':
        writer.uint64(response.currentEpoch);
        return;
      case 'invalidProposal':
        writer.vector(response.invalidProposals, (inner, ref) => inner.opaque(ref));
        return;
      case 'notAllowed':
    }
  },
  read: (reader) => {
    const status = responseCode.read(reader);
    const errorDescription = text.read(reader);
    switch (status) {
      case 'success':
        return { code: status, errorDescription, acceptedTimestamp: time.read(reader) };
      case 'wrongEpoch':
        return { code: status, errorDescription, currentEpoch: reader.uint64() };
      case 'notAllowed':
        return { code: status, errorDescription };
      case 'invalidProposal':
        return { code: status, errorDescription, invalidProposals: reader.vector((inner) => inner.opaque()) };
    }
  },
});
