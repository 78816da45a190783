import type { Reader, Writer } from '../mls/index.ts';
import type { FanoutMessage, WireCodec } from './contract.ts';
import { optionalFrank } from './frank.ts';
import { demand, InvalidWire } from './invalid-wire.ts';
import { bodyLimits, listLimits } from './limits.ts';
import { eventOf, groupOf, message, readMlsMessage } from './mls-messages.ts';
import { codecOf, type Field, list, time } from './presentation.ts';
import { type CodePoints, codePoints } from './profile/code-points.ts';
import { ratchetTreeOption } from './ratchet-tree-options/ratchet-tree-option.ts';

const section = 'draft-ietf-mimi-protocol-06 §5.5';
const application = message('application', section);
const welcome = message('welcome', section);

/** FanoutMessage: no protocol octet; a Welcome is told by its wire format, the rest by content type (decision WF-09). */
function fanoutMessage(numbers: CodePoints): Field<FanoutMessage> {
  const commit = message('commit', section, numbers);
  const proposal = message('proposal', section, numbers);
  const proposals = list(proposal, listLimits.messages, section);
  const write = (writer: Writer, event: FanoutMessage): void => {
    time.write(writer, event.timestamp);
    switch (event.type) {
      case 'application':
        application.write(writer, event.message);
        optionalFrank.write(writer, event.frank);
        return;
      case 'welcome':
        welcome.write(writer, event.welcome);
        ratchetTreeOption.write(writer, event.ratchetTree);
        return;
      case 'proposals': {
        const [first, ...more] = event.proposals;
        if (first === undefined) throw new InvalidWire('empty-list', section, 'no proposal');
        proposal.write(writer, first);
        proposals.write(writer, more);
        return;
      }
      case 'commit':
        commit.write(writer, event.commit);
        proposals.write(writer, event.externalProposals);
    }
  };
  const read = (reader: Reader): FanoutMessage => {
    const timestamp = time.read(reader);
    const { octets, head } = readMlsMessage(reader, numbers);
    const type = eventOf(head);
    switch (type) {
      case 'application':
        return { type, timestamp, message: octets, frank: optionalFrank.read(reader) };
      case 'welcome':
        return { type, timestamp, welcome: octets, ratchetTree: ratchetTreeOption.read(reader) };
      case 'proposal':
        return { type: 'proposals', timestamp, proposals: [octets, ...proposals.read(reader)] };
      case 'commit':
        return { type, timestamp, commit: octets, externalProposals: proposals.read(reader) };
      case null:
        throw new InvalidWire('mls-message', section, `${head.wireFormat} is no event of a room`);
    }
  };
  return { write, read };
}

/**
 * Body of POST notify: one or more FanoutMessages of one room, one behind the other without an outer length (decision
 * WF-09). Bodies of single events can be put together as they are, up to {@link listLimits}.messages of messages.
 * @param numbers a deployment's own (decision WF-01)
 */
export function notifyRequestWith(numbers: CodePoints): WireCodec<readonly FanoutMessage[]> {
  const { write, read } = fanoutMessage(numbers);
  return codecOf<readonly FanoutMessage[]>({
    section,
    limit: bodyLimits.large,
    write: (writer, events) => {
      for (const event of events) write(writer, event);
    },
    read: (reader) => {
      const events: FanoutMessage[] = [];
      let messages = 0;
      while (!reader.done) {
        const event = read(reader);
        messages += messagesOf(event).length;
        // At the first that is one too many, for it is the values that are large, not the body.
        checkCount(messages);
        events.push(event);
      }
      return events;
    },
    check: (events) => {
      demand(events.length > 0, 'empty-list', section, 'no event');
      checkCount(events.reduce((messages, event) => messages + messagesOf(event).length, 0));
    },
  });
}

function checkCount(messages: number): void {
  const most = listLimits.messages;
  demand(messages <= most, 'too-large', section, `${messages} messages in one request, at most ${most}`);
}

/** Body of POST notify, with the numbers of the profile. */
export const notifyRequest = notifyRequestWith(codePoints);

/**
 * MF-08: all events of a request are of the room in its path. Welcomes name their group only to those whom they let in.
 * @param isGroupOfRoom whether a group_id is one of that room's groups (a room has a new one after each ReInit)
 * @throws InvalidWire `foreign-group`
 */
export function checkGroups(
  events: readonly FanoutMessage[],
  isGroupOfRoom: (groupId: Uint8Array) => boolean,
  numbers: CodePoints = codePoints,
): void {
  for (const octets of events.flatMap(messagesOf)) {
    const groupId = groupOf(octets, numbers);
    const fits = groupId === null || isGroupOfRoom(groupId);
    demand(fits, 'foreign-group', section, 'an event of the group of another room');
  }
}

/** The MLSMessages of an event, in the order in which a client takes them. */
export function messagesOf(event: FanoutMessage): readonly Uint8Array[] {
  switch (event.type) {
    case 'application':
      return [event.message];
    case 'welcome':
      return [event.welcome];
    case 'proposals':
      return event.proposals;
    case 'commit':
      return [event.commit, ...event.externalProposals];
  }
}
