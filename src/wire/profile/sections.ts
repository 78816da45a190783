interface MovedSection {
  /** Where the reference is printed. */
  readonly in: string;
  /** As it is printed. */
  readonly cites: string;
  /** What is meant. */
  readonly topic: string;
  /** Where that is now; null when it is nowhere any more. */
  readonly current: string | null;
}

/**
 * References of the drafts to sections that have moved (decision WF-35). The sources of this house name current sections
 * only. What room-policy-03 §6.4 cites, protocol §5.10.1 to §5.10.3, has come to be right again.
 */
export const movedSections: readonly MovedSection[] = [
  {
    in: 'draft-ietf-mimi-protocol-06 §5.4.1.1',
    cites: 'draft-ietf-mimi-content §8.2',
    topic: 'generating the random salt',
    current: 'draft-ietf-mimi-content-08 §9.2',
  },
  {
    in: 'draft-ietf-mimi-protocol-06 §5.4.1.1',
    cites: 'draft-ietf-mimi-content §8.3',
    topic: 'sender_uri and room_uri among the extensions',
    current: 'draft-ietf-mimi-content-08 §4.3',
  },
  {
    in: 'draft-ietf-mimi-protocol-06 §10',
    cites: 'draft-ietf-mls-extensions §7.6',
    topic: 'registry of components',
    current: 'draft-ietf-mls-extensions §7.5',
  },
  {
    in: 'draft-ietf-mimi-content-08 §2',
    cites: 'draft-ietf-mls-extensions §2.3',
    topic: 'content advertisement',
    current: 'draft-ietf-mls-extensions §6.2',
  },
  {
    in: 'draft-ietf-mimi-room-policy-03 §6.7',
    cites: 'draft-ietf-mls-extensions §2.2',
    topic: 'targeted messages',
    current: null,
  },
  {
    in: 'draft-mahy-mls-semiprivatemessage §2',
    cites: 'draft-ietf-mls-extensions §2',
    topic: 'the Safe Extensions framework',
    current: 'draft-ietf-mls-extensions §4',
  },
];
