/**
 * Where the drafts are silent, or contradict themselves, something had to be decided. Each decision is one function or
 * constant, named here with where it lives; test/vectors/wire has a vector of each. Two gateways that name the same
 * profile understand one another wherever the drafts leave it open.
 *
 * How much a body may hold is said by no draft either: limits.ts does, with the reasons, and belongs to the profile.
 *
 * Rule: what can be encoded as it is printed is encoded so; where it can't, the smallest repair.
 * @module
 */

/** Changes when a decision does, or a number. */
export const wireProfile = 'mimi-wire-1';

/** One decision. */
interface Decision {
  /** What the drafts leave open, and where. */
  readonly gap: string;
  readonly decided: string;
  /** The export that the decision is, and the file that has it, from the folder of sources on. */
  readonly by: string;
  readonly in: string;
}

const P = 'draft-ietf-mimi-protocol-06';
const RP = 'draft-ietf-mimi-room-policy-03';

/** WF-01 to WF-35. */
export const wireDecisions = {
  'WF-01': {
    gap: 'code points are suggestions, or missing; extension 0x0009 is suggested twice',
    decided: 'one table that an operator’s numbers go into; private numbers where there is none; no clashing pair',
    by: 'codePointsWith',
    in: 'wire/profile/code-points.ts',
  },
  'WF-02': {
    gap: `${P} §5.1: the directory’s example is no JSON, its variables differ from those of the text`,
    decided: 'keys as there; whatever a variable is called, it is expanded by its only possible meaning',
    by: 'endpointUrl',
    in: 'wire/directory/endpoints.ts',
  },
  'WF-03': {
    gap: `${P} §5: no media type, hardly an HTTP status`,
    decided: 'application/octet-stream; 200 where the answer has a code of its own; a status for each rule',
    by: 'statusOfTaken',
    in: 'wire/http-status.ts',
  },
  'WF-04': {
    gap: `${P} §4.1: Host names the provider, but URLs of the directory may be on another host`,
    decided: 'connect to the URL’s host; its certificate covers that or the provider; Host is the provider by default',
    by: 'connectionFor',
    in: 'wire/directory/connection.ts',
  },
  'WF-05': {
    gap: 'loose syntax: optional X, string, RoomId, missing <V>, bool',
    decided: 'optional<X>; UTF-8 opaque<V> without NUL; a RoomId is an IdentifierUri; one octet for a bool',
    by: 'text',
    in: 'wire/presentation.ts',
  },
  'WF-06': {
    gap: `${RP} §6.1: required(1), and selects with mandatory; zeros or nothing on forbidden`,
    decided: 'the same value; nothing follows on forbidden',
    by: 'optionality',
    in: 'policy/components/presentation.ts',
  },
  'WF-07': {
    gap: `${RP} §8.7: no usable capability guards most components`,
    decided: 'the reserved codes are enforced with their evident meaning; room_uri never changes',
    by: 'componentRegistry',
    in: 'policy/components/registry.ts',
  },
  'WF-08': {
    gap: `${RP} §10.2: ranges overlap at 0xF000; canUnBan and canUnban; examples with unregistered capabilities`,
    decided: '0xF000 is unused; canUnban; voice is a change of role',
    by: 'capabilities',
    in: 'policy/code-points.ts',
  },
  'WF-09': {
    gap: `${P} §5.3, §5.5: selects on a protocol that the struct lacks, and on content types as wire formats`,
    decided: 'no protocol octet; Welcome by wire format, the rest by content type; no length around the list',
    by: 'notifyRequest',
    in: 'wire/fanout.ts',
  },
  'WF-10': {
    gap: `${P} §5.4: the enum says accepted, the select success`,
    decided: 'both are 0',
    by: 'submitResponseCodes',
    in: 'wire/codes.ts',
  },
  'WF-11': {
    gap: `${P} §7.5: which list do indices refer to, and in which order do several updates apply?`,
    decided: 'the epoch’s list for all; changes, then removals, then additions in the order of proposals',
    by: 'applyParticipantListUpdate',
    in: 'policy/participants.ts',
  },
  'WF-12': {
    gap: `${P} §5.5: does each provider get the whole Welcome?`,
    decided: 'without the secrets of those that other providers let in',
    by: 'welcomeFor',
    in: 'wire/welcome.ts',
  },
  'WF-13': {
    gap: `${P} §5.9: AbuseType has reserved(0) only; the reporter is optional, but not in the syntax`,
    decided: '0 is unspecified and accepted, unknown ones are kept; an empty URI is nobody',
    by: 'abuseReport',
    in: 'wire/abuse-report.ts',
  },
  'WF-14': {
    gap: `${P} §5.9: a frank does not say which hub_key made it`,
    decided: 'the accepted time does; keys of neighbouring periods are tried',
    by: 'hubKeysFor',
    in: 'wire/franking/hub-keys.ts',
  },
  'WF-15': {
    gap: `${P} §5.5: 201 and nothing else on what notify is answered with`,
    decided: 'any 2xx is yes; 404 and 410 close the queue after a check; other 4xx are tried slowly, with an alarm',
    by: 'notifyOutcome',
    in: 'wire/http-status.ts',
  },
  'WF-16': {
    gap: `${P} §5.6: the joining code is optional under the signature, not in the body; the room is not signed`,
    decided: 'literally so; no code is an empty vector; requests are remembered by their HPKE key',
    by: 'groupInfoRequestToBeSigned',
    in: 'wire/signed/group-info-request.ts',
  },
  'WF-17': {
    gap: `${P} §5.2: no word on the scheme of the requester’s key; roomId is not optional`,
    decided: 'that of the first listed suite, else of any that verifies; an empty URI is no room',
    by: 'checkKeyMaterialRequest',
    in: 'wire/signed/key-material-request.ts',
  },
  'WF-18': {
    gap: 'rooms of fixed members have no name that everybody finds; two hubs may open one at once',
    decided: 'dm- and the hash of the sorted users; the lower URI survives',
    by: 'fixedMembershipRoom',
    in: 'wire/profile/fixed-membership-rooms.ts',
  },
  'WF-19': {
    gap: `${RP} §4: target_role is a whole Role`,
    decided: 'written as a Role, of which the index counts; a bare index by setting',
    by: 'preauthorizedLists',
    in: 'policy/components/preauthorized-list.ts',
  },
  'WF-20': {
    gap: `${P} §5.4: no class of messages that need not be kept`,
    decided: 'new content types where the group requires them, else our own type between gateways, for a minute',
    by: 'statusForm',
    in: 'wire/profile/status-messages.ts',
  },
  'WF-21': {
    gap: 'draft-ietf-mls-ratchet-tree-options §3: httpsUri and httpsUrl; nodes that are not optional',
    decided:
      'one value; optional<Node> as in RFC 9420; no tree_signature (version 04 took it out): the tree hash proves the tree',
    by: 'ratchetTreeOption',
    in: 'wire/ratchet-tree-options/ratchet-tree-option.ts',
  },
  'WF-22': {
    gap: 'draft-ietf-mls-ratchet-tree-options §4: extensions are often empty, yet joiners need external_pub',
    decided: 'it must be there where external commits are allowed',
    by: 'checkExternalPub',
    in: 'wire/ratchet-tree-options/partial-group-info.ts',
  },
  'WF-23': {
    gap: `${RP}: vectors that can’t be meant, such as Uri parent_room<V>`,
    decided: 'read literally: no or one Uri; unknown strategies are followed by a ComponentID',
    by: 'readUriVector',
    in: 'policy/components/uri.ts',
  },
  'WF-24': {
    gap: `${RP} §3: how does a hub hold a role without a client?`,
    decided: 'as an entry of the list with its own URI, mimi://domain',
    by: 'checkListedName',
    in: 'policy/participants.ts',
  },
  'WF-25': {
    gap: `${RP} §3: a new room breaks the minima of its own roles`,
    decided: 'a minimum counts only when a change lowers the number',
    by: 'checkLimits',
    in: 'policy/limits.ts',
  },
  'WF-26': {
    gap: `${RP} annex A: roles that include what there is not`,
    decided: 'read as attendee, speaker, and (2, [0, 1]) added',
    by: 'roomKinds',
    in: 'policy/presets/preset-of.ts',
  },
  'WF-27': {
    gap: `${P} §5.8: a list of URIs beside the profiles; a select on a field that is not there; no pages`,
    decided: 'the URIs are those of the profiles; searchType selects; pages as an extension component',
    by: 'identifierResponse',
    in: 'wire/identifier-query.ts',
  },
  'WF-28': {
    gap: 'franking_agent and franking_signature_key; external_receivers is an extension and a component',
    decided: 'one component 0x0021; component 0x0008, the extension form is taken too',
    by: 'externalReceiversIn',
    in: 'wire/semi-private-message/external-receivers.ts',
  },
  'WF-29': {
    gap: `${P} §3.5: one’s own leave is a Remove, which an external commit loses`,
    decided: 'SelfRemove where the group knows it; the hub proposes lost removals again',
    by: 'ownLeave',
    in: 'wire/profile/leaving.ts',
  },
  'WF-30': {
    gap: `${P} §5.6: pending proposals come along that an external commit can’t refer to`,
    decided: 'information, but for SelfRemove',
    by: 'dueInExternalCommit',
    in: 'wire/profile/leaving.ts',
  },
  'WF-31': {
    gap: `${P} §5.10.3: no directory says where an OHTTP gateway is`,
    decided: 'the key ohttpGateway where there is one, else the well-known place of RFC 9540',
    by: 'ohttpGatewayOf',
    in: 'wire/directory/endpoints.ts',
  },
  'WF-32': {
    gap: `${P} §4.2: which credentials, and how a hub’s keys are known`,
    decided: 'basic mimi://domain, or a certificate with the domain or that URI among its names',
    by: 'isKeyOfProvider',
    in: 'wire/franking/provider-of-credential.ts',
  },
  'WF-33': {
    gap: 'draft-ietf-mimi-content-08 §3.3: what the message id hashes; stale hex in examples',
    decided: 'the sender and room that the message names, once they are checked; the example files are the vectors',
    by: 'messageIdOf',
    in: 'identifiers/message-id.ts',
  },
  'WF-34': {
    gap: `${P} §7.4: the certificate of “that user” is removed with the last one of a follower`,
    decided: 'the follower’s is meant',
    by: 'externalSendersWithout',
    in: 'wire/profile/external-senders.ts',
  },
  'WF-35': {
    gap: 'the drafts cite sections of one another that have moved',
    decided: 'current sections are cited',
    by: 'movedSections',
    in: 'wire/profile/sections.ts',
  },
} as const satisfies Readonly<Record<`WF-${string}`, Decision>>;

export type WireDecision = keyof typeof wireDecisions;
